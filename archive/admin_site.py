"""The site of the archive's administration: Django's own, under the installation's name."""

from django.conf import settings
from django.contrib.admin import AdminSite


class Administration(AdminSite):
    """Where archivists upload and correct, and administrators do what only they may."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Administration"
    enable_nav_sidebar = False
