"""Headers by which browsers load nothing but this site's own files."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from archive.middleware import is_admin_request

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# The administration's pages run Django's own scripts, which look things up as one types.
ADMINISTRATION_POLICY = POLICY | {"script-src": "'self'", "connect-src": "'self'"}


def formatted(policy: dict[str, str]) -> str:
    """Return a policy as the value of its header."""
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


CONTENT_SECURITY_POLICY = formatted(POLICY)
ADMINISTRATION_CONTENT_SECURITY_POLICY = formatted(ADMINISTRATION_POLICY)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ContentSecurityMiddleware:
    """Sets the content security and permissions policies on every response that has none of its own.

    Nothing inline runs and nothing is loaded from elsewhere. The other security headers are Django's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = ADMINISTRATION_CONTENT_SECURITY_POLICY if is_admin_request(request) else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
