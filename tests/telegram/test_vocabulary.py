"""The vocabulary files: complete, consistent, and read the way the parser looks things up."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cables.telegram import vocabulary
from cables.telegram.vocabulary import Overlay


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty vocabulary folder in place of the project's."""
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Let the files be read anew, and what rests on them be worked out anew."""
    of_files = (vocabulary._posts_of_files, vocabulary._tags_of_files, vocabulary._aliases_of_files)
    for reader in (*of_files, vocabulary._checksum_of_files):
        reader.cache_clear()
    vocabulary.lay_over(Overlay())


POSTS = "code,city,country,iso2,type,lat,lon,routing,plad,code_1973\n"


def test_post() -> None:
    lima = vocabulary.posts()["LIMA"]
    assert (lima.city, lima.country, lima.iso2, lima.type) == ("Lima", "Peru", "PE", "Embassy")
    assert lima.latitude is not None
    assert -13 < lima.latitude < -11
    assert not lima.specimen


def test_every_post_has_a_canonical_name_and_a_country() -> None:
    for code, post in vocabulary.posts().items():
        assert code.isascii()
        assert code.isalpha()
        assert code.isupper()
        assert post.country
        assert (post.latitude is None) == (post.longitude is None)


def test_specimen_posts_are_loaded_beside_the_real_ones_and_marked(folder: Path) -> None:
    (folder / "posts.csv").write_text(POSTS + "LIMA,Lima,Peru,PE,Embassy,-12.04,-77.03,RUEHPE,AMEMBASSY LIMA,LIMA\n")
    (folder / "specimen_posts.csv").write_text(POSTS + "ZENDA,Zenda,Ruritania,,Consulate,,,RUEHZD,AMCONSUL ZENDA,\n")
    assert {code: post.specimen for code, post in vocabulary.posts().items()} == {"LIMA": False, "ZENDA": True}
    assert vocabulary.posts()["ZENDA"].latitude is None


def test_missing_files_leave_an_empty_vocabulary(folder: Path) -> None:
    assert vocabulary.posts() == {}
    assert vocabulary.tags() == {}


def test_fingerprint_changes_with_any_file(folder: Path) -> None:
    before = vocabulary.fingerprint()
    (folder / "captions.csv").write_text("caption,kind,meaning\n")
    forget()
    assert len(before) == 16
    assert vocabulary.fingerprint() != before


def test_spellings_lead_to_posts_and_never_from_one() -> None:
    posts = vocabulary.posts()
    for spelling, post in vocabulary.spellings().items():
        assert post in posts
        assert spelling not in posts
        assert spelling not in vocabulary.ambiguous_spellings()


@pytest.mark.parametrize("spelling", ["BA", "KIN", "SD", "PORTA"])
def test_ambiguous_spellings_have_several_posts(spelling: str) -> None:
    assert len(vocabulary.ambiguous_spellings()[spelling]) > 1


def test_links_between_posts_go_both_ways() -> None:
    links = vocabulary.linked_posts()
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
    assert other in vocabulary.linked_posts()[one]


def test_posts_with_serials_of_their_own_are_not_linked() -> None:
    assert "BELMOPAN" not in vocabulary.linked_posts().get("BELIZE", ())
    assert "HOCHIMINHCITY" not in vocabulary.linked_posts().get("SAIGON", ())
    assert "SECDEF" not in vocabulary.linked_posts().get("STATE", ())


@pytest.mark.parametrize(("code", "post"), [("NEWDE", "NEWDELHI"), ("USUNN", "USUNNEWYORK"), ("SANTO", "SANTODOMINGO")])
def test_codes_of_1973(code: str, post: str) -> None:
    assert vocabulary.codes_1973()[code] == (post,)


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
    assert vocabulary.tag_kind(code) == kind


def test_tags_with_two_meanings_keep_both() -> None:
    assert [entry.name for entry in vocabulary.tags()["AL"]] == ["Albania", "Arab League"]


def test_mistyped_tags_say_which_code_was_meant() -> None:
    for entries in vocabulary.tags().values():
        for entry in entries:
            assert (entry.kind == "mistyped") == bool(entry.meant)
            assert entry.meant == "" or vocabulary.tags()[entry.meant][0].kind != "mistyped"


def test_geographic_tags_are_not_iso_codes() -> None:
    assert vocabulary.tags()["CH"][0].name == "China"
    assert vocabulary.tags()["SZ"][0].name == "Switzerland"
    assert set(vocabulary.country_tags()["AE"]) == {"AE", "TC"}


def test_captions_and_glossary() -> None:
    assert vocabulary.captions()["SIPDIS"].kind == "distribution"
    assert "AIDAC" in vocabulary.captions()
    assert vocabulary.glossary()["GOP"].kind == "by post"
    assert vocabulary.addressees()["SECSTATE WASHDC"] == "department"


@pytest.mark.parametrize(
    "name", ["LA PAZ", "PORT AU PR", "ST. PETERSBURG", "USUN NEW Y", "SECSTATE WASHDC", "N'DJAMENA"]
)
def test_post_names(name: str) -> None:
    assert vocabulary.is_post_name(name)


@pytest.mark.parametrize("name", ["", "THE EMBASSY", "MARKET"])
def test_other_names(name: str) -> None:
    assert not vocabulary.is_post_name(name)


def test_files_are_plain_tables() -> None:
    for path in vocabulary.FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
        assert all(cell == cell.strip() for row in rows for cell in row), path.name


@pytest.fixture
def laid() -> Iterator[None]:
    """Whatever is laid over the files is taken away again."""
    yield
    vocabulary.lay_over(Overlay())


def test_what_is_laid_over_the_files_counts(laid: None) -> None:
    vocabulary.lay_over(
        Overlay(
            posts={"OSIERPOL": {"city": "Osierpol"}, "QUITO": None},
            tags={
                "ZQ": {"kind": "geographic", "name": "Nacara", "iso2": "ZQ"},
                "PREL": None,
                "PGOV": {"kind": "topic"},
            },
            aliases={"OSIER": {"post": "OSIERPOL", "kind": "abbreviation"}, "ADDIS": None},
        )
    )
    assert vocabulary.posts()["OSIERPOL"].city == "Osierpol"
    assert "QUITO" not in vocabulary.posts()
    assert (vocabulary.tag_kind("ZQ"), vocabulary.tag_kind("PREL"), vocabulary.tag_kind("PGOV")) == (
        "geographic",
        None,
        "topic",
    )
    assert vocabulary.country_tags()["ZQ"] == ("ZQ",)
    assert vocabulary.spellings()["OSIER"] == "OSIERPOL"
    assert "ADDIS" not in vocabulary.spellings()
    assert vocabulary.is_post_name("OSIERPOL")


def test_of_two_meanings_the_one_of_the_kind_is_changed(laid: None) -> None:
    both = vocabulary.tags()["AL"]
    vocabulary.lay_over(Overlay(tags={"AL": {"kind": both[1].kind, "name": "Another"}}))
    assert [entry.name for entry in vocabulary.tags()["AL"]] == [both[0].name, "Another"]


@pytest.mark.parametrize(
    ("overlay", "changes"),
    [
        (Overlay(), False),
        (
            Overlay(
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
        (Overlay(posts={"LIMA": {"city": "Callao", "iso2": "PE", "plad": "AMEMBASSY LIMA"}}), True),
        (Overlay(posts={"LIMA": None}), True),
        (Overlay(posts={"NOWHERE": None}), False),
        (Overlay(tags={"PREL": {"kind": "subject", "name": "Another"}}), False),
        (Overlay(tags={"PREL": {"kind": "program"}}), True),
        (Overlay(tags={"PE": {"kind": "geographic", "name": "Another", "iso2": "PE"}}), True),
        (Overlay(aliases={"OSIER": {"post": "LIMA", "kind": "spelling"}}), True),
        (Overlay(aliases={"NOWHERE": None}), False),
    ],
)
def test_the_fingerprint_changes_with_what_texts_are_read_by(laid: None, overlay: Overlay, changes: bool) -> None:
    before = vocabulary.fingerprint()
    vocabulary.lay_over(overlay)
    assert (vocabulary.fingerprint() != before) == changes
