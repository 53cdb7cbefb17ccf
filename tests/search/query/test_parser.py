"""Meaning of typed queries, and the errors of those that do not parse."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cables.search.query.errors import MOST
from cables.search.query.nodes import (
    NEAREST,
    And,
    FieldNode,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    TextNode,
    Within,
    WordNode,
)
from cables.search.query.parser import DEEPEST, LONGEST, MOST_TERMS, mrn_by_spelling, parse_query
from cables.search.query.tokens import tokenize
from tests.search import hostile

COCA, PERU, OPIUM, GROW = WordNode("coca"), WordNode("peru"), WordNode("opium"), WordNode("grower")
PGOV, SNAR = FieldNode("tag", "PGOV"), FieldNode("tag", "SNAR")


def within(zone: str, *nodes: TextNode) -> Node:
    """Return the nodes, each confined to the zone, side by side."""
    parts = tuple(Within(zone, node) for node in nodes)
    return And(parts) if len(parts) > 1 else parts[0]


UNDERSTOOD: list[tuple[str, Node]] = [
    # words
    ("coca", COCA),
    ("  Coca\t", COCA),
    ("Growers'", GROW),
    ("coca growers", And((COCA, GROW))),
    ("coca COCA growers coca", And((COCA, GROW))),
    ("São", WordNode("sao")),
    ("Москва", WordNode("москва")),
    ("wha/and", Phrase(("wha", "and"))),
    ("U.S.", Phrase(("u", "s"))),
    ("a.b/c", Phrase(("a", "b", "c"))),
    ("don’t", Phrase(("don", "t"))),
    ("10:30", Phrase(("10", "30"))),
    ("Comment: coca", And((WordNode("comment"), COCA))),
    ("https://zenda.example", Phrase(("https", "zenda", "exampl"))),
    ("coca - peru", And((COCA, PERU))),
    ("--coca ... ?!", COCA),
    ("coca & peru + opium", And((COCA, PERU, OPIUM))),
    ("\u200fcoca\u200e peru\ufeff", And((COCA, PERU))),
    ("coca\x00peru", Phrase(("coca", "peru"))),
    ("near or and not", And((WordNode("near"), WordNode("or"), WordNode("and"), WordNode("not")))),
    # phrases, nearness, beginnings
    ('"coca growers"', Phrase(("coca", "grower"))),
    ("“coca growers”", Phrase(("coca", "grower"))),
    ("«coca» peru", And((COCA, PERU))),
    ('"coca"', COCA),
    ('coca "" peru', And((COCA, PERU))),
    ('"OR"', WordNode("or")),
    ('"coca peru"~5', Near(("coca", "peru"), 5)),
    ('"coca peru coca"~10', Near(("coca", "peru"), 10)),
    ("grow*", Prefix("grow")),
    ("ERAD*", Prefix("erad")),
    ("São*", Prefix("sao")),
    # codes of exemptions, whose parentheses are no group
    ("exemption:1.4(D)", FieldNode("exemption", "1.4(D)")),
    ("exemption:1.4(d), coca", And((FieldNode("exemption", "1.4(D)"), COCA))),
    ("exemption:(b)(6)", FieldNode("exemption", "B6")),
    ("exemption:(b)(7)(c) coca", And((FieldNode("exemption", "B7(C)"), COCA))),
    ("exemption:b7(C)", FieldNode("exemption", "B7(C)")),
    ("exemption: (b)(6)", FieldNode("exemption", "B6")),
    ("exemption:((b)(6) OR 1.4(D))", Or((FieldNode("exemption", "B6"), FieldNode("exemption", "1.4(D)")))),
    ("exemption:(B6) coca", And((FieldNode("exemption", "B6"), COCA))),
    ("exemption:B6 (coca OR peru)", And((FieldNode("exemption", "B6"), Or((COCA, PERU))))),
    ("exemption:B7 (C OR peru)", And((FieldNode("exemption", "B7"), Or((WordNode("c"), PERU))))),
    ("coca(peru)", And((COCA, PERU))),
    # operators
    ("coca OR peru", Or((COCA, PERU))),
    ("coca|peru || opium", Or((COCA, PERU, OPIUM))),
    ("coca AND peru", And((COCA, PERU))),
    ("coca peru OR opium", Or((And((COCA, PERU)), OPIUM))),
    ("coca (peru OR opium)", And((COCA, Or((PERU, OPIUM))))),
    ("coca OR (peru OR (opium))", Or((COCA, PERU, OPIUM))),
    ("coca (peru opium)", And((COCA, PERU, OPIUM))),
    ("-coca", Not(COCA)),
    ("NOT coca", Not(COCA)),
    ("NOT -coca", COCA),
    ("NOT NOT NOT coca", Not(COCA)),
    ("coca -peru", And((COCA, Not(PERU)))),
    ("coca AND NOT peru", And((COCA, Not(PERU)))),
    ("coca OR NOT peru", Or((COCA, Not(PERU)))),
    ("-(coca OR peru)", Not(Or((COCA, PERU)))),
    ('-"coca peru"', Not(Phrase(("coca", "peru")))),
    ("-wha/and", Not(Phrase(("wha", "and")))),
    ("-5", Not(WordNode("5"))),
    ("coca-peru", Phrase(("coca", "peru"))),
    # fields
    ("tag:PGOV", PGOV),
    ("TAG:pgov", PGOV),
    ("tags: PGOV", PGOV),
    ('tag:"PGOV"', PGOV),
    ("-tag:PGOV", Not(PGOV)),
    ("tag:PGOV tag:SNAR", And((PGOV, SNAR))),
    ("tag:(PGOV OR SNAR)", Or((PGOV, SNAR))),
    ("tag:(PGOV -SNAR)", And((PGOV, Not(SNAR)))),
    ("coca tag:PGOV OR tag:SNAR", Or((And((COCA, PGOV)), SNAR))),
    ('tag:"ROE, JANE"', FieldNode("tag", "ROE, JANE")),
    ("post:lima", FieldNode("post", "LIMA")),
    ("from:LIMA", FieldNode("post", "LIMA")),
    ('post:"La Paz"', FieldNode("post", "LAPAZ")),
    ("post:AmEmbassy-Lima", FieldNode("post", "LIMA")),
    ("post:zenda", FieldNode("post", "ZENDA")),
    ("to:bogota", FieldNode("to", "BOGOTA")),
    ('to:"la paz"', FieldNode("to", "LA PAZ")),
    ('by:"LA LIME"', FieldNode("by", "LA LIME")),
    ("ref:07lima909", FieldNode("ref", "07LIMA909")),
    ('ref:"lima 909 of 2007"', FieldNode("ref", "07LIMA909")),
    ("mrn:2007LIMA0909", FieldNode("mrn", "07LIMA909")),
    ("classification:secret", FieldNode("classification", "SECRET")),
    ("classification:c", FieldNode("classification", "CONFIDENTIAL")),
    ("class:LOU", FieldNode("classification", "LIMITED OFFICIAL USE")),
    ('classification:"top secret"', FieldNode("classification", "TOP SECRET")),
    ("caption:noforn", FieldNode("caption", "NOFORN")),
    ("date:2007", FieldNode("date", "2007")),
    ("date:2007-9", FieldNode("date", "2007-09")),
    ("date:2007/09/24", FieldNode("date", "2007-09-24")),
    ("after:2007-01-01 before:2008", And((FieldNode("after", "2007-01-01"), FieldNode("before", "2008")))),
    # words in zones
    ("subject:coca", within("subject", COCA)),
    ("subject: coca peru", And((Within("subject", COCA), PERU))),
    ('subject:"coca growers"', within("subject", Phrase(("coca", "grower")))),
    ("subject:(coca peru)", within("subject", COCA, PERU)),
    ("subject:(coca OR grow*)", Or((Within("subject", COCA), Within("subject", Prefix("grow"))))),
    ("-subject:coca", Not(Within("subject", COCA))),
    ("subject:(coca tag:PGOV)", And((Within("subject", COCA), PGOV))),
    ("portion:S coca", within("S", COCA)),
    ("coca portion:s peru", within("S", COCA, PERU)),
    ("portion:S coca -peru", And((Within("S", COCA), Not(Within("S", PERU))))),
    ("portion:S coca tag:PGOV", And((Within("S", COCA), PGOV))),
    ("portion:S coca OR peru", Or((Within("S", COCA), PERU))),
    ("portion:S (coca OR peru)", Or((Within("S", COCA), Within("S", PERU)))),
    ("(portion:S coca) peru", And((Within("S", COCA), PERU))),
    ("portion:S coca portion:S:coca", within("S", COCA)),
    ("portion:S subject:coca peru", And((Within("subject", COCA), Within("S", PERU)))),
    ("portion:S:coca peru", And((Within("S", COCA), PERU))),
    ('portion:S:"coca peru"', within("S", Phrase(("coca", "peru")))),
    ("portion:S:(coca OR peru)", Or((Within("S", COCA), Within("S", PERU)))),
    ("portion:C:coca portion:U:peru", And((Within("C", COCA), Within("U", PERU)))),
    ("portion:LOU coca", within("SBU", COCA)),
]


@pytest.mark.parametrize(("typed", "node"), UNDERSTOOD)
def test_what_is_understood(typed: str, node: Node) -> None:
    reading = parse_query(typed)
    assert reading.node == node
    assert not reading.errors


# Typed, where the error stands in it, words of its message, and the query that was understood instead.
NOT_UNDERSTOOD = [
    ('"coca growers', '"', "never closed", '"coca growers"'),
    ("coca (peru OR opium", "(", "never closed", "coca (peru OR opium)"),
    ("coca) peru", ")", "closes none", "coca peru"),
    ("OR coca", "OR", "nothing stands before", "coca"),
    ("coca OR", "OR", "nothing follows", "coca"),
    ("coca | | peru", "|", "nothing stands before", "coca OR peru"),
    ("(OR) coca", "OR", "nothing stands before", "coca"),
    ("coca AND", "AND", "to follow", "coca"),
    ("AND coca", "AND", "nothing stands before", "coca"),
    ("coca NOT", "NOT", "to follow", "coca"),
    ("(NOT) coca", "NOT", "to follow", "coca"),
    ("zone:LIMA coca", "zone:", "no field “zone:”", '"zone LIMA" coca'),
    ('zone:"coca peru"', "zone:", "no field “zone:”", 'zone "coca peru"'),
    ("tag: OR coca", "tag:", "without a value", "coca"),
    ("coca tag:", "tag:", "without a value", "coca"),
    ("subject:", "subject:", "without a value", ""),
    ("coca tag:...", "...", "no letter", "coca"),
    ("tag:PGOV,SNAR coca", "PGOV,SNAR", "tag:(PGOV OR SNAR)", "coca"),
    ("coca date:2007-13", "2007-13", "no date", "coca"),
    ("coca before:soon", "soon", "no date", "coca"),
    ("coca classification:NOFORN", "NOFORN", "no classification", "coca"),
    ("coca ref:SEPTEL", "SEPTEL", "no message reference number", "coca"),
    ('coca mrn:"LIMA 909"', '"LIMA 909"', "lacks its year", "coca"),
    (f"coca by:{'x' * 101}", "x" * 101, "longer than", "coca"),
    ("coca post:٢٠٠٧", "٢٠٠٧", "no post", "coca"),
    ('"coca peru"~99', '"coca peru"~99', "from 1 to 10", '"coca peru"~10'),
    ('"coca peru"~999999999999', '"coca peru"~999999999999', "from 1 to 10", '"coca peru"~10'),
    ('"coca peru"~0', '"coca peru"~0', "from 1 to 10", '"coca peru"~1'),
    ('"coca peru"~', '"coca peru"~', "from 1 to 10", '"coca peru"~10'),
    ('"coca Coca"~5', '"coca Coca"~5', "two different words", "coca"),
    ("coca~5", "~5", "behind quotation marks", "coca"),
    ('"coca grow*"', '"coca grow*"', "no meaning", '"coca grow"'),
    ("gr*w", "gr*w", "word’s end", '"gr w"'),
    ("wha/an*", "wha/an*", "word’s end", '"wha an"'),
    ("g*", "g*", "2 letters", "g"),
    ("portion:X coca", "portion:X", "marks no paragraphs", "coca"),
    ("portion:X:coca", "portion:X:", "marks no paragraphs", "coca"),
    ("portion:TS coca", "portion:TS", "S was taken", "portion:S:coca"),
    ("portion:C/NF:coca", "portion:C/NF:", "C was taken", "portion:C:coca"),
    ("portion:S tag:PGOV", "portion:S", "no words", "tag:PGOV"),
    ("portion:S", "portion:S", "no words", ""),
    ("coca -portion:S", "portion:S", "cannot be excluded", "coca"),
    ("portion:S portion:C coca", "portion:C", "one marking only", "portion:S:coca"),
    ("?!", "?!", "no word", ""),
    ("(" * DEEPEST + "a (coca)" + ")" * DEEPEST, "(", "at most", "a coca"),
]


@pytest.mark.parametrize(("typed", "where", "said", "instead"), NOT_UNDERSTOOD)
def test_what_is_not_understood(typed: str, where: str, said: str, instead: str) -> None:
    reading = parse_query(typed)
    (error,) = reading.errors
    assert typed[error.start : error.end] == where
    assert said in error.message
    assert reading.canonical == instead


def test_nothing_typed() -> None:
    for typed in ("", " \n\u200f"):
        assert parse_query(typed) == parse_query("")
        assert (parse_query(typed).node, parse_query(typed).errors, parse_query(typed).canonical) == (None, (), "")


def test_errors_stand_in_the_order_of_the_text_and_are_not_too_many() -> None:
    reading = parse_query("a) tag: OR zone:b " * 10)
    assert len(reading.errors) == MOST
    assert list(reading.errors) == sorted(reading.errors)


def test_too_many_terms() -> None:
    names = [f"w{number}" for number in range(MOST_TERMS + 5)]
    assert not parse_query(" ".join(names[:MOST_TERMS]) + " ...").errors
    for typed in (
        " ".join(names),
        f'"{" ".join(names)}"',
        " OR ".join(names),
        " ".join(f"tag:{name}" for name in names),
    ):
        reading = parse_query(typed)
        (error,) = reading.errors
        assert f"at most {MOST_TERMS}" in error.message
        assert error.end == len(typed)
        assert sum(1 for _ in terms(reading.node)) == MOST_TERMS


def test_a_text_too_long() -> None:
    typed = "coca " * LONGEST
    reading = parse_query(typed)
    assert reading.node == COCA
    assert [(error.start, error.end) for error in reading.errors][-1] == (LONGEST, len(typed))


def terms(node: Node | None) -> Iterator[str]:
    """Yield the words and values of a node."""
    match node:
        case WordNode(stem):
            yield stem
        case Prefix(beginning):
            yield beginning
        case Phrase(stems) | Near(stems, _):
            yield from stems
        case FieldNode(_, value):
            yield value
        case Within(_, part) | Not(part):
            yield from terms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part)


def depth(node: Node) -> int:
    """Return how deep groups and negations nest."""
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
    return 0


def well_formed(node: Node) -> bool:
    """Return whether the node is as `nodes` promises, and confines single words and phrases alone."""
    match node:
        case And(parts):
            one_each = len(set(parts)) == len(parts) > 1
            return one_each and not any(isinstance(part, And) for part in parts) and all(map(well_formed, parts))
        case Or(parts):
            one_each = len(set(parts)) == len(parts) > 1
            return one_each and not any(isinstance(part, Or) for part in parts) and all(map(well_formed, parts))
        case Not(part):
            return not isinstance(part, Not) and well_formed(part)
        case Within(zone, part):
            return zone in ("subject", "U", "SBU", "C", "S") and isinstance(part, WordNode | Prefix | Phrase | Near)
        case Phrase(stems):
            return len(stems) > 1
        case Near(stems, distance):
            return len(set(stems)) == len(stems) > 1 and 1 <= distance <= NEAREST
    return True


PIECES = [
    *(
        "coca",
        "growers",
        "São",
        "wha/and",
        "U.S.",
        "erad*",
        "OR",
        "AND",
        "NOT",
        "|",
        "-",
        "(",
        ")",
        '"',
        "“",
        "~3",
        "~",
    ),
    *(
        "tag:",
        "PGOV",
        "post:",
        "by:",
        "ref:",
        "07LIMA909",
        "date:",
        "2007-09",
        "subject:",
        "portion:",
        "S",
        "portion:C:",
    ),
    *("foo:", ",", "*", ":", "\u200f", "\x00", "\ud800", "Москва", "北京", "classification:", "LOU", "before:", "mrn:"),
]
TYPED = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(st.characters(), max_size=200),
)


def check(typed: str) -> None:
    """Check what is true of any query."""
    reading = parse_query(typed)
    assert len(reading.errors) <= MOST
    for error in reading.errors:
        assert 0 <= error.start < error.end <= len(typed)
        assert error.message.isprintable()
    assert reading.canonical.isprintable()
    if reading.node is None:
        assert reading.canonical == ""
        assert reading.errors or not list(tokenize(typed))
        return
    assert well_formed(reading.node)
    assert depth(reading.node) <= 3 * (DEEPEST + 1)
    assert sum(1 for _ in terms(reading.node)) <= MOST_TERMS
    again = parse_query(reading.canonical)
    assert (again.node, again.canonical, again.errors) == (reading.node, reading.canonical, ())


@settings(deadline=None, max_examples=500)
@given(TYPED)
@example("\ud800:\udfff")
@example('tag:"OR" by:"NOT"')
@example("portion:S " * 3 + "(" * DEEPEST + "portion:C a b" + ")" * DEEPEST)
def test_any_text_is_read_and_what_was_understood_reads_the_same(typed: str) -> None:
    check(typed)
    mrn_by_spelling(typed)


def test_hostile_queries_are_read_in_time() -> None:
    for typed in hostile.queries(1_000):
        start = time.process_time()
        check(typed)
        assert time.process_time() - start < 1


def test_hostile_queries_are_the_same_again() -> None:
    assert list(hostile.queries(200, seed=7)) == [*hostile.queries(300, seed=7)][:200]
    assert list(hostile.queries(20, seed=7)) != list(hostile.queries(20, seed=8))


@pytest.mark.parametrize(
    ("typed", "mrn"),
    [
        ("07LIMA3229", "07LIMA3229"),
        (" 07lima3229 ", "07LIMA3229"),
        ("2007LIMA003229", "07LIMA3229"),
        ("07 Lima 3229", "07LIMA3229"),
        ("LIMA 3229 of 2007", "07LIMA3229"),
        ("reftel 07 LIMA 3229", "07LIMA3229"),
        ("07 La Paz 12", "07LAPAZ12"),
        ("AmEmbassy Lima 3229 (2007)", "07LIMA3229"),
        ("07ZENDA12", "07ZENDA12"),
        ("07 ZENDAX 12", None),
        ("1979LAPAZ02423_e", "79LAPAZ2423"),
        ("1979USUNN04608", "79USUNNEWYORK4608"),
        ("[07LIMA3229]", "07LIMA3229"),
        ("07 lima3229.", "07LIMA3229"),
        ("MRN: 07 LIMA 3229", "07LIMA3229"),
        ("MRN: 07LIMA3229", "07LIMA3229"),
        ("7575LIMA1895", "75LIMA1895"),
        ("06LIMA001913ZFR1915", "06LIMA1913"),
        ("https://wikileaks.org/plusd/cables/1979LAPAZ02423_e.html", "79LAPAZ2423"),
        ("http://example.org/cable/2007/09/07LIMA3229.html", "07LIMA3229"),
        ("https://example.org/salt.html", None),
        ("78 LIMA A-226", None),
        ("LIMA 3229", None),
        ("opium 12 2007", None),
        ("coca 5 2007", None),
        ("07LIMA3229 coca", None),
        ("mrn:07LIMA3229", None),
        ("ref:07LIMA3229", None),
        ("2007", None),
        ("", None),
    ],
)
def test_a_number_alone_in_the_box(typed: str, mrn: str | None) -> None:
    assert mrn_by_spelling(typed) == mrn
