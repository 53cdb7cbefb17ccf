"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("cables.urls"))]

handler400 = "cables.views.errors.bad_request"
handler403 = "cables.views.errors.forbidden"
handler404 = "cables.views.errors.not_found"
handler500 = "cables.views.errors.server_error"
