"""Every response has the policies by which browsers load nothing from elsewhere."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from archive.middleware.security import CONTENT_SECURITY_POLICY, ContentSecurityMiddleware


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-is-here/"])
def test_pages_carry_every_security_header_and_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_policy_lets_nothing_inline_run() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_view_may_set_a_policy_of_its_own() -> None:
    middleware = ContentSecurityMiddleware(lambda request: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert middleware(RequestFactory().get("/")).headers["Content-Security-Policy"] == "sandbox"
