"""URLs of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from archive.health import health

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health, name="health"), path("", include("cables.urls"))]

if settings.ADMINISTERS:
    urlpatterns.insert(0, path(settings.ADMINISTRATION.lstrip("/"), admin.site.urls))

handler400 = "cables.views.errors.bad_request"
handler403 = "cables.views.errors.forbidden"
handler404 = "cables.views.errors.not_found"
handler500 = "cables.views.errors.server_error"
