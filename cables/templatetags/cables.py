"""Template tags of the administration, whose templates are Django's own: filters of the public pages, and diffs."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cables.rendering import template_filters
from cables.rendering.text_diff import ShownDiff

register = template.Library()

for shared in (template_filters.timestamp, template_filters.subject, template_filters.words):
    register.filter(shared)


@register.simple_tag
def text_diff(shown: ShownDiff) -> SafeString:
    """Return the HTML of a diff, as the page of a difference has it."""
    return SafeString(render_to_string("cables/_text_diff.html", {"shown": shown}))  # which escapes what it shows
