"""Cables that the fields of a query match."""

import re
from unittest import mock

from django.db import connection
from django.db.models import Q
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from cables.ingest import vocabulary
from cables.models import Cable
from cables.search.query import fields
from cables.search.query.fields import FIELDS, NAMES, condition
from cables.search.query.nodes import FieldNode
from cables.search.query.parser import parse_query
from tests.builders import outcomes, raw, record, release, store, telegram

SALT = "07ZENDA1"
DAM = "07ZENDA2"
VISIT = "08LIMA3"
UNDATED = "07LIMA4"
CABLES = {SALT, DAM, VISIT, UNDATED}

FOUND: list[tuple[str, set[str]]] = [
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
    ('by:"la limé"', {SALT}),
    ('by:"LA LIMÉ"', {SALT}),
    ('by:"la lime"', set()),
    ("by:LIMÉ", set()),
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
    ("film:D750079-0663", {VISIT}),
    ("film:d750079-0663", {VISIT}),
    ("film:SALT", set()),
    ("concept:salt", {VISIT}),
    ('concept:"toll barges"', {VISIT}),
    ("concept:TOLL", set()),
    ("concept:D750079-0663", set()),
    ("case:F-2012-00000", {DAM}),
    ("case:f-2012-00000", {DAM}),
    ("case:C00000000", set()),
    ("document:C00000000", {DAM}),
    ("document:2008LIMA00003", {VISIT}),
    ("exemption:B6", {DAM}),
    ('exemption:"(b)(6)"', {DAM}),
    ('exemption:"1.4(D)"', {DAM}),
    ("exemption:(b)(6)", {DAM}),
    ("exemption:1.4(D)", {DAM}),
    ("exemption:B5", set()),
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
]

INDEXES = [
    ("tag:PREL", "cabletag_by_date"),
    ("post:ZENDA", "cable_by_"),
    ("to:BOGOTA", "addressee_by_address"),
    ("by:ROE", "cable_by_signer"),
    ("ref:07ZENDA1", "reference_by_mrn"),
    ("classification:C", "cable_by_class"),
    ("caption:NOFORN", "cablecaption_by_date"),
    ("film:D750079-0663", "cableattribute_by_value"),
    ("concept:SALT", "cableattribute_by_value"),
    ("case:F-2012-00000", "cableattribute_by_value"),
    ("exemption:B6", "cableattribute_by_value"),
    ("date:2007-09", "cable_by_date"),
    ("before:2007-09", "cable_by_date"),
    ("mrn:07ZENDA1", "mrn"),
]


def field(typed: str) -> FieldNode:
    """Return the field that is the whole query."""
    node = parse_query(typed).node
    assert isinstance(node, FieldNode)
    return node


def found(where: Q) -> set[str]:
    """Return the MRNs of the cables that meet the condition."""
    return set(Cable.objects.filter(where).values_list("mrn", flat=True))


class FieldsTest(TestCase):
    """Four cables: two of a post that nobody knows, one of them citing the other; one of another year; one undated."""

    @classmethod
    def setUpTestData(cls) -> None:
        vocabulary.load()
        store(
            telegram(
                SALT,
                date="2007-01-01",
                tags="PREL (ROE, JANE)",
                classification="C O N F I D E N T I A L",
                captions=("SIPDIS", "NOFORN"),
                info=("RUEHLP/AMEMBASSY LA PAZ 4529", "RUMIAAA/CDR USSOUTHCOM MIAMI FL"),
                signer="La Limé",
            ),
            release(
                telegram(
                    DAM,
                    date="2007-09-24",
                    tags="PREL, SALT MINES",
                    refs=["07 ZENDA 0001", "07 KIEV 99"],
                    paragraphs=["(U) The mayor, [        ] B6, 1.4(d), told us so."],
                    signer="Roe",
                )
            ),
            record(
                telegram(VISIT, date="2008-03-05", tags="ECON", info=(), refs=["06 ZENDA 77"], signer=None),
                Film_Number="D750079-0663",
                Concepts="SALT, TOLL BARGES",
                Document_Number="2008LIMA00003",
            ),
        )
        undated = telegram(UNDATED, date=None, tags=None, classification="SECRET", captions=(), signer="ROE")
        outcomes(raw(undated, UNDATED))

    def test_a_name_in_another_script_is_found_in_capitals_and_as_a_title(self) -> None:
        for signer in ("МИНЬОНОВА", "Миньонова"):
            Cable.objects.filter(mrn=SALT).update(signer=signer)
            for typed in ("Миньонова", "миньонова", "МИНЬОНОВА"):
                with self.subTest(typed, signer=signer):
                    self.assertEqual(found(condition(field(f"by:{typed}"))), {SALT})

    def test_what_a_field_finds(self) -> None:
        # Whether its cables are listed, or each cable is looked up: that may depend on how many there are.
        for typed, mrns in FOUND:
            for most in (0, fields.MOST_LISTED):
                with self.subTest(typed, most=most), mock.patch.object(fields, "MOST_LISTED", most):
                    where = condition(field(typed))
                    self.assertEqual(found(where), mrns)
                    self.assertEqual(found(~where), CABLES - mrns)

    def test_a_spelling_that_several_posts_share_finds_all_of_them(self) -> None:
        store(telegram("07KINSHASA1"), telegram("07KINGSTON1"))
        self.assertEqual(found(condition(FieldNode("post", "KIN"))), {"07KINSHASA1", "07KINGSTON1"})

    def test_an_ambiguous_reference_is_found_by_each_cable_it_may_mean(self) -> None:
        store(telegram("07KINSHASA1"), telegram("07KINGSTON1"), telegram("07ZENDA9", refs=["07 KIN 1"]))
        for mrn in ("07KINSHASA1", "07KINGSTON1"):
            self.assertEqual(found(condition(FieldNode("ref", mrn))), {"07ZENDA9"})

    def test_a_field_alone_is_read_from_an_index(self) -> None:
        # Of the tables that grow with the archive none is read as a whole.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")  # which it prefers where there are a few rows only
        for typed, index in INDEXES:
            with self.subTest(typed):
                with CaptureQueriesContext(connection) as captured:
                    cables = Cable.objects.filter(condition(field(typed))).order_by().values("pk")
                self.assertLessEqual(len(captured), 2)
                plan = cables.explain()
                if connection.vendor == "postgresql":
                    self.assertIsNone(re.search("Seq Scan on cables_(?!address )", plan))
                else:
                    self.assertIn(index, plan)
                    self.assertIsNone(re.search("SCAN cables_(?!address )(?!.*USING)", plan))


def test_names_and_aliases() -> None:
    assert NAMES["from"] == "post"
    assert set(NAMES.values()) == set(FIELDS)
