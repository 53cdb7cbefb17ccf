"""Subjects in title case: what stays in capitals and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.rendering.title_case import display_subject

TITLES = [
    # plain words, small words
    ("SALT MINERS ELECT FRIENDS OF THE REGENT", "Salt Miners Elect Friends of the Regent"),
    ("THE WAY IN", "The Way In"),
    ("FLOOD: A REPORT", "Flood: A Report"),
    ("TREATY SIGNED -- THE DAY AFTER", "Treaty Signed -- The Day After"),
    ('REGENT SAYS "THE END"', 'Regent Says "The End"'),
    ("ANNEX A: TERMS", "Annex A: Terms"),
    # abbreviations: of the vocabulary, of governments, without vowels, plural, possessive
    ("GOP AND NATO AT ODDS OVER FTA", "GOP and NATO at Odds over FTA"),
    ("UNSC AND UNESCO", "UNSC and UNESCO"),
    ("U.S. AID FOR RURITANIA", "U.S. Aid for Ruritania"),
    ("GOTG SELLS ITS GOLD", "GOTG Sells Its Gold"),
    ("THE PNP CONGRESS", "The PNP Congress"),
    ("NGOS, PRTS AND MPS", "NGOs, PRTs and MPs"),
    ("THE LIGHT GOES OUT AND DOES LESS", "The Light Goes Out and Does Less"),
    ("THE GOP'S OFFER", "The GOP's Offer"),
    ("MR. BLACK VISITS ST. MARGIT", "Mr. Black Visits St. Margit"),
    ("WHO WANTS IT?", "Who Wants It?"),
    ("BUDGET FOR FY 2008 AND FY08", "Budget for FY 2008 and FY08"),
    # an acronym in brackets behind what it abbreviates
    ("NATIONAL FERRY COOPERATIVE (CONAFE) STRIKES", "National Ferry Cooperative (CONAFE) Strikes"),
    ("THE COUNCIL OF TRADE UNIONS (CUTO)", "The Council of Trade Unions (CUTO)"),
    ("THE TRADE EXHIBITION (TEXT)", "The Trade Exhibition (Text)"),
    ("THE DUKE OF ZENDA (DEAD)", "The Duke of Zenda (Dead)"),
    ("FERRY (FARE) RISES", "Ferry (Fare) Rises"),
    # numerals, ordinals, types
    ("PART II OF IV", "Part II of IV"),
    ("THE 14TH CONGRESS OF THE 1990S", "The 14th Congress of the 1990s"),
    ("SIX F-16S FOR ZENDA", "Six F-16s for Zenda"),
    # compounds and apostrophes
    ("FOLLOW-UP ON DAY-TO-DAY WORK", "Follow-Up on Day-to-Day Work"),
    ("U.S.-RURITANIAN TALKS", "U.S.-Ruritanian Talks"),
    ("USG/GOP TALKS", "USG/GOP Talks"),
    ("RURITANIA'S TOLL", "Ruritania's Toll"),
    ("RURITANIA’S MINERS’ TOLL", "Ruritania’s Miners’ Toll"),
    ("D'ALBA AND O'ROURKE CAN'T AGREE", "D'Alba and O'Rourke Can't Agree"),
    ("COUP D'ETAT IN COTE D'IVOIRE", "Coup d'Etat in Cote d'Ivoire"),
    ("MCTAVISH MEETS COUNT VON ROTHEN", "McTavish Meets Count von Rothen"),
    # marks stay
    ("(C/NF) THE TOLL", "(C/NF) The Toll"),
    ("(SBU) XXXXXXXXXXXX RESIGNS", "(SBU) XXXXXXXXXXXX Resigns"),
    # as typed
    ("The Salt Mines of Zenda", "The Salt Mines of Zenda"),
    ("ZENDA: Report of the Mines", "ZENDA: Report of the Mines"),
    # lines and nothing
    ("THE TOLL\nOF  SARN", "The Toll of Sarn"),
    ("", "No subject"),
    (None, "No subject"),
]


@pytest.mark.parametrize(("subject", "shown"), TITLES)
def test_display_subject(subject: str | None, shown: str) -> None:
    assert display_subject(subject) == shown


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_only_case_and_space_change(subject: str) -> None:
    shown = display_subject(subject)
    if subject.strip():
        assert shown.casefold() == " ".join(subject.split()).casefold()


@given(st.text(alphabet="ABCDEIOV.'-/ 14", max_size=60))
def test_a_title_stays_as_it_is(subject: str) -> None:
    # A title that shows small letters enough is not touched again.
    shown = display_subject(subject + " THE ORDINARY END OF A SUBJECT")
    assert display_subject(shown) == shown


def test_words_that_the_cable_writes_in_capitals_stay_so() -> None:
    own = frozenset({"SALTCO", "ZENDA"})
    assert display_subject("THE SALTCO/DUKE TALKS", own) == "The SALTCO/Duke Talks"
    assert display_subject("SALTCO'S AND ZENDA’S TALKS", own) == "SALTCO's and ZENDA’s Talks"
    assert display_subject("THE SALTCO/DUKE TALKS") == "The Saltco/Duke Talks"
