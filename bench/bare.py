"""The least that Django can serve: one view, no middleware, no database. What a kept page is measured beside."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])


def hello(request: HttpRequest) -> HttpResponse:
    """Nothing worth mentioning."""
    return HttpResponse("Hello")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
