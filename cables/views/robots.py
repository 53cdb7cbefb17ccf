"""`/robots.txt`: crawlers may read all but searches, filtered lists and text diffs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

RULES = """\
User-agent: *
Disallow: /find/
Disallow: /search/
Allow: /search/help/
Disallow: /citations.
Disallow: /citations/?
Disallow: /cable/*/difference/
Disallow: /*?*q=
Disallow: /*?*tag=
Disallow: /*?*post=
Disallow: /*?*since=
Disallow: /*?*until=
Disallow: /*?*classification=
Disallow: /*?*caption=
"""


def robots(request: HttpRequest) -> HttpResponse:
    """Return the rules, as plain text."""
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
