"""Vocabulary: complete and consistent files, changes, and values that do not mix."""

from __future__ import annotations

import ast
import csv
import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path

import pytest

from cables.telegram import parse, to_json
from cables.telegram.vocabulary import DEFAULT, FOLDER, Changes, Vocabulary
from tests.builders import telegram

POSTS = "code,city,country,iso2,type,lat,lon,routing,plad,code_1973\n"


def test_post() -> None:
    lima = DEFAULT.posts["LIMA"]
    assert (lima.city, lima.country, lima.iso2, lima.type) == ("Lima", "Peru", "PE", "Embassy")
    assert lima.latitude is not None
    assert -13 < lima.latitude < -11
    assert not lima.specimen


def test_every_post_has_a_canonical_name_and_a_country() -> None:
    for code, post in DEFAULT.posts.items():
        assert code.isascii()
        assert code.isalpha()
        assert code.isupper()
        assert post.country
        assert (post.latitude is None) == (post.longitude is None)


def test_specimen_posts_are_loaded_beside_the_real_ones_and_marked(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS + "LIMA,Lima,Peru,PE,Embassy,-12.04,-77.03,RUEHPE,AMEMBASSY LIMA,LIMA\n")
    (tmp_path / "specimen_posts.csv").write_text(POSTS + "ZENDA,Zenda,Ruritania,,Consulate,,,RUEHZD,AMCONSUL ZENDA,\n")
    posts = Vocabulary(folder=tmp_path).posts
    assert {code: post.specimen for code, post in posts.items()} == {"LIMA": False, "ZENDA": True}
    assert posts["ZENDA"].latitude is None


def test_missing_files_leave_an_empty_vocabulary(tmp_path: Path) -> None:
    vocabulary = Vocabulary(folder=tmp_path)
    assert vocabulary.posts == {}
    assert vocabulary.tags == {}


def test_fingerprint_changes_with_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "captions.csv").write_text("caption,kind,meaning\n")
    before = Vocabulary(folder=tmp_path).fingerprint
    assert len(before) == 16
    assert Vocabulary(folder=folder).fingerprint != before


def test_spellings_lead_to_posts_and_never_from_one() -> None:
    posts = DEFAULT.posts
    for spelling, post in DEFAULT.spellings.items():
        assert post in posts
        assert spelling not in posts
        assert spelling not in DEFAULT.ambiguous_spellings


@pytest.mark.parametrize("spelling", ["BA", "KIN", "SD", "PORTA"])
def test_ambiguous_spellings_have_several_posts(spelling: str) -> None:
    assert len(DEFAULT.ambiguous_spellings[spelling]) > 1


def test_links_between_posts_go_both_ways() -> None:
    links = DEFAULT.linked_posts
    for name, others in links.items():
        assert name not in others
        for other in others:
            assert name in links[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TAIPEI", "AITTAIPEI"),
        ("BRUSSELS", "USEUBRUSSELS"),
        ("RPODUBAI", "IRANRPODUBAI"),
        ("KIEV", "KYIV"),
        ("CALCUTTA", "KOLKATA"),
        ("UNESCOPARIS", "PARISFR"),
    ],
)
def test_linked_posts(one: str, other: str) -> None:
    assert other in DEFAULT.linked_posts[one]


def test_posts_with_serials_of_their_own_are_not_linked() -> None:
    assert "BELMOPAN" not in DEFAULT.linked_posts.get("BELIZE", ())
    assert "HOCHIMINHCITY" not in DEFAULT.linked_posts.get("SAIGON", ())
    assert "SECDEF" not in DEFAULT.linked_posts.get("STATE", ())


@pytest.mark.parametrize(("code", "post"), [("NEWDE", "NEWDELHI"), ("USUNN", "USUNNEWYORK"), ("SANTO", "SANTODOMINGO")])
def test_codes_of_1973(code: str, post: str) -> None:
    assert DEFAULT.codes_1973[code] == (post,)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PGOV", "subject"),
        ("KIPR", "program"),
        ("EUN", "organization"),
        ("UN", "organization"),
        ("CH", "geographic"),
        ("AL", "geographic"),
        ("RU", "geographic"),  # mistyped for RS
        ("PERL", "subject"),  # mistyped for PREL
        ("QQQQ", None),
    ],
)
def test_tag_kind(code: str, kind: str | None) -> None:
    assert DEFAULT.tag_kind(code) == kind


def test_tags_with_two_meanings_keep_both() -> None:
    assert [entry.name for entry in DEFAULT.tags["AL"]] == ["Albania", "Arab League"]


