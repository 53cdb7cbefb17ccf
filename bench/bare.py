"""The least that Django can serve, to compare with a cached page: one view, no middleware, no database."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])


def hello(request: HttpRequest) -> HttpResponse:
    """Return a short response."""
    return HttpResponse("Hello")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
