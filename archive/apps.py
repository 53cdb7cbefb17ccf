"""How Django's apps are set up for this site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's admin with the archive's own site."""

    default_site = "archive.admin_site.Administration"