def test_mistyped_tags_say_which_code_was_meant() -> None:
    for entries in DEFAULT.tags.values():
        for entry in entries:
            assert (entry.kind == "mistyped") == bool(entry.meant)
            assert entry.meant == "" or DEFAULT.tags[entry.meant][0].kind != "mistyped"


def test_geographic_tags_are_not_iso_codes() -> None:
    assert DEFAULT.tags["CH"][0].name == "China"
    assert DEFAULT.tags["SZ"][0].name == "Switzerland"
    assert set(DEFAULT.country_tags["AE"]) == {"AE", "TC"}


def test_captions_and_glossary() -> None:
    assert DEFAULT.captions["SIPDIS"].kind == "distribution"
    assert "AIDAC" in DEFAULT.captions
    assert DEFAULT.glossary["GOP"].kind == "by post"
    assert DEFAULT.addressees["SECSTATE WASHDC"] == "department"


@pytest.mark.parametrize(
    "name", ["LA PAZ", "PORT AU PR", "ST. PETERSBURG", "USUN NEW Y", "SECSTATE WASHDC", "N'DJAMENA"]
)
def test_post_names(name: str) -> None:
    assert DEFAULT.is_post_name(name)


@pytest.mark.parametrize("name", ["", "THE EMBASSY", "MARKET"])
def test_other_names(name: str) -> None:
    assert not DEFAULT.is_post_name(name)


def test_files_are_plain_tables() -> None:
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
        assert all(cell == cell.strip() for row in rows for cell in row), path.name


CHANGED = Vocabulary(
    Changes(
        posts={"OSIERPOL": {"city": "Osierpol"}, "QUITO": None},
        tags={"ZQ": {"kind": "geographic", "name": "Nacara", "iso2": "ZQ"}, "PREL": None, "PGOV": {"kind": "topic"}},
        aliases={"OSIER": {"post": "OSIERPOL", "kind": "abbreviation"}, "ADDIS": None},
    )
)


def test_changes_are_applied_to_the_files() -> None:
    assert CHANGED.posts["OSIERPOL"].city == "Osierpol"
    assert "QUITO" not in CHANGED.posts
    assert [CHANGED.tag_kind(code) for code in ("ZQ", "PREL", "PGOV")] == ["geographic", None, "topic"]
    assert CHANGED.country_tags["ZQ"] == ("ZQ",)
    assert CHANGED.spellings["OSIER"] == "OSIERPOL"
    assert "ADDIS" not in CHANGED.spellings
    assert CHANGED.is_post_name("OSIERPOL")


def test_of_two_meanings_the_one_of_the_kind_is_changed() -> None:
    both = DEFAULT.tags["AL"]
    vocabulary = Vocabulary(Changes(tags={"AL": {"kind": both[1].kind, "name": "Another"}}))
    assert [entry.name for entry in vocabulary.tags["AL"]] == [both[0].name, "Another"]


@pytest.mark.parametrize(
    ("changes", "is_changed"),
    [
        (Changes(), False),
        (
            Changes(
                posts={
                    "LIMA": {
                        "city": "Lima",
                        "country": "Perú",
                        "iso2": "PE",
                        "plad": "AMEMBASSY LIMA",
                        "code_1973": "LIMA",
                    }
                }
            ),
            False,
        ),
        (Changes(posts={"LIMA": {"city": "Callao", "iso2": "PE", "plad": "AMEMBASSY LIMA"}}), True),
        (Changes(posts={"LIMA": None}), True),
        (Changes(posts={"NOWHERE": None}), False),
        (Changes(tags={"PREL": {"kind": "subject", "name": "Another"}}), False),
        (Changes(tags={"PREL": {"kind": "program"}}), True),
        (Changes(tags={"PE": {"kind": "geographic", "name": "Another", "iso2": "PE"}}), True),
        (Changes(aliases={"OSIER": {"post": "LIMA", "kind": "spelling"}}), True),
        (Changes(aliases={"NOWHERE": None}), False),
    ],
)
def test_the_fingerprint_changes_with_what_texts_are_parsed_by(changes: Changes, is_changed: bool) -> None:
    assert (Vocabulary(changes).fingerprint != DEFAULT.fingerprint) == is_changed


TEXTS = [
    telegram("07OSIER1", tags="PREL, ZQPREL", refs=["07 ADDIS 12", "QUITO 3"], signer="QUITO"),
    telegram("07QUITO9", tags="PGOV, ZQ, PREL", refs=["OSIER 77", "OSIERPOL 78"]),
    telegram("07ADDIS4", tags="ZQZQPGOV", classified_by="Ambassador Jane Roe, Osierpol"),
]


