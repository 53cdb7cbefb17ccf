"""The application for a WSGI server: ``archive.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

from archive.request_stream import whole  # which needs the settings

application = whole(get_wsgi_application())
