"""Which cables the fields of a query find."""

import re

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from cables.ingest import vocabulary
from cables.models import Cable
from cables.search.fields import KINDS, NAMES, condition
from cables.search.nodes import Field
from cables.search.query import read
from tests.builders import outcomes, raw, store, telegram

pytestmark = pytest.mark.django_db

SALT = "07ZENDA1"
DAM = "07ZENDA2"
VISIT = "08LIMA3"
UNDATED = "07LIMA4"
CABLES = {SALT, DAM, VISIT, UNDATED}


@pytest.fixture(autouse=True)
def archive() -> None:
    """Four cables: two of a post that nobody knows, one of them citing the other; one of another year; one undated."""
    vocabulary.load()
    store(
        telegram(
            SALT,
            date="2007-01-01",
            tags="PREL (ROE, JANE)",
            classification="C O N F I D E N T I A L",
            captions=("SIPDIS", "NOFORN"),
            info=("RUEHLP/AMEMBASSY LA PAZ 4529", "RUMIAAA/CDR USSOUTHCOM MIAMI FL"),
            signer="LA LIME",
        ),
        telegram(DAM, date="2007-09-24", tags="PREL, SALT MINES", refs=["07 ZENDA 0001", "07 KIEV 99"], signer="Roe"),
        telegram(VISIT, date="2008-03-05", tags="ECON", info=(), refs=["06 ZENDA 77"], signer=None),
    )
    undated = telegram(UNDATED, date=None, tags=None, classification="SECRET", captions=(), signer="ROE")
    outcomes(raw(undated, UNDATED))


def found(asked: Q) -> set[str]:
    return set(Cable.objects.filter(asked).values_list("mrn", flat=True))


@pytest.mark.parametrize(
    ("typed", "mrns"),
    [
        ("tag:PREL", {SALT, DAM}),
        ("tag:prel", {SALT, DAM}),
        ('tag:"ROE, JANE"', {SALT}),
        ("tag:person-roe-jane", {SALT}),
        ('tag:"salt mines"', {DAM}),
        ("tag:PGOV", set()),
        ("post:ZENDA", {SALT, DAM}),
        ("from:Lima", {VISIT, UNDATED}),
        ("post:NOWHERE", set()),
        ("to:WASHDC", CABLES),
        ('to:"SECSTATE WASHDC"', CABLES),
        ('to:"la paz"', {SALT}),
        ("to:LAPAZ", {SALT}),
        ("to:PAZ", {SALT}),
        ("to:PA", set()),
        ("to:ussouthcom", {SALT}),
        ("to:BOGOTA", {DAM, UNDATED}),
        ('to:"L% PAZ"', set()),
        ('to:"_A PAZ"', set()),
        ("by:ROE", {DAM, UNDATED}),
        ("by:roe", {DAM, UNDATED}),
        ('by:"la lime"', {SALT}),
        ("by:LIME", set()),
        ("ref:07ZENDA1", {DAM}),
        ('ref:"zenda 1 of 2007"', {DAM}),
        ("ref:06ZENDA77", {VISIT}),
        ("ref:07KYIV99", {DAM}),
        ("ref:07ZENDA2", set()),
        ("classification:C", {SALT}),
        ("classification:secret", {UNDATED}),
        ("classification:U", {DAM, VISIT}),
        ("caption:noforn", {SALT}),
        ("caption:SIPDIS", CABLES - {UNDATED}),
        ("date:2007", {SALT, DAM, UNDATED}),
        ("date:2007-01", {SALT}),
        ("date:2007-01-01", {SALT}),
        ("date:2007-09", {DAM}),
        ("date:2007-09-24", {DAM}),
        ("after:2007", CABLES),
        ("after:2007-01-02", {DAM, VISIT}),
        ("after:2007-09-24", {DAM, VISIT}),
        ("after:2007-10", {VISIT}),
        ("before:2008", {SALT, DAM, UNDATED}),
        ("before:2007-09-24", {SALT}),
        ("before:2007-09-25", {SALT, DAM}),
        ("before:2007", set()),
        ("mrn:07zenda0002", {DAM}),
        ("mrn:07ZENDA3", set()),
    ],
)
def test_what_a_field_finds(typed: str, mrns: set[str]) -> None:
    node = read(typed).node
    assert isinstance(node, Field)
    for listed in (False, True):
        asked = condition(node, listed=listed)
        assert found(asked) == mrns
        assert found(~asked) == CABLES - mrns


def test_a_spelling_that_several_posts_share_finds_all_of_them() -> None:
    store(telegram("07KINSHASA1"), telegram("07KINGSTON1"))
    assert found(condition(Field("post", "KIN"))) == {"07KINSHASA1", "07KINGSTON1"}


def test_an_ambiguous_reference_is_found_by_each_cable_it_may_mean() -> None:
    store(telegram("07KINSHASA1"), telegram("07KINGSTON1"), telegram("07ZENDA9", refs=["07 KIN 1"]))
    for mrn in ("07KINSHASA1", "07KINGSTON1"):
        assert found(condition(Field("ref", mrn))) == {"07ZENDA9"}


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("tag:PREL", "cabletag_by_date"),
        ("post:ZENDA", "cable_by_post"),
        ("to:BOGOTA", "addressee_by_address"),
        ("by:ROE", "cable_by_signer"),
        ("ref:07ZENDA1", "reference_by_mrn"),
        ("classification:C", "cable_by_class"),
        ("caption:NOFORN", "cablecaption_by_date"),
        ("date:2007-09", "cable_by_date"),
        ("before:2007-09", "cable_by_date"),
        ("mrn:07ZENDA1", "mrn"),
    ],
)
def test_a_field_alone_is_read_from_an_index(typed: str, index: str) -> None:
    node = read(typed).node
    assert isinstance(node, Field)
    with CaptureQueriesContext(connection) as asked:
        cables = Cable.objects.filter(condition(node, listed=True)).order_by().values("pk")
    assert not asked.captured_queries
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # which it prefers where there are a few rows only
        assert not re.search("Seq Scan on cables_(?!address )", cables.explain())
    else:
        plan = cables.explain()
        assert index in plan
        assert not re.search("SCAN cables_(?!address )(?!.*USING)", plan)


def test_names_and_aliases() -> None:
    assert NAMES["from"] == "post"
    assert set(NAMES.values()) == set(KINDS)