def json_of(text: str, vocabulary: Vocabulary) -> str:
    """Return the text parsed, in JSON."""
    return json.dumps(to_json(parse(text, vocabulary=vocabulary)))


def fresh(changes: Changes) -> Vocabulary:
    """Return a vocabulary that nothing was parsed by."""
    return Vocabulary(changes)


def test_two_vocabularies_in_one_process_do_not_mix() -> None:
    by_files = [json_of(text, fresh(DEFAULT.changes)) for text in TEXTS]
    by_changes = [json_of(text, fresh(CHANGED.changes)) for text in TEXTS]
    assert all(one != other for one, other in zip(by_files, by_changes, strict=True))
    one, other = fresh(DEFAULT.changes), fresh(CHANGED.changes)
    for text, expected, changed in zip(TEXTS, by_files, by_changes, strict=True):
        assert json_of(text, one) == expected
        assert json_of(text, other) == changed
        assert json_of(text, one) == expected
    assert [json_of(text, DEFAULT) for text in TEXTS] == by_files


def test_the_order_of_parsing_does_not_matter() -> None:
    expected = {text: json_of(text, fresh(CHANGED.changes)) for text in TEXTS}
    for order in permutations(TEXTS):
        vocabulary = fresh(CHANGED.changes)
        assert all(json_of(text, vocabulary) == expected[text] for text in order)


def test_worker_processes_parse_by_the_vocabulary_that_they_are_given() -> None:
    by = [CHANGED, DEFAULT, CHANGED, DEFAULT]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for text in TEXTS:
            parsed = [pool.submit(parse, text, vocabulary=vocabulary) for vocabulary in by]
            assert [each.result() for each in parsed] == [parse(text, vocabulary=vocabulary) for vocabulary in by]


def test_unpickling_gives_one_vocabulary_for_equal_changes() -> None:
    one, other = (pickle.loads(pickle.dumps(fresh(CHANGED.changes))) for _ in range(2))  # noqa: S301
    assert one is other
    assert one.changes == CHANGED.changes
    assert one.fingerprint == CHANGED.fingerprint
    assert pickle.loads(pickle.dumps(DEFAULT)) is DEFAULT  # noqa: S301


def test_a_vocabulary_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CHANGED.changes = Changes()  # type: ignore[misc]
    with pytest.raises(TypeError):
        CHANGED.posts["LIMA"] = DEFAULT.posts["QUITO"]  # type: ignore[index]


def test_the_parser_is_the_standard_library_with_its_own_files(tmp_path: Path) -> None:
    shutil.copytree(FOLDER.parent, tmp_path / "cables" / "telegram", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "cables" / "__init__.py").touch()
    code = f"""
import json, sys
sys.path.insert(0, {str(tmp_path)!r})
from cables.telegram import parse, to_json
print(json.dumps(to_json(parse({TEXTS[0]!r}))), end="")
"""
    lifted = subprocess.run([sys.executable, "-ISc", code], capture_output=True, text=True, check=True)
    assert lifted.stdout == json_of(TEXTS[0], DEFAULT)


# Functions with the files' vocabulary by default, for those who use the parser by itself; and who does so here.
DEFAULTED = {"cables.telegram.parse", "cables.telegram.mrn.normalise", "cables.telegram.spans.find_spans"}
DEFAULTED |= {"cables.sources.read", "cables.sources.text.cables", "cables.sources.text.published_id"}
BY_ITSELF = {"management/commands/mrn.py", "management/commands/parse_cables.py"}


def calls_by_default(path: Path) -> Iterator[str]:
    """Yield the functions that the module calls without a vocabulary although they take one."""
    tree = ast.parse(path.read_text())
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, dot, attribute = ast.unparse(node.func).partition(".")
        called = names.get(name, name) + dot + attribute
        given = [*map(ast.unparse, node.args), *(f"{each.arg}=" for each in node.keywords)]
        if called in DEFAULTED and not any("vocabulary" in argument for argument in given):
            yield called


def test_the_archive_parses_by_its_own_vocabulary() -> None:
    cables = FOLDER.parents[1]
    paths = {str(path.relative_to(cables)): path for path in cables.rglob("*.py")}
    own = [name for name in paths if not name.startswith(("telegram/", "sources/")) and name not in BY_ITSELF]
    assert len(own) > 100
    assert {name: found for name in own if (found := list(calls_by_default(paths[name])))} == {}
    assert all(list(calls_by_default(paths[name])) for name in BY_ITSELF)
