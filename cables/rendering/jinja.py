"""Jinja2 environment of the public pages, with the filters and functions that their templates may call."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat, truncatechars
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined

from cables.rendering import template_filters
from cables.rendering.html import fragment
from cables.reverse import url

FILTERS = (
    *(
        template_filters.attribute,
        template_filters.day,
        template_filters.dtg,
        template_filters.timestamp,
        template_filters.plural,
    ),
    *(
        template_filters.portion_level,
        template_filters.portion_meaning,
        template_filters.multiline,
        template_filters.sent,
    ),
    *(template_filters.sent_day, template_filters.style_of, template_filters.subject, template_filters.thousands),
    *(template_filters.titled, template_filters.words, filesizeformat, truncatechars),
)


class NotGiven(StrictUndefined):
    """A variable that a page was not given. Templates may test it; to show it or to look into it is an error."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # which fails in what it is environment from
        return False


def environment(**options: Any) -> Environment:
    """Return the environment of the public pages, from the options that Django's settings and backend give.

    Everything is escaped that is not marked as safe. Names of static files are looked up once, since they
    change with the code alone; not while that is worked on.
    """
    environment = Environment(**options | {"autoescape": True, "undefined": NotGiven})  # noqa: S701 - autoescape is on
    environment.filters |= {shown.__name__: shown for shown in FILTERS}
    environment.globals = {"url": url, "fragment": fragment, "static": static if settings.DEBUG else cache(static)}
    return environment
