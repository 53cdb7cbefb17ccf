"""The specimens: that they are marked, ordered and varied as `fixtures/README.md` says, and parse to what was meant."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from datetime import date
from functools import lru_cache
from io import StringIO
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from django.core.management import call_command

from cables.models import Revision
from cables.sources import RawCable, read
from cables.telegram import parse
from cables.telegram.mrn import Mrn
from cables.telegram.parts import Telegram
from cables.telegram.textless import notice_of
from tests import specimen_collection, specimen_pdf

FIXTURES = Path(__file__).parent.parent / "fixtures"
VOCABULARY = Path(__file__).parent.parent / "cables" / "telegram" / "vocabulary"
MARKER = "SPECIMEN - INVENTED FOR THIS ARCHIVE, NOT A REAL TELEGRAM"
REAL = "07LIMA3229"
NAMES = sorted(path.stem for path in (FIXTURES / "cables").glob("*.txt") if path.stem != REAL)
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

HUB = "04QUILLENZ377"
THREAD = ["05PUERTOLIRIO140", "05STRELSAU288", "05MIRASHAK97", "05ZENDA131", "05SKARHAVN66", "05QUILLENZ402"]
THREAD += ["06PUERTOLIRIO22", "06STRELSAU477"]

# What is wrong on purpose: the codes of the problems it must show. All others have none.
WRONG = {
    "05SKARHAVN66": ["executive-order-number"],
    "05STRELSAU341": ["station-serial-disagrees", "julian-day-disagrees"],
    "05USSARN88": ["paragraph-out-of-sequence"],
    "07SKARHAVN14": ["executive-order-number"],
}


def path_of(name: str) -> Path:
    return FIXTURES / "cables" / f"{name}.txt"


@lru_cache
def text_of(name: str) -> str:
    content = path_of(name).read_bytes()
    return content.decode("latin-1" if name == "05OSTRELLE61" else "utf-8").replace("\r\n", "\n")


@lru_cache
def telegram_of(name: str) -> Telegram:
    return parse(text_of(name))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def vocabulary(name: str) -> list[dict[str, str]]:
    return rows_of(VOCABULARY / name)


def references_of(name: str) -> list[str]:
    return [reference.mrn or reference.kind for reference in telegram_of(name).references]


def variants() -> list[tuple[str, str, str]]:
    """Return the table of `fixtures/README.md`: the variant, the cable it stands in, and the text to be found there."""
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (\d\d[A-Z]+\d+) \| `(.+)` \|$", readme, re.MULTILINE)
    return [(variant, name, text.replace("⏎", "\n")) for variant, name, text in rows]


def is_one_edit_away(one: str, other: str) -> bool:
    """Return whether a letter changed, added or dropped makes one name the other."""
    if len(one) > len(other):
        one, other = other, one
    same = next((place for place, sign in enumerate(one) if sign != other[place]), len(one))
    return other[same + 1 :] == one[same + (len(one) == len(other)) :] and len(other) - len(one) < 2


class TestSpecimens:
    def test_there_are_enough_of_the_sizes_that_cables_have(self) -> None:
        sizes = sorted(path_of(name).stat().st_size for name in NAMES)
        assert len(sizes) >= 48
        assert 3_800 <= median(sizes) <= 4_400
        assert sizes[0] >= 1_000
        assert sizes[-2] <= 12_000
        assert 14_000 <= sizes[-1] <= 16_000

    def test_one_is_long_and_in_three_sections(self) -> None:
        assert telegram_of("05USSARN88").section_count == 3

    def test_each_has_the_marker_once(self) -> None:
        assert [name for name in NAMES if text_of(name).count(MARKER) != 1] == []
        assert [name for name in NAMES if MARKER not in telegram_of(name).attention] == []

    def test_the_real_cable_does_not_bear_it(self) -> None:
        assert "SPECIMEN" not in text_of(REAL)

    def test_years(self) -> None:
        years = {int(name[:2]) for name in NAMES}
        assert years >= {74, 75, 77, 79, 89, 3, 4, 5, 6, 7, 8}

    def test_encodings_and_line_ends(self) -> None:
        assert [name for name in NAMES if b"\r\n" in path_of(name).read_bytes()] == ["05ZENDA112"]
        with pytest.raises(UnicodeDecodeError):
            path_of("05OSTRELLE61").read_text(encoding="utf-8")

    def test_each_variant_stands_where_the_table_says(self) -> None:
        assert [(variant, name, text) for variant, name, text in variants() if text not in text_of(name)] == []

    def test_the_table_is_read(self) -> None:
        assert len(variants()) > 200


class TestRelease:
    def test_its_stamps_are_no_text_and_its_exemptions_are_counted(self) -> None:
        telegram = telegram_of("09OSTRELLE61")
        assert telegram.stated == {
            "case_number": "F-2012-00000",
            "document_number": "C00000000",
            "release": "RELEASE IN PART B1,1.4(D),B6",
            "release_date": "01/01/2013",
            "review_authority": "Specimen Reviewer, Senior Reviewer",
        }
        assert [(each.code, each.count) for each in telegram.exemptions] == [("B1", 1), ("B6", 3), ("1.4(D)", 1)]
        assert telegram.redactions == 4
        assert "that neither country\ncomes to have" in telegram.paragraphs[1].text, "its page ends in a sentence"
        assert not any("Case No." in paragraph.text for paragraph in telegram.paragraphs)


class TestPdf:
    def test_they_are_as_their_builder_writes_them(self) -> None:
        specimens = specimen_pdf.specimens()
        assert {name: specimen_pdf.path_of(name).read_bytes() for name in specimens} == specimens
        assert sorted(specimens) == sorted(path.stem for path in (FIXTURES / "cables").glob("*.pdf"))

    def test_the_smart_telegram_parses_to_what_was_meant(self) -> None:
        [raw] = read(specimen_pdf.path_of(specimen_pdf.SMART))
        assert isinstance(raw, RawCable)
        telegram = parse(raw.text, published_id=raw.published_id)
        assert (telegram.mrn, telegram.signer, telegram.problems) == ("12STRELSAU47", "ORLEBAR", ())
        assert telegram.attention == (MARKER,)
        assert (telegram.classification, telegram.captions) == ("CONFIDENTIAL", ("NOFORN", "SIPDIS"))
        assert telegram.executive_order is not None
        assert telegram.executive_order.declassify_on == "2022-03-14"
        assert telegram.classified_by is not None
        assert (telegram.classified_by.name, telegram.classified_by.reasons) == (
            "Septimus Orlebar",
            ("1.4(b)", "1.4(d)"),
        )
        assert [reference.mrn for reference in telegram.references] == ["12ZENDA31", "11STRELSAU204"]
        assert [paragraph.number for paragraph in telegram.paragraphs] == [1, 2, 3, 4]
        between = "at any time since\n1811, and it is the only tax in Ruritania that has never been evaded."
        assert telegram.paragraphs[1].text.endswith(between), "its page ends in the middle of a sentence"

    def test_the_download_parses_to_what_was_meant(self) -> None:
        [raw] = read(specimen_pdf.path_of(specimen_pdf.ARCHIVES))
        assert isinstance(raw, RawCable)
        telegram = parse(raw.text, published_id=raw.published_id)
        assert (telegram.mrn, telegram.signer, telegram.problems) == ("79CAPEVARNEY211", "ELLERKAMP", ())
        assert MARKER in telegram.attention
        assert [reference.mrn for reference in telegram.references] == ["79CAPEVARNEY203"]
        assert [paragraph.number for paragraph in telegram.paragraphs] == [1, 2, 3]
        between = "FOR SHIPS OF ALL\nNATIONS, AS IT ALWAYS HAS."
        assert telegram.paragraphs[1].text.endswith(between), "its page ends in the middle of a sentence"


class TestPlusdPage:
    def test_it_parses_to_what_was_meant(self) -> None:
        [raw] = read(FIXTURES / "cables" / "77ZENDA104.html")
        assert isinstance(raw, RawCable)
        assert (raw.format, raw.published_id) == ("plusd", "1977ZENDA00104_b")
        telegram = parse(raw.text, published_id=raw.published_id, stated=raw.stated)
        assert (telegram.mrn, telegram.signer, telegram.problems) == ("77ZENDA104", "MONTCLARE", ())
        assert MARKER in telegram.attention
        assert [reference.mrn for reference in telegram.references] == ["77ZENDA96"]
        assert [paragraph.number for paragraph in telegram.paragraphs] == [1, 2, 3]
        assert telegram.stated["concepts"] == "MINES, PUMPS, BANDS (MUSIC)"


class TestCollection:
    def test_it_is_as_its_builder_writes_it(self) -> None:
        paths = [path for path in specimen_collection.FOLDER.rglob("*") if path.is_file()]
        found = {str(path.relative_to(specimen_collection.FOLDER)): path.read_bytes() for path in paths}
        assert found == specimen_collection.files()

    @pytest.mark.django_db
    def test_each_file_is_a_cable_or_a_sentence(self, tmp_path: Path) -> None:
        report, folder = tmp_path / "report.jsonl", str(specimen_collection.FOLDER)
        with pytest.raises(SystemExit) as ended:
            call_command("import_cables", folder, "--report", report, "--workers", "0", verbosity=0, stderr=StringIO())
        assert ended.value.code == 1, "some are refused"
        outcomes: dict[str, list[str] | str] = defaultdict(list)
        for source, mrn in Revision.objects.order_by("pk").values_list("where", "cable__mrn"):
            outcomes[re.sub(r":\d+$", "", source)].append(mrn)  # type: ignore[union-attr]
        for line in report.read_text().splitlines():
            outcome = json.loads(line)
            if outcome["fate"] == "refused":
                outcomes[re.sub(r":\d+$", "", outcome["where"])] = outcome["reason"]
        found = {name.removeprefix(f"{folder}/"): outcome for name, outcome in outcomes.items()}
        expected = specimen_collection.OUTCOMES
        assert found.keys() == expected.keys()
        for name, outcome in expected.items():
            assert found[name] == outcome or found[name].startswith(str(outcome)), name  # type: ignore[union-attr]

    def test_each_cable_is_read_whole(self) -> None:
        raws = [item for item in read(specimen_collection.FOLDER) if isinstance(item, RawCable)]
        telegrams = [parse(raw.text, raw.hint, published_id=raw.published_id) for raw in raws]
        assert [
            each.mrn for each, raw in zip(telegrams, raws, strict=True) if each.mrn and MARKER not in raw.text
        ] == []
        by_number = {telegram.mrn: telegram for telegram in telegrams}
        for serial, (subject, *texts) in enumerate(specimen_collection.TEXTS, specimen_collection.FIRST):
            telegram = by_number[specimen_collection.specimen(serial).mrn]
            paragraphs = [" ".join(paragraph.text.split()) for paragraph in telegram.paragraphs]
            assert (telegram.subject, paragraphs, telegram.signer) == (subject, texts, specimen_collection.SIGNER)
            cited = [] if serial == specimen_collection.FIRST else [f"09HALVERBAD{serial - 1}"]
            assert [reference.mrn for reference in telegram.references] == cited

    def test_files_that_are_no_text_are_kept(self) -> None:
        kept = {Path(item.where).name: item for item in read(specimen_collection.FOLDER) if isinstance(item, RawCable)}
        names = ["15.docx", "16.odt", "17.rtf", "18.pdf", "19 quoted.eml", "21.docx", "33.rtf"]
        assert sorted(name for name, item in kept.items() if item.file) == names


class TestRecords:
    def test_its_record_has_facts_and_no_text(self) -> None:
        [raw] = read(FIXTURES / "cables" / "1979-records.xml")
        assert isinstance(raw, RawCable)
        telegram = parse(raw.text, published_id=raw.published_id, stated=raw.stated)
        assert (telegram.mrn, notice_of(telegram)) == ("79CAPEVARNEY207", "")
        assert telegram.stated["note"] == MARKER


class TestVocabulary:
    def test_all_senders_are_specimen_posts(self) -> None:
        posts = {row["code"] for row in vocabulary("specimen_posts.csv")}
        assert len(posts) >= 9
        assert {telegram_of(name).post for name in NAMES} == posts

    def test_no_post_can_be_mistaken_for_a_real_one(self) -> None:
        real = [row["code"] for row in vocabulary("posts.csv")] + [
            row["alias"] for row in vocabulary("post_aliases.csv")
        ]
        for row in vocabulary("specimen_posts.csv"):
            code = row["code"]
            assert [other for other in real if other == code or is_one_edit_away(code, other)] == []

    def test_codes_of_the_seventies_are_free(self) -> None:
        taken = {row["code_1973"] for row in vocabulary("posts.csv")}
        assert taken.isdisjoint(row["code_1973"] for row in vocabulary("specimen_posts.csv"))

    def test_routing_indicators_are_free(self) -> None:
        taken = {row["routing"] for row in vocabulary("posts.csv")}
        assert taken.isdisjoint(row["routing"] for row in vocabulary("specimen_posts.csv"))

    def test_invented_countries_have_no_place_on_the_map(self) -> None:
        for row in vocabulary("specimen_posts.csv"):
            assert (row["lat"], row["lon"]) == ("", "")
            assert "QM" <= row["iso2"] <= "QZ"  # left by ISO 3166 to its users

    def test_tags_are_free(self) -> None:
        taken = {row["code"] for row in vocabulary("tags.csv")}
        codes = {row["code"] for row in vocabulary("specimen_tags.csv")}
        assert taken.isdisjoint(codes)
        assert codes == {tag.code for name in NAMES for tag in telegram_of(name).tags} - taken - free_words()


def free_words() -> set[str]:
    return {tag.code for name in NAMES for tag in telegram_of(name).tags if tag.kind in ("person", "topic")}


class TestOrder:
    def test_a_text_says_the_number_its_file_is_named_for(self) -> None:
        assert [(name, mrn) for name in NAMES if (mrn := telegram_of(name).mrn) != name] == []

    def test_serials_rise_with_the_date(self) -> None:
        sent: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
        for name in NAMES:
            mrn, day = Mrn.parse(name), telegram_of(name).date
            assert day
            assert int(day[:4]) == mrn.year
            sent[mrn.year, mrn.post].append((mrn.serial, day))
        for series in sent.values():
            for (_, earlier), (_, later) in pairwise(sorted(series)):
                assert earlier < later

    def test_the_station_line_fits_serial_and_day(self) -> None:
        offenders = []
        for name in NAMES:
            station = re.search(r"^DE \w+ #(\d{4})(?:/\d\d)? (\d{3})(\d{4})$", text_of(name), re.MULTILINE)
            group = re.search(r"^[ZOPR ]+ (\d\d)(\d{4})Z ([A-Z]{3}) (\d\d)\b", text_of(name), re.MULTILINE)
            if station is None:  # no routing indicators
                continue
            mrn = Mrn.parse(name)
            assert group, name
            sent = date(mrn.year, MONTHS.index(group[3]) + 1, int(group[1]))
            expected = (mrn.serial % 10_000, sent.timetuple().tm_yday, group[2])
            if (int(station[1]), int(station[2]), station[3]) != expected:
                offenders.append(name)
        assert offenders == ["05STRELSAU341"]  # wrong on purpose


class TestReferences:
    def test_a_thread_runs_through_the_posts(self) -> None:
        for before, after in pairwise(THREAD):
            assert before in references_of(after) or before in last_years(after), after
        assert len({Mrn.parse(name).post for name in THREAD}) >= 6

    def test_one_cable_is_cited_by_ten_others_in_their_sentences(self) -> None:
        citing = []
        for name in NAMES:
            telegram = telegram_of(name)
            labels = {ref.label for ref in telegram.references if ref.mrn in (HUB, "05QUILLENZ377")}
            if any(labels.intersection(mention.labels) for mention in telegram.mentions):
                citing.append(name)
        assert len(citing) >= 10

    def test_missing_cables(self) -> None:
        citing: dict[str, set[str]] = defaultdict(set)
        for name in NAMES:
            moved = last_years(name)
            for reference in telegram_of(name).references:
                if reference.mrn and reference.mrn not in NAMES and before(reference.mrn) not in moved:
                    citing[reference.mrn].add(name)
        neighbours = [sides(mrn) for mrn in citing]
        assert len(citing) >= 15
        assert sum(len(names) > 1 for names in citing.values()) >= 4
        assert neighbours.count((True, True)) >= 5
        assert neighbours.count((True, False)) >= 2
        assert neighbours.count((False, True)) >= 5
        assert (False, False) in neighbours

    @pytest.mark.parametrize(
        ("name", "cited"),
        [("06ZENDA14", "05ZENDA131"), ("08MIRASHAK9", "07MIRASHAK33"), ("06PUERTOLIRIO22", "05PUERTOLIRIO140")],
    )
    def test_a_higher_serial_of_the_post_itself_is_of_the_year_before(self, name: str, cited: str) -> None:
        reference = next(ref for ref in telegram_of(name).references if ref.mrn == cited)
        assert reference.year_inferred

    def test_cables_of_january_and_february_cite_those_of_the_year_before(self) -> None:
        moved = {name: last_years(name) for name in NAMES if last_years(name)}
        assert moved == {
            "05USSARN7": ["04QUILLENZ377"],
            "06OSTRELLE19": ["05USSARN88", "05QUILLENZ402"],
            "06PUERTOLIRIO22": ["05QUILLENZ402"],
            "06ZENDA14": ["05MIRASHAK97"],
            "07SKARHAVN14": ["06CAPEVARNEY88"],
            "08CAPEVARNEY12": ["07SKARHAVN14"],
        }

    def test_one_is_cited_as_of_another_day(self) -> None:
        dated = {ref.mrn: ref.date for ref in telegram_of("05HALVERBAD41").references if ref.date}
        assert dated == {"05STRELSAU288": "2005-03-03", "04HALVERBAD33": "2004-11-09"}
        assert telegram_of("05STRELSAU288").date == "2005-04-14"

    def test_some_are_ambiguous(self) -> None:
        found = {ref.mrn: ref.candidates for name in NAMES for ref in telegram_of(name).references if ref.candidates}
        assert found["07BRUSSELS2210"] == ("07USEUBRUSSELS2210",)
        assert found["06TAIPEI1904"] == ("06AITTAIPEI1904",)
        assert found["05KIN88"] == ("05KINSHASA88", "05KINGSTON88")

    def test_they_cite_more_than_cables(self) -> None:
        kinds = {reference.kind for name in NAMES for reference in telegram_of(name).references}
        assert kinds >= {"cable", "airgram", "email", "telephone", "letter", "report", "dtg", "meeting"}


def before(mrn: str) -> str:
    """Return the same serial of the year before."""
    read = Mrn.parse(mrn)
    return str(Mrn(read.year - 1, read.post, read.serial))


def last_years(name: str) -> list[str]:
    """Return the cables of the year before that the unmarked references of a cable of January or February mean."""
    telegram = telegram_of(name)
    if (telegram.date or "")[5:7] not in ("01", "02"):
        return []
    unmarked = [ref.mrn for ref in telegram.references if ref.mrn and ref.year_inferred and ref.mrn not in NAMES]
    return [before(mrn) for mrn in unmarked if before(mrn) in NAMES]


def sides(mrn: str) -> tuple[bool, bool]:
    """Return whether there is a cable of the same post and year with a lower serial, and one with a higher."""
    missing = Mrn.parse(mrn)
    serials = [read.serial for read in map(Mrn.parse, NAMES) if (read.year, read.post) == (missing.year, missing.post)]
    return any(serial < missing.serial for serial in serials), any(serial > missing.serial for serial in serials)


# Signer, number of paragraphs, TAGS, and references in order: for anything but a cable its kind.
MEANT = rows_of(Path(__file__).parent / "specimens.csv")


class TestParsing:
    def test_ordinary_specimens_show_no_problem_and_odd_ones_theirs(self) -> None:
        found = {name: [problem.code for problem in telegram_of(name).problems] for name in NAMES}
        assert {name: codes for name, codes in found.items() if codes} == WRONG

    def test_all_are_described(self) -> None:
        assert [row["mrn"] for row in MEANT] == NAMES

    def test_they_parse_to_what_was_meant(self) -> None:
        offenders: list[tuple[dict[str, str], dict[str, str]]] = []
        for row in MEANT:
            telegram = telegram_of(row["mrn"])
            parsed = {
                "mrn": row["mrn"],
                "signer": telegram.signer or "",
                "paragraphs": str(len(telegram.paragraphs)),
                "tags": " ".join(tag.code for tag in telegram.tags),
                "references": " ".join(references_of(row["mrn"])),
            }
            offenders += [(row, parsed)] if parsed != row else []
        assert offenders == []

    def test_who_classified_them_has_a_name(self) -> None:
        stated = {name: telegram_of(name).classified_by for name in NAMES if "\nClassified By" in text_of(name)}
        assert len(stated) == 23
        assert [name for name, by in stated.items() if not by or not by.name] == []
