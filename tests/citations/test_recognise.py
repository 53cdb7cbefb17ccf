"""Citations of telegrams in notes, lists and pages, in all their forms."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.citations import Citation, find_citations
from cables.telegram.mrn import Mrn


def cited(text: str, year: int | None = None) -> list[str | None]:
    """Return the numbers that a text cites; a place and serial where the year is not known."""
    found = [each for each in find_citations(text, year=year) if each.kind == "telegram"]
    return [each.mrn or f"{each.post} {each.serial}" for each in found]


def fields(text: str, year: int | None = None) -> dict[str, Any]:
    """Return what is known of the only citation in a text."""
    (citation,) = find_citations(text, year=year)
    return {name: value for name, value in citation.as_json().items() if value not in (None, False)}


@pytest.mark.parametrize(
    ("note", "numbers"),
    [
        # Foreign Relations of the United States
        ("4. Telegram 341 from Strelsau, February 9, 1977. Secret.", ["77STRELSAU341"]),
        ("In telegram 271747 to Strelsau, October 17, 1979, the Department agreed.", ["79STATE271747"]),
        ("See telegrams 41 and 44 from Cape Varney, both June 3, 1978.", ["78CAPEVARNEY41", "78CAPEVARNEY44"]),
        ("Telegram 2211 from the Embassy in Ruritania, May 4, 1976.", ["76STRELSAU2211"]),
        ("telegrams 41 from Zenda, May 1, and 5512 to Zenda, May 3, 1976", ["76ZENDA41", "76STATE5512"]),
        ("Tosec 110023/State 214567, August 23, 1978, relayed it.", ["78STATE214567"]),
        ("Telegram Tosec 87/190411 to USUN, October 6, 1973", ["73STATE190411"]),
        ("Circular telegram 4455, May 3, 1967", ["67STATE4455"]),
        ("Telegram 42 to all diplomatic and consular posts, January 3, 1979", ["79STATE42"]),
        ("Deptel 567 to Strelsau, May 9, 1966; Embtel 12 of May 10.", ["66STATE567", "None 12"]),
        # Notes by sender and recipient
        ("AmEmbassy Strelsau to SecState, “Tolls,” 12 September 1973, telegram 4213", ["73STRELSAU4213"]),
        ("US Embassy Strelsau to State, cable 3229, September 24, 2007.", ["07STRELSAU3229"]),
        (
            "State to Zenda, No. 77310, Apr. 20, 1974; Zenda to State, tel. 35, 12 May 1974",
            ["74STATE77310", "74ZENDA35"],
        ),
        ("Telegram 01847, U.S. Embassy Strelsau to Secretary of State, 21 February 1975", ["75STRELSAU1847"]),
        ("U.S. Embassy, Puerto Lirio, to State Department, 1983 July 12, number 31", ["83PUERTOLIRIO31"]),
        ("US Embassy (Strelsau) to SecState, 24 Sep 2007, no. 12", ["07STRELSAU12"]),
        ("Roe to SecState, 4 June 1979, Skarhavn 1190.", ["79SKARHAVN1190"]),
        ("Embassy Strelsau (Roe), “Tolls”, cable 1466, 8 March 2005", ["05STRELSAU1466"]),
        ("Strelsau to State, 3229, 24 September 2007", ["07STRELSAU3229"]),
        # Law
        (
            "Cable from U.S. Embassy in Strelsau to U.S. Dep’t of State, No. 09STRELSAU741 (Aug. 5, 2009)",
            ["09STRELSAU741"],
        ),
        ("Telegram from Am. Embassy Strelsau to Sec’y of State, Strelsau 04130 (June 23, 1976)", ["76STRELSAU4130"]),
        ("Cable 84 Cape Varney 05612 (May 30, 1984)", ["84CAPEVARNEY5612"]),
        # Numbers by themselves
        (
            "(07 Zenda 3229), 09ZENDA1_a, 2003 ZENDA 001205, ’84 Zenda 12",
            ["07ZENDA3229", "09ZENDA1", "03ZENDA1205", "84ZENDA12"],
        ),
        ("1974STRELS01654; 1976STATE213536_b2", ["74STRELSAU1654", "76STATE213536"]),
        ("AAD: CAPE VARNEY 02760 141305Z MAY 78.", ["78CAPEVARNEY2760"]),
        ("https://a.example/plusd/cables/1975STRELS04749_b.html", ["75STRELSAU4749"]),
        ("cable/2007/05/07ZENDA18.html#par5", ["07ZENDA18"]),
        ("(09zenda558, para 12)", ["09ZENDA558"]),
        # Lists
        ("Zenda 909 (1975); Zenda 3230, 2007", ["75ZENDA909", "07ZENDA3230"]),
        ("See Zenda 909, 1053 and 218 (all 1975).", ["75ZENDA909", "75ZENDA1053", "75ZENDA218"]),
        ("State 12345-12347, 18 January 1977.", ["77STATE12345", "77STATE12347"]),
        ("State 12345–47 (1977)", ["77STATE12345", "77STATE12347"]),
        ("09ZENDA869, 870 and 871", ["09ZENDA869", "09ZENDA870", "09ZENDA871"]),
        ("Zenda 2217, 2230 (May 1976) and 3011 (July 1977)", ["76ZENDA2217", "76ZENDA2230", "77ZENDA3011"]),
        (
            "Telegrams from Zenda in 1974: nos. 101, 144. From Skarhavn in 1975: no. 2002.",
            ["74ZENDA101", "74ZENDA144", "75SKARHAVN2002"],
        ),
        ("Zenda 9784, 12 July 1975, para. 3, and 9801, 13 July 1976", ["75ZENDA9784", "76ZENDA9801"]),
        # Other languages
        ("Télégramme n° 293 de l’ambassade des États-Unis à Madrid, 3 février 2006, § 4.", ["06MADRID293"]),
        ("telegrama núm. 293 de la embajada de Estados Unidos en Madrid, 3 de febrero de 2006", ["06MADRID293"]),
        ("telegrama nº 4130, da embaixada dos Estados Unidos em Brasília, 9 de maio de 1977", ["77BRASILIA4130"]),
        ("telegramma n. 6621 dell’Ambasciata americana a Roma, 2 giugno 1978", ["78ROME6621"]),
        ("Die US-Botschaft in Wien meldete (Telegramm 7712, 3. März 1978)", ["78VIENNA7712"]),
        ("telegram nr. 3340 van de Amerikaanse ambassade in Den Haag, 30 juni 1976", ["76THEHAGUE3340"]),
        # Scanned print
        ("Te1egram 24I2 frorn Zenda, Oct. 2, 1979", ["79ZENDA2412"]),
        ("Embassy Strel-\nsau to State, cable\n2215, June 9, 2005.", ["05STRELSAU2215"]),
        ("Telegram 5O21 from Cape\n\n214   Notes to Pages 80–91\n\nVarney, May 3, 1975.", ["75CAPEVARNEY5021"]),
        ("Amembassy Strelsau to SecState, tel. 1\n190, 7 Aprii 1976", ["76STRELSAU1190"]),
        ("Z E N D A 0 3 2 2 9 (24 SEP 07)", ["07ZENDA3229"]),
        ("9 Zenda3381, Sept.14,1978.10 10 Zenda3402,Sept.16,1978.", ["78ZENDA3381", "78ZENDA3402"]),
        ("the salt was wet509ZENDA4126and the road worse", ["09ZENDA412"]),
        ("Ref: Zenda 5818.3 and the 1978 tolls: Zenda 5818, 1 May 1978", ["78ZENDA5818", "78ZENDA5818"]),
    ],
)
def test_a_number_is_recognised_in_every_form(note: str, numbers: list[str]) -> None:
    assert cited(note) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "UK Embassy Strelsau to FCO, telno 412, 12 September 1973, FCO 7/2412",
        "British Embassy Strelsau, tel. 931, 21 July 1975",
        "Télégramme n° 1234 de l’ambassade de France à Bamako, 14 mars 1975",
        "CIA, Intelligence Information Cable, TDCS-314/04213-73",
        "Strelsau 2019 sold 3229 tickets a day; Zenda 2023 sold fewer, and Paris 2024 (293 sessions) outsold both.",
        "elevation of La Paz 3640 m; Zenda, 4233; Strelsau 45 percent",
        "State 4, no. 2 (2009): 151–13; Washington, DC 20520; tel. 202-555-0123",
        "Quenby v. Department of State, No. 09-CV-1513; 87 State 293 is a misprint for 87 S.E. 293.",
        "Foreign Relations, 1977–1980, vol. XXIV, Document 132",
        "The submarine cable from Lisbon to Madeira (1874) carried 3229 telegrams.",
        "Population: Lima 7605742 (2007)",
        "E-mail from the desk officer to Embassy Strelsau, “Dredges,” September 24, 2007, FOIA Case F-2012-29327",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "U.S. Mission Ussarn to Department of State, “Buoys,” telegram 5512 (24 June 1977), paras. 9–11.",
            {
                "mrn": "77USSARN5512",
                "date": "1977-06-24",
                "subject": "Buoys",
                "locator": "9-11",
                "sender": "U.S. Mission Ussarn",
                "recipient": "Department of State",
            },
        ),
        (
            "Telegram 341 from Zenda, February 9. (Ibid., D770047–0815)",
            {"mrn": "77ZENDA341", "date": "1977-02-09", "film": "D770047-0815"},
        ),
        ("Roe to SecState, 4 June 1979, Zenda 1190.", {"signer": "Roe", "sender": "Roe", "date": "1979-06-04"}),
        (
            "Embassy Zenda cable to State Department, “Tolls,” 3 September 1978",
            {"post": "ZENDA", "date": "1978-09-03", "subject": "Tolls"},
        ),
        (
            "September 3, 1978\n'Tolls,' Embassy Zenda cable to State Department",
            {"post": "ZENDA", "date": "1978-09-03"},
        ),
        (
            "Reference ID: 06ZENDA589\nSubject: BEES\nOrigin: Embassy Zenda\nDate: Wed, 7 June 2006 12:25 UTC",
            {"date": "2006-06-07", "subject": "BEES", "sender": "Embassy Zenda"},
        ),
        (
            "Date | Number | Subject\n3 Feb 1978 | Zenda 0911 | Salt",
            {"mrn": "78ZENDA911", "date": "1978-02-03", "subject": "Salt"},
        ),
        (
            "{{cite web|url=http://a.example/plusd/cables/06ZENDA1_a.html|title=Salt|date=12 May 2006}}",
            {"date": "2006-05-12", "subject": "Salt"},
        ),
        ("A dispatch dated 14 July 2008, ref Zenda 552, says so.", {"mrn": "08ZENDA552", "date": "2008-07-14"}),
    ],
)
def test_a_note_states_fields(note: str, expected: dict[str, Any]) -> None:
    found = fields(note)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    "note",
    [
        "https://a.example/plusd/cables/06ZENDA1_a.html (accessed 8 January 2012)",
        "06ZENDA1, released on 4 May 2011",
        "06ZENDA1; the paper wrote of it on 3 May 2011",
    ],
)
def test_a_date_of_reading_or_release_is_not_the_telegrams(note: str) -> None:
    assert "date" not in fields(note)


@pytest.mark.parametrize(
    ("text", "year", "numbers"),
    [
        ("Zenda 3229 says so.", None, ["ZENDA 3229"]),
        ("Zenda 3229 says so.", 2007, ["07ZENDA3229"]),
        (
            "Telegram 12 from Zenda, April 2, is printed in Foreign Relations, 1977–1980; released on 4 May 2006.",
            None,
            ["ZENDA 12"],
        ),
        ("Zenda 12, 4 May 1976; Strelsau 13, 5 May.", None, ["76ZENDA12", "76STRELSAU13"]),
        ("Zenda 9932, December 30, 1977; State 2210 to Zenda, January 5.", None, ["77ZENDA9932", "78STATE2210"]),
        (
            "Zenda 12, 4 May 1976. 2. Zenda 12.\n3. 06ZENDA4, and Zenda 12.",
            None,
            ["76ZENDA12", "76ZENDA12", "06ZENDA4", "76ZENDA12"],
        ),
        ("On May 5, 1977, the talks opened. The Embassy told of them in telegram 11 from Zenda.", None, ["77ZENDA11"]),
        ("telegram 11 from Zenda (National Archives, P800091–0455)", None, ["ZENDA 11"]),
        ("Telegram 4371 from Zenda, April 2, 1955.", None, ["ZENDA 4371"]),
    ],
)
def test_the_year_is_the_notes_or_that_of_others_or_the_readers(
    text: str, year: int | None, numbers: list[str]
) -> None:
    assert cited(text, year) == numbers


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Zenda 12016, 12022, and 12040, 25, 26 and 28 July 1975", ["1975-07-25", "1975-07-26", "1975-07-28"]),
        ("telegrams 41 and 44 to Zenda, April 4 and 6, 1977", ["1977-04-04", "1977-04-06"]),
        ("06ZENDA37 and 44 (both 27 October 2006)", ["2006-10-27", "2006-10-27"]),
        ("1976ZENDA05120; 1976STRELS02611 (AAD, all July 1976)", ["1976-07", "1976-07"]),
        (
            "Zenda 10442, 27 October 1975; Zenda 10460, the next day; Zenda 10461, same day",
            ["1975-10-27", "1975-10-28", "1975-10-28"],
        ),
    ],
)
def test_a_date_of_several_is_shared(text: str, dates: list[str]) -> None:
    assert [each.date for each in find_citations(text)] == dates


def test_films_of_several_stand_in_a_row() -> None:
    text = "Telegrams 41 and 44 from Zenda, May 4, 1976. Both ibid., D760421–0102 and D760421–0107, respectively."
    assert [each.film for each in find_citations(text)] == ["D760421-0102", "D760421-0107"]


def test_a_printed_document_has_its_number_below_its_heading() -> None:
    text = (
        "204. Telegram From the Embassy in Ruritania to the Department of State1\n\n"
        "Strelsau, February 9, 1977, 1412Z\n\n"
        "341. Subj: Rail Wagons. Ref: State 28114.2\n1. He called the Embassy’s 318.3\n\n"
        "1 Source: National Archives, D770047–0815. Confidential.\n2 Telegram 28114 to Strelsau, February 8.\n"
    )
    document, *others = find_citations(text)
    assert (document.mrn, document.date, document.film) == ("77STRELSAU341", "1977-02-09", "D770047-0815")
    assert document.subject == "Rail Wagons"
    assert [other.mrn for other in others] == ["77STATE28114", "77STRELSAU318", "77STATE28114"]


def test_ibidem_is_the_telegram_of_the_note_before() -> None:
    found = find_citations(
        "1. Zenda 3229, September 24, 2007.\n2. Ibid., para. 7.\n3. A book, 44.\n4. Ibid., para. 8.\n"
    )
    assert [(each.mrn, each.locator) for each in found] == [("07ZENDA3229", None), ("07ZENDA3229", "7")]


def test_an_airgram_is_no_telegram() -> None:
    found = find_citations("airgram A–118 from Zenda, February 7, 1975; Strelsau A-204; Joint App’x at A-204.")
    assert [(each.kind, each.post, each.serial, each.date) for each in found] == [
        ("airgram", "ZENDA", 118, "1975-02-07"),
        ("airgram", "STRELSAU", 204, None),
    ]


def test_the_json_has_the_number_and_the_place() -> None:
    text = "See “Tolls,” in 07ZENDA3229."
    (citation,) = find_citations(text)
    found = citation.as_json()
    assert text[found["start"] : found["end"]] == found["text"] == "07ZENDA3229"
    assert list(found)[:5] == ["start", "end", "text", "kind", "mrn"]


PIECES = st.sampled_from(
    [
        *(
            "telegram",
            "telegrams",
            "cable",
            "no.",
            "Embassy",
            "the Embassy in",
            "State",
            "Zenda",
            "Cape Varney",
            "to",
            "from",
        ),
        *(
            "3229",
            "12",
            "1977",
            "07ZENDA1",
            "March 3",
            "5 May 1976",
            "the next day",
            "same date",
            "(",
            ")",
            ",",
            ";",
            ".",
            "\n",
        ),
        *(
            "\n\n",
            "“Salt”",
            "'",
            "“",
            "Ibid.",
            "para. 7",
            "D770047–0815",
            "A-118",
            "and",
            "both",
            "|",
            ":",
            "-",
            "/",
            "Tosec",
        ),
        *("Date | Subject\n", "Subject: x\n", "http://a/cable/07ZENDA1.html", "UK", "Roe", "Z E N D A 0 1 2", "¹", "é"),
    ]
)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]), st.none() | st.integers(1973, 2010))
def test_nothing_raises_and_spans_slice_back(pieces: list[str], joint: str, year: int | None) -> None:
    text = joint.join(pieces)
    for citation in find_citations(text, year=year):
        _holds(text, citation)


@given(st.text(max_size=200))
def test_nothing_raises_on_any_text(text: str) -> None:
    for citation in find_citations(text):
        _holds(text, citation)


def _holds(text: str, citation: Citation) -> None:
    assert text[citation.start : citation.end] == citation.text
    assert citation.text
    if citation.mrn:
        assert Mrn.parse(citation.mrn).serial == citation.serial
