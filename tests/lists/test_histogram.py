"""Bars of the histogram: heights, labels, and periods that have one."""

from cables.lists import histogram
from cables.periods import Period


def drawn(periods: list[Period], counts: dict[Period, int]) -> list[histogram.Bar]:
    return histogram.bars(periods, counts, lambda period: f"/{period.iso}/")


def test_the_highest_is_full_and_the_least_is_seen() -> None:
    years = histogram.years([2003, 2005])
    bars = drawn(years, {Period(2003): 10_000, Period(2005): 1})
    assert [(bar.name, bar.height, bar.top) for bar in bars] == [("2003", 100, 0), ("2004", 0, 100), ("2005", 2, 98)]


def test_only_what_can_be_counted_is_linked() -> None:
    bars = drawn(histogram.years([2003, 2005]), {Period(2003): 3, Period(2005): 1})
    assert [bar.url for bar in bars] == ["/2003/", "", "/2005/"]


def test_the_first_of_the_highest_is_the_peak() -> None:
    bars = drawn(histogram.months_of(2007), {Period(2007, 3): 4, Period(2007, 5): 4, Period(2007, 6): 1})
    peak = histogram.peak(bars)
    assert peak
    assert (peak.name, peak.cables) == ("March 2007", 4)


def test_nothing_has_no_peak() -> None:
    assert histogram.peak([]) is None
    assert histogram.peak(drawn(histogram.months_of(2007), {})) is None


def test_the_chosen_bar_is_current() -> None:
    bars = histogram.bars(histogram.months_of(2007), {}, str, lambda month: month.month == 9)
    assert [bar.name for bar in bars if bar.current] == ["September 2007"]


def test_labels_stand_at_round_years() -> None:
    bars = drawn(histogram.years([1966, 2010]), {Period(1966): 1})
    assert [bar.label for bar in bars if bar.label] == [str(year) for year in range(1970, 2011, 5)]
    assert len([bar for bar in drawn(histogram.years([2003, 2010]), {}) if bar.label]) == 8


def test_labels_of_days_and_months() -> None:
    assert [bar.label for bar in drawn(histogram.months_of(2007), {})][:3] == ["Jan", "Feb", "Mar"]
    assert [bar.label for bar in drawn(histogram.days_of(2007, 2), {})][:7] == ["1", "", "", "4", "", "", "7"]


def test_a_stray_year_does_not_flatten_the_rest() -> None:
    assert histogram.years([1905, 2003, 2004]) == [Period(1905), Period(2003), Period(2004)]
    assert histogram.years([]) == []


def test_days_and_months_are_complete() -> None:
    assert len(histogram.days_of(2008, 2)) == 29
    assert len(histogram.months_of(2008)) == 12
