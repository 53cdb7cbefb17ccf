"""The engine that makes the public pages: Jinja2, with what their templates may call."""

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
        template_filters.moment,
        template_filters.plural,
    ),
    *(
        template_filters.portion_level,
        template_filters.portion_meaning,
        template_filters.printed,
        template_filters.sent,
    ),
    *(template_filters.sent_day, template_filters.style_of, template_filters.subject, template_filters.thousands),
    *(template_filters.titled, template_filters.words, filesizeformat, truncatechars),
)


class NotGiven(StrictUndefined):
    """What a page was not given. Templates may ask whether it is there; to show it or to look into it is a mistake."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # which fails in what it is made from
        return False


def environment(**options: Any) -> Environment:
    """Jinja2 as the templates of the public pages need it, from the options that Django's settings and backend give.

    Everything is escaped that does not say that it is HTML. Names of static files are looked up once, since they
    change with the code alone; not while that is worked on.
    """
    made = Environment(**options | {"autoescape": True, "undefined": NotGiven})  # noqa: S701 - autoescape is on
    made.filters |= {shown.__name__: shown for shown in FILTERS}
    made.globals = {"url": url, "fragment": fragment, "static": static if settings.DEBUG else cache(static)}
    return made
