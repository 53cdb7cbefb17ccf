"""The engine that makes the public pages."""

import re

import pytest
from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment, UndefinedError, meta, nodes

from cables.rendering.html import escape
from cables.rendering.jinja import environment

ROOT = settings.BASE_DIR / "templates" / "public"
CODE = [path for folder in ("archive", "cables") for path in (settings.BASE_DIR / folder).rglob("*.py")]
IN_CODE = {word for path in CODE for word in re.findall(r"\w+", path.read_text())}
OF_BACKEND = {"request", "csrf_input", "csrf_token"}
OF_DJANGO = {"auto_id", "id_for_label", "non_field_errors", "strftime", "visible_fields"}  # forms and dates have them
PAGES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))


@pytest.fixture
def pages() -> Environment:
    """Return the environment in which Django makes the public pages."""
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    return engine.env


def test_everything_is_escaped_that_does_not_say_that_it_is_html(pages: Environment) -> None:
    shown = pages.from_string("{{ a }} {{ b }} {{ a|words }}").render(a="<i>", b=escape("<b>"))
    assert shown == "&lt;i&gt; &lt;b&gt; &lt;i&gt;"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_goes_round_the_escaping(pages: Environment, page: str) -> None:
    source = (ROOT / page).read_text()
    filters = {found.name for found in pages.parse(source).find_all(nodes.Filter)}
    assert not filters & {"safe", "forceescape", "tojson", "xmlattr"}
    assert "autoescape" not in source


def test_what_a_page_was_not_given_may_be_named(pages: Environment) -> None:
    assert pages.from_string("{% if a %}yes{% else %}no{% endif %}").render() == "no"


@pytest.mark.parametrize("mistake", ["{{ a }}", "{{ a.b }}", "{{ b.c }}", "{% for c in a %}{% endfor %}"])
def test_what_a_page_was_not_given_cannot_be_shown(pages: Environment, mistake: str) -> None:
    with pytest.raises(UndefinedError):
        pages.from_string(mistake).render(b="")


def test_options_of_the_settings_do_not_turn_the_escaping_off() -> None:
    assert environment(autoescape=False).autoescape is True


def test_templates_of_the_administration_are_none_of_its(pages: Environment) -> None:
    assert not [name for name in pages.list_templates() if name.startswith("admin")]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tests_or_shows_is_named_in_the_code(pages: Environment, page: str) -> None:
    # A variable that nobody gives is false where it is only tested, so that a renamed one would go unnoticed.
    template = pages.parse((ROOT / page).read_text())
    imported = {name for node in template.find_all(nodes.FromImport) for name in node.names}
    variables = meta.find_undeclared_variables(template) - imported - pages.globals.keys() - OF_BACKEND
    assert variables <= IN_CODE
    assert {node.attr for node in template.find_all(nodes.Getattr)} - OF_DJANGO <= IN_CODE
