"""What the form of a claim shows of a value, it reads back as the same; nonsense is refused."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution.hedging import certainty_of, polarity_of
from annotator.values.dates import find_dates
from annotator.values.kinds import Days, Precision, Quantity
from annotator.values.writing import Unreadable, typed_days, typed_quantity, write_days, write_quantity

MONDAY = date(2021, 11, 8)
numbers = st.decimals(0, 10**12, places=3).map(Decimal.normalize) | st.integers(0, 10**15).map(Decimal)
units = st.sampled_from(["", "people", "guards", "metres", "percent", "dollars", "staff", "drones", "کارگر"])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(numbers), draw(numbers)))
    bounds = draw(st.sampled_from([(low, high), (low, low), (low, None), (None, high)]))
    return Quantity(*bounds, draw(units), draw(st.booleans()))


@given(quantities())
def test_a_quantity_is_read_back_as_it_is_written(quantity: Quantity) -> None:
    assert typed_quantity(write_quantity(quantity)) == quantity


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 500))
def test_days_are_read_back_as_they_are_written(start: date, more: int) -> None:
    days = Days(start, start + timedelta(days=more))
    assert typed_days(write_days(days), None) == days


@pytest.mark.parametrize(
    "days",
    [
        Days(date(2021, 11, 1), date(2021, 11, 30), Precision.MONTH),
        Days(date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR),
        Days(date(2019, 1, 1), date(2021, 12, 31), Precision.YEAR),
    ],
)
def test_months_and_years_are_read_back_too(days: Days) -> None:
    assert typed_days(write_days(days), None) == days


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("6", "6"),
        ("six guards", "6 guards"),
        (">= 7", None),
        ("≥7 guards", "≥ 7 guards"),
        ("> 20 %", "≥ 20 percent"),
        ("at least 20 sheep", "≥ 20 sheep"),
        ("6 - 7", "6-7"),
        ("~40 people", "~40 people"),
        ("2021", "2021"),
        ("2,000 sheep", "2000 sheep"),
        ("2000 sheep", "2000 sheep"),
        ("7th", None),
        ("12:30", None),
        ("$5m", "5000000 dollars"),
        ("guards", None),
        ("7 guards; 6 drones", None),
    ],
)
def test_typed_quantities(typed: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(Unreadable, match="is no quantity"):
            typed_quantity(typed)
    else:
        assert write_quantity(typed_quantity(typed)) == written


@pytest.mark.parametrize(
    ("typed", "language", "written"),
    [
        ("7 Helfer", "de", "7 helfer"),
        ("7 freiwillige Helfer", "de", "7 freiwillige Helfer"),
        ("6-7 freiwillige Helfer", "de", "6-7 freiwillige Helfer"),
        ("7 blessés graves", "fr", "7 blessés graves"),
        ("۷ کارگر زخمی", "fa", "7 کارگر زخمی"),
        ("7 Tage Haft", "de", None),
        ("7 Personen verletzt", "de", None),
        (f"7 freiwillige {'h' * 60}", "de", None),
    ],
)
def test_outside_english_a_unit_may_be_of_several_words(
    typed: str, language: str, written: str | None
) -> None:
    if written is None:
        with pytest.raises(Unreadable, match="is no quantity"):
            typed_quantity(typed, language)
    else:
        quantity = typed_quantity(typed, language)
        assert write_quantity(quantity) == written
        assert typed_quantity(written, language) == quantity


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Sunday", "2021-11-07"),
        ("sunday", None),
        ("7 November", "2021-11-07"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("6 November to 7 November", "2021-11-06 to 2021-11-07"),
        ("2021-11-06/2021-11-07", "2021-11-06 to 2021-11-07"),
        ("last week", "2021-11-01 to 2021-11-07"),
        ("2021-13", None),
        ("2021-02-31", None),
        ("soon", None),
        ("Sunday or so", None),
    ],
)
def test_typed_dates(typed: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(Unreadable, match="is no date"):
            typed_days(typed, MONDAY)
    else:
        assert write_days(typed_days(typed, MONDAY)) == written


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_value_or_refused(words: str) -> None:
    with suppress(Unreadable):
        quantity = typed_quantity(words)
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
    with suppress(Unreadable):
        days = typed_days(words, MONDAY)
        assert days.start <= days.end


def test_a_day_that_no_date_fixes_is_refused_with_that_reason() -> None:
    assert find_dates("Sunday", None)[0].reason
    with pytest.raises(Unreadable, match="no date of publication"):
        typed_days("Sunday", None)


@pytest.mark.parametrize(
    ("words", "polarity", "certainty"),
    [
        ("six were hurt", "affirmed", "certain"),
        ("no one was hurt", "negated", "certain"),
        ("he didn’t say so", "negated", "certain"),
        ("no fewer than six were hurt", "affirmed", "certain"),
        ("not more than six ships came", "affirmed", "certain"),
        ("it was a rocket and not a drone", "affirmed", "certain"),
        ("it may burn", "affirmed", "possible"),
        ("the fault had occurred in May", "affirmed", "certain"),
        ("it was probably the sensor", "affirmed", "probable"),
        ("he could not rule it out", "negated", "possible"),
    ],
)
def test_denials_and_hedges_are_heard(words: str, polarity: str, certainty: str) -> None:
    assert (polarity_of(words), certainty_of(words)) == (polarity, certainty)
