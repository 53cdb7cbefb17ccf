"""How templates show what cables say."""

import datetime

import pytest

from cables.models import Cable
from cables.rendering import template_filters as show

SENT_AT = datetime.datetime(2007, 9, 24, 13, 26, tzinfo=datetime.UTC)
DAY = datetime.date(2007, 9, 24)


@pytest.mark.parametrize(
    ("cable", "html"),
    [
        (
            Cable(date=DAY, date_source="dtg", sent_at=SENT_AT),
            '<time datetime="2007-09-24T13:26Z">24 September 2007, 13:26 UTC</time>',
        ),
        (Cable(date=DAY, date_source="page"), '<time datetime="2007-09-24">24 September 2007</time>'),
        (Cable(date=datetime.date(2007, 1, 1), date_source="mrn"), '<time datetime="2007">2007</time>'),
    ],
)
def test_when_a_cable_was_sent(cable: Cable, html: str) -> None:
    assert show.sent(cable) == html


def test_where_no_element_can_stand_nothing_is_turned_round() -> None:
    assert show.attribute("a \u202eb <i>") == "a \ufffdb &lt;i&gt;"
    assert show.titled("THE \u202eBARGES & \x00") == "The \ufffdBarges &amp; \ufffd"
    assert show.attribute(None) == ""


def test_the_day_on_which_a_cable_was_sent() -> None:
    cable = Cable(date=DAY, date_source="dtg", sent_at=SENT_AT)
    assert show.sent_day(cable) == show.day(SENT_AT) == '<time datetime="2007-09-24">24 September 2007</time>'
    cable.date_source = "mrn"
    assert show.sent_day(cable) == '<time datetime="2007">2007</time>'


def test_a_time_as_a_date_time_group() -> None:
    assert show.dtg(SENT_AT) == "241326Z SEP 07"
    assert show.dtg(SENT_AT.astimezone(datetime.timezone(datetime.timedelta(hours=5)))) == "241326Z SEP 07"


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (999, "999"), (1000, "1,000"), (251_287, "251,287")])
def test_large_numbers_are_divided(number: int, shown: str) -> None:
    assert show.thousands(number) == shown


def test_words_and_subjects_are_escaped() -> None:
    assert show.words("<b>\u202e") == (
        '&lt;b&gt;<bdi class="control" data-code="202E" title="U+202E, right-to-left override">\u202e</bdi>'
    )
    assert show.words(None) == ""
    assert show.subject("SALT <AND> CHEESE") == "Salt &lt;and&gt; Cheese"
    assert show.subject(None) == "No subject"
    assert show.multiline("THE <TOLL>\n----------") == (
        'THE &lt;TOLL&gt;<br><span class="rule" aria-hidden="true">----------</span>'
    )


def test_the_style_of_a_classification() -> None:
    assert show.style_of("LIMITED OFFICIAL USE") == "limited-official-use"
    assert show.style_of(None) == ""


def test_the_meaning_of_a_portion_marking() -> None:
    assert show.portion_meaning("SBU") == "Sensitive but unclassified"
    assert show.portion_meaning(None) == ""


@pytest.mark.parametrize(("number", "said"), [(0, "0 cables"), (1, "1 cable"), (2, "2 cables"), (0.5, "0.5 cables")])
def test_more_than_one_thing_has_its_ending(number: float, said: str) -> None:
    assert f"{number} cable{show.plural(number)}" == said
    assert show.plural(number, "is", "are") == ("is" if number == 1 else "are")
