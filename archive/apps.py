"""The configuration of Django's admin app."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's admin app with the archive's own site."""

    default_site = "archive.admin_site.Administration"
