"""Division of texts that have several telegrams. The posts are those of specimens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.division import Division, divide


def telegram(serial: int, line: str = "UNCLAS ZENDA {serial:06}", above: str = "") -> str:
    return (
        f"{above}R 051020Z JUN 07\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC 1291\n{line.format(serial=serial)}\n\n"
        "E.O. 12958: N/A\nSUBJECT: SALT\n\n1. The railway carried salt.\n\nHENTZAU\n\n"
    )


DATED = "R 051020Z JUN 07\n"
TRANSMISSION = "VZCZCXYZ0001\nRR RUEHC\nDE RUEHZZ #0842 1561020\nZNR UUUUU ZZH\n"
ARCHIVES = "Message Text\nUNCLASSIFIED\nPAGE 01\nZENDA 00842 051020Z\nACTION EUR-20\nINFO OCT-01 ISO-00 /196 W\n"
ATTRIBUTES = "NNN\n\nMessage Attributes\nDocument Number: 2007ZENDA00841\nTAGS: ETRD\n\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (telegram(841) + "NNNN\n", "\n" + telegram(842)),
        (telegram(841) + "NNNNMAFVVZCZ\n", telegram(842)),
        (telegram(841) + "<< END OF DOCUMENT >>\n", telegram(842)),
        (telegram(841), telegram(842, above=TRANSMISSION)),
        (telegram(841), telegram(842, above="RELEASE IN PART\nB1,1.4(D)\n" + TRANSMISSION)),
        (telegram(841) + ATTRIBUTES, telegram(842, above=ARCHIVES)),
        (telegram(841) + "NNNN\n", telegram(841, line="UNCLAS STRELSAU 000841")),
        (telegram(841).lower() + "NNNN\n", telegram(842)),
        # two witnesses: classification line and date-time group, or a FM line that names the post
        (telegram(841), telegram(842)),
        (telegram(841), DATED + telegram(842).partition("1291\n")[2]),
        (telegram(841), DATED + "TO SECSTATE WASHDC\n" + telegram(842).partition("1291\n")[2]),
        (telegram(841), telegram(842).removeprefix(DATED)),
        (telegram(841) + "NNNN\n", telegram(842).removeprefix(DATED)),
        (telegram(841), telegram(842) + "2. He said QUOTE no UNQUOTE.\n"),
        (telegram(841) + "\f", telegram(842).removeprefix(DATED)),
        # an end mark and a classification line above fields
        (telegram(841) + "NNNN\n", telegram(842).partition("1291\n")[2]),
    ],
)
def test_a_further_telegram_begins_where_that_is_certain(first: str, second: str) -> None:
    assert divide(first + second) == Division((0, len(first)))


def test_many_telegrams() -> None:
    texts = [telegram(serial) + "NNNN\n" for serial in range(1, 50)]
    starts = [sum(map(len, texts[:count])) for count in range(len(texts))]
    assert divide("".join(texts)) == Division(tuple(starts))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FM AMCONSUL ZENDA\n" * 3,
        telegram(841),
        # further sections, which repeat their number
        telegram(841, line="UNCLAS SECTION 1 OF 2 ZENDA {serial}")
        + "NNNN\n"
        + telegram(841, line="UNCLAS SECTION 2 OF 2 ZENDA {serial}"),
        telegram(841) + telegram(841),
        # quoted telegrams
        telegram(841) + "2. FOLLOWING REPEAT ZENDA 842:\nQUOTE\n" + telegram(842) + "UNQUOTE\n",
        telegram(841) + "2. The text of the cable is:\n\n" + telegram(842),
        telegram(841) + "2. We have this from the consulate.\n\n" + telegram(842) + "UNQUOTE\n\n3. So much for salt.\n",
        telegram(841) + "2. He showed it.\n\n" + telegram(842) + "END TEXT.\n\n3. So much for salt.\n",
        # classification lines alone: of another number, cited, and running at the head of pages
        telegram(841) + telegram(842).partition("1291\n")[2],
        telegram(841) + "CONFIDENTIAL STRELSAU 88\n\nwas shown to him.\n",
        "UNCLASSIFIED   POSS DUPE\n\n  63\n" + telegram(841),
        # no heading as a whole
        telegram(841) + "NNNN\nUNCLAS ZENDA 842\n",
        telegram(841) + "NNNN\nR 051020Z JUN 07\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\n",
    ],
)
def test_one_telegram(text: str) -> None:
    assert divide(text) == Division((0,))


def test_a_heading_whose_witnesses_do_not_agree_is_doubtful() -> None:
    text = telegram(841) + telegram(842).removeprefix(DATED).replace("AMCONSUL ZENDA", "AMEMBASSY STRELSAU")
    assert divide(text) == Division((0,), text.rindex("FM AMEMBASSY"))


COLUMNS = "MRN:\nDate/DTG:\nFrom:\nSubject:\n\n12 ZENDA {}\n051530Z MAR 12\nAMCONSUL ZENDA\nSalt\n\n1. (U) Salt.\n\n"


def form(serial: int, above: str = "", below: str = "Drafted By:     ZENDA:Specimen, Rupert\n", page: int = 1) -> str:
    """Return a SMART telegram of one page."""
    return (
        f"UNCLASSIFIED\nSBU\n\n{above}MRN:            12 ZENDA {serial}\n"
        "Date/DTG:       Mar 05, 2012 / 051530Z MAR 12\nFrom:           AMCONSUL ZENDA\nSubject:        Salt\n\n"
        "1.  (U) The railway carried salt.\n\n"
        f"{below}\nUNCLASSIFIED\nSBU\n" + (f"{'Page 1 of ':>60}{page}\n" if page else "")
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (form(118), form(119)),
        (form(118) + "\f", form(119)),
        (form(118), form(118).replace("ZENDA", "STRELSAU")),
        (form(118, below=""), form(119)),
        (form(118, page=0), form(119, page=0)),
        (form(118, page=2) + "\n", form(119, page=0)),
        (form(118).lower().replace("mrn", "MRN"), form(119)),
        (COLUMNS.format(118) + "Page 1 of 1\n", COLUMNS.format(119)),
        (COLUMNS.format(118) + "Drafted By:\nApproved By:\n\nPOL:Roe, J\nDCM:Roe, J\n", COLUMNS.format(119)),
        (form(118), form(119, above="Info Office:    EUR_INFO\n")),
        (form(118), form(119).removeprefix("UNCLASSIFIED\nSBU\n\n")),
        (form(118) + "\n\n\n", form(119).replace("UNCLASSIFIED\nSBU", "SECRET//NOFORN")),
    ],
)
def test_a_further_form_begins_below_the_one_before(first: str, second: str) -> None:
    divided = divide(first + second)
    assert divided.doubtful is None
    assert len(divided.starts) == 2
    assert (first + second)[divided.starts[1] :].strip() == second.strip()


@pytest.mark.parametrize(
    "text",
    [
        form(118) + form(118),
        form(
            118, below="2. (U) The text of the telegram follows:\n\n" + form(119, page=0).removeprefix("UNCLASSIFIED\n")
        ),
        form(118) + "MRN: 12 ZENDA 119\n\nThe rest is lost.",
    ],
)
def test_one_form(text: str) -> None:
    assert divide(text) == Division((0,))


def test_a_form_in_the_middle_of_a_text_is_doubtful() -> None:
    text = form(118, below="", page=0) + form(119)
    assert divide(text) == Division((0,), text.rindex("MRN:"))


@given(st.lists(st.sampled_from([*form(118).splitlines(True), *form(119).splitlines(True), "\f", "ß", "\r"])))
def test_pieces_of_forms_are_in_order_and_none_is_empty(lines: list[str]) -> None:
    text = "".join(lines)
    starts = divide(text).starts
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    assert all(start < len(text) for start in starts[1:])


@given(
    st.lists(st.sampled_from([*telegram(841).splitlines(True), *telegram(842).splitlines(True), "NNNN\n", "ß", "\r"]))
)
def test_pieces_are_in_order_and_none_is_empty(lines: list[str]) -> None:
    text = "".join(lines)
    starts = divide(text).starts
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    assert all(start < len(text) for start in starts[1:])
