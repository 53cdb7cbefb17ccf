"""Lists in the administration are narrowed by their own filters alone, whatever the URL says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cables.admin.changelist import LONGEST_SEARCH, NO_SUCH_FILTER, NO_SUCH_ROW
from cables.editing import corrections, redaction, withdrawal
from cables.models import Cable, Event
from tests.admin.screen import Screen
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
HUGE = "9" * 30

# Lookups that Django's own lists take on every column; the first runs for ever in SQLite, others are an error of 500.
LOOKUPS = [
    "__regex=(a%2Ba%2B)%2B%24",
    "__contains=x",
    "__year=99999999",
    "__year__gt=-1",
    "__range=x",
    f"__in={HUGE}",
    "__isnull=x",
    "__password__startswith=a",
    "__x__y__z=1",
    "=x",
]
CONDITIONS = ["x=1", "=1", "__=1", "__exact=1", "pk=1", "pk__in=x", f"id__gt={HUGE}", "x%22%3B--=1", "%ED%A0%80=1"]

# What is malformed in parameters that every list has.
PARAMETERS = [
    *(f"p={value}" for value in ("", "x", "-1", "99999999999", HUGE, "9" * 5_000)),
    *(f"o={value}" for value in ("", "-", "x.-y", "99", "1.1.1", HUGE, "9" * 5_000, "%00")),
    *("all=", "all=1&p=5", "_facets=True", "_popup=1", "e=1", "_changelist_filters=%00%3D", "%00"),
]
SEARCHES = ["%00", "%22", "%22a", "%25", "%ED%A0%80", "a+" * 1_200, "a" * 60_000]
KEYS = ["_00", HUGE, "x", "%00", "-1", "1/2", "_5", "%ED%A0%80"]
VALUES = ["x", "%00", "-1", HUGE, "1&{0}=2"]


@pytest.fixture
def keeper(db: None) -> Client:
    """Return the client of a superuser, who sees every list."""
    client = Client()
    client.force_login(User.objects.create_superuser("keeper"))
    return client


@pytest.fixture
def filled(db: None) -> None:
    """Store rows for the lists."""
    store(*(telegram(f"07LIMA{number}", paragraphs=["(U) Jane Roe came."]) for number in range(1, 5)))
    corrections.correct("07LIMA1", {"subject": "FERRIES"}, "Misread.")
    corrections.correct("07LIMA2", {"mrn": "08LIMA2"}, "Misread.")
    withdrawal.withdraw("07LIMA3", "Unfit.")
    redaction.redact("07LIMA4", ["Jane Roe"], "A private person.")


def list_of(model: type[Model]) -> str:
    """Return the URL of a model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def refused(model: type[Model]) -> Iterator[str]:
    """Yield conditions that no filter of the list has: each lookup on some column, and some lookup on each."""
    fields = [field.name for field in model._meta.get_fields()]
    yield from CONDITIONS
    yield from (f"{field}{LOOKUPS[position % len(LOOKUPS)]}" for position, field in enumerate(fields))
    yield from (f"{fields[position % len(fields)]}{lookup}" for position, lookup in enumerate(LOOKUPS))


def filters_of(model: type[Model], keeper: Client) -> list[str]:
    """Return the parameters of the list's filters."""
    shown: ChangeList = keeper.get(list_of(model)).context["cl"]
    return [name for spec in shown.filter_specs for name in spec.expected_parameters() if name]


def rows_read(queries: CaptureQueriesContext, model: type[Model]) -> list[str]:
    """Return the queries that read rows of the model, but for the one of who is logged in."""
    found = [query["sql"] for query in queries if f'FROM "{model._meta.db_table}"' in query["sql"]]
    return found[1:] if model is User else found


