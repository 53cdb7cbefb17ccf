"""Hostile queries: random, but the same for the same seed, and such as a URL can carry (no surrogates)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

LONGEST = 100_000  # characters
LONG_ONES = 50  # one query in so many is as long as that

WORDS = [
    *("coca", "growers", "visa", "barges", "ZENDA", "embassy", "9/11", "wha/and", "U.S.", "C-130", "don't"),
    *("-5", "x", "0"),
]
FIELDS = [
    *(
        "tag",
        "post",
        "from",
        "to",
        "by",
        "ref",
        "classification",
        "caption",
        "film",
        "concept",
        "case",
        "document",
        "exemption",
    ),
    *("date", "after", "before", "mrn"),
]
ZONE_FIELDS = [
    *("subject", "portion", "portion:S", "portion:TS//NF", "no-field", "rowid", "cables_search", "SUBJECT"),
    "tag:post",
]
OPERATORS = [
    *("OR", "AND", "NOT", "|", "||", "&", "&&", "-", "--", "+", "~", "*", "^", "NEAR", ":", "::", '"', "("),
    *(")", "()"),
]
VALUES = [
    *("PGOV", "07ZENDA12", "2007", "2007-13-45", "0000-00-00", "99999999999", "-1", "2007-02-30", "S"),
    *("''", "*", "%", "_", "%00", "null", "None", "NaN", "1e309"),
    *("a,b", "\x00", "“", "LA LIME", "O'BRIEN", "ROE, JANE", "٢٠٠٧"),
]
SQL = [
    "'; DROP TABLE cables_cable; --",
    "' OR '1'='1",
    "1 UNION SELECT sql FROM sqlite_master",
    "%' ESCAPE '",
    "\\'; SELECT pg_sleep(10); --",
    "/* */ -- ;",
    "%s %(name)s {0} {name} $1 ?",
    "cast(1/0 as int)",
]
FTS = [
    'NEAR("coca" "peru", 5)',
    "NEAR(coca peru)",
    "{subject u}: coca",
    "subject : coca",
    "^coca",
    "coca + peru",
    "- {s} : coca",
    '"coca" *',
    "coca NOT",
    "rank MATCH 'bm25(10.0)'",
    "coca & peru | !bolivia",
    "coca <-> peru <2> bolivia",
    "'coca':*A & 'peru':B",
    "!!coca",
    *(":*", "'", "\\"),
]
OTHERS = [
    *("<script>alert(1)</script>", "&lt;&amp;", "../../etc/passwd", "%2e%2e%2f", "{{ q }}", "{% url %}"),
    "https://zenda.example/",
]
SCRIPTS = [
    *("кокаин Москва", "可卡因 北京大使馆", "コカイン 東京", "코카인 서울"),
    *("κοκαΐνη Αθήνα", "คาเคา กรุงเทพ", "कोका दिल्ली"),
    *("سفارة الكويت", "שגרירות תל אביב", "São Paulo Ñuñoa Łódź", "ǅ ß ﬁ Å ½ ²", "🛶🛶 👩‍👩‍👧", "Z̷̛a̸l̶g̴o̸", "ﷺ ﹰ ﾞ"),
]
DIRECTIONS = [
    *("\u200f", "\u200e", "\u202e", "\u202d", "\u2066", "\u2069", "\u061c", "\ufeff"),  # of direction
    *("\u200b", "\u200d", "\u00ad", "\u2028"),  # without width
]
CONTROLS = [
    *("\x00", "\x01", "\x07", "\x08", "\x0b", "\x1b[31m", "\x1f", "\x7f", "\x85", "\r\n", "\t", "\ufffe", "\uffff"),
]


def operators_alone(random: Random) -> str:
    """Return operators without a word."""
    return " ".join(random.choices(OPERATORS, k=random.randint(1, 12)))


def unbalanced(random: Random) -> str:
    """Return words between quotation marks and parentheses that do not match."""
    characters = ['"', "“", "”", "«", "(", ")", "((", "))", '"~', '"~3']
    return "".join(random.choice(characters) + random.choice(WORDS) for _ in range(random.randint(1, 20)))


def nested(random: Random) -> str:
    """Return groups within groups, some never closed."""
    depth = random.choice([2, 9, 10, 11, 50, 1_000, 20_000])
    opening = random.choice(["(", "-(", "NOT (", "a (", "a OR (", "subject:(", "tag:(", "portion:S:("])
    closed = random.choice([0, depth - 1, depth, depth + 1])
    return (opening * depth + "coca")[: LONGEST - closed] + ")" * closed


def long(random: Random) -> str:
    """Return one term many times."""
    terms = ["a OR ", "a* ", '"a b"~10 ', "NOT ", "tag:PGOV ", "foo:bar ", "a", " ", "é", '"a ']
    thing = random.choice([*terms, *WORDS, *OPERATORS, *SCRIPTS, *DIRECTIONS])
    return (thing * (LONGEST // len(thing) + 1))[:LONGEST]


def fields(random: Random) -> str:
    """Return fields with invalid values, or without any."""
    found = []
    for _ in range(random.randint(1, 6)):
        name, value = random.choice(FIELDS + ZONE_FIELDS), random.choice(VALUES)
        ways = [f"{name}:", f"{name}:{value}", f'{name}:"{value}"', f"{name}:({value}"]
        found.append(random.choice(["", "-", "NOT "]) + random.choice(ways))
    return " ".join(found)


def stars(random: Random) -> str:
    """Return prefixes and nearness, where they mean something and where they do not."""
    ends = ["*", "**", "~", "~0", "~5", "~999999999999", "*~2", '"~']
    return " ".join(random.choice(["", '"']) + random.choice(WORDS) + random.choice(ends) for _ in range(5))


def syntax(random: Random) -> str:
    """Return syntax of databases, templates and browsers."""
    return " ".join(random.choices(SQL + FTS + OTHERS, k=random.randint(1, 4)))


def scripts(random: Random) -> str:
    """Return other scripts, with controls of direction and characters without width."""
    return random.choice(["", " "]).join(random.choices(SCRIPTS + DIRECTIONS, k=random.randint(1, 10)))


def controls(random: Random) -> str:
    """Return words with invisible characters between them."""
    return "".join(random.choices(CONTROLS + WORDS, k=random.randint(1, 30)))


def characters(random: Random) -> str:
    """Return any characters."""
    kinds = [range(0x20, 0x7F), range(0x250), range(0xD7FF), range(0xE000, 0x110000)]
    return "".join(chr(random.choice(random.choice(kinds))) for _ in range(random.randint(1, 200)))


def mixture(random: Random) -> str:
    """Return a mixture of all."""
    names = [f"{name}:" for name in FIELDS + ZONE_FIELDS]
    parts = WORDS + OPERATORS + FTS + SQL + DIRECTIONS + CONTROLS + names + VALUES
    return random.choice(["", " "]).join(random.choices(parts, k=random.randint(1, 60)))


SHAPES: list[Callable[[Random], str]] = [
    *(operators_alone, unbalanced, nested, fields, stars, syntax, scripts, controls, characters, mixture),
]


def queries(count: int, seed: int = 0) -> Iterator[str]:
    """Yield so many hostile queries; the first ones are the same for every count."""
    random = Random(seed)  # noqa: S311 - the queries are to be the same again
    for number in range(count):
        yield long(random) if number % LONG_ONES == 0 else SHAPES[number % len(SHAPES)](random)