def names(model: type[Model]) -> str:
    """Return the name of the parameter for a model."""
    return str(model._meta.model_name)


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_no_condition_but_that_of_a_filter_reaches_the_database(model: type[Model], keeper: Client) -> None:
    url, own = list_of(model), filters_of(model, keeper)
    for condition in refused(model):
        if condition.partition("=")[0] in own:
            continue
        with CaptureQueriesContext(connection) as queries:
            response = keeper.get(f"{url}?{condition}")
        assert (response.status_code, response.get("Location")) == (302, f"{url}?e=1"), condition
        assert not rows_read(queries, model)
    twice = keeper.get(f"{url}?e=1&{LOOKUPS[0]}")
    assert (twice.status_code, twice["Location"]) == (302, f"{url}?e=1")
    assert NO_SUCH_FILTER in keeper.get(f"{url}?e=1").content.decode()


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_malformed_values_of_filters_show_a_list_or_lead_to_it(model: type[Model], keeper: Client) -> None:
    url = list_of(model)
    for name in filters_of(model, keeper):
        for value in VALUES:
            response = keeper.get(f"{url}?{name}={value.format(name)}")
            assert (response.status_code, response.get("Location")) in ((200, None), (302, f"{url}?e=1")), (name, value)


@pytest.mark.parametrize("model", [Cable, Event, User], ids=names)  # an own search, none, Django's
def test_malformed_parameters_of_all_lists_show_them(model: type[Model], keeper: Client, filled: None) -> None:
    url = list_of(model)
    for parameters in (*PARAMETERS, *(f"q={search}" for search in SEARCHES)):
        response = keeper.get(f"{url}?{parameters}")
        assert (response.status_code, response.get("Location")) in ((200, None), (302, f"{url}?e=1")), parameters[:50]


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_a_popup_refers_by_no_other_column(model: type[Model], keeper: Client) -> None:
    for name in ("password", "x", "id__x", "groups", "%ED%A0%80"):
        assert keeper.get(f"{list_of(model)}?_popup=1&_to_field={name}").status_code == 400, name


@pytest.mark.parametrize("model", MODELS, ids=names)
def test_a_malformed_key_has_no_page(model: type[Model], keeper: Client) -> None:
    for keys, page in ((KEYS, "change"), (KEYS[:2], "history"), (KEYS[:2], "delete")):
        for key in keys:
            assert keeper.get(f"{list_of(model)}{key}/{page}/").status_code in (302, 403, 404), (key, page)


def test_the_filters_of_a_list_narrow_it(keeper: Client, filled: None) -> None:
    for query, count in {"kind__exact=withdrawn": 1, "kind__exact=corrected": 2, "kind__exact=x": 0, "": 4}.items():
        assert keeper.get(f"/admin/cables/event/?{query}").context["cl"].result_count == count, query
    archivist = Group.objects.get(name="archivist")
    User.objects.create(username="writer").groups.add(archivist)
    assert keeper.get(f"/admin/auth/user/?groups__id__exact={archivist.pk}").context["cl"].result_count == 1


def test_a_search_that_is_too_long_says_so(keeper: Client) -> None:
    screen = Screen.at(keeper, f"/admin/auth/user/?q={'a+' * LONGEST_SEARCH}")
    assert "A search has at most 200 characters: this is the whole list." in screen.text(".messagelist")
    assert len(screen.dom.css("th.field-username")) == 1


@pytest.mark.parametrize(
    "step", [{"index": "0"}, {"index": "x"}, {"post": "yes"}], ids=["chosen", "malformed", "confirmed"]
)
def test_an_action_on_a_row_that_is_not_there_is_not_done(step: dict[str, str], keeper: Client) -> None:
    for name in ("user", "group"):
        rows = User.objects.all() if name == "user" else Group.objects.all()
        there = rows.latest("pk").pk
        for key in ("x", "", "\0", "-1", HUGE, there + 1):
            chosen = {"action": "delete_selected", "_selected_action": [there, key]}
            screen = Screen.sent(keeper, f"/admin/auth/{name}/", **chosen, **step)
            assert NO_SUCH_ROW in screen.text(".messagelist"), key
        assert rows.filter(pk=there).exists()
    Screen.sent(keeper, "/admin/auth/group/", action="delete_selected", _selected_action=there, post="yes")
    assert not rows.filter(pk=there).exists()


@pytest.mark.parametrize("field", ["job/editor", "revision/cable", "event/import_run", "cable/mrn", "x/y", "cable/%00"])
def test_nothing_is_completed_as_it_is_typed(field: str, keeper: Client) -> None:
    model, _, name = field.partition("/")
    where = f"app_label=cables&model_name={model}&field_name={name}"
    for term in ("k", "%00", "a+" * 1_200, "a" * 60_000):
        assert keeper.get(f"/admin/autocomplete/?{where}&term={term}").status_code == 404
