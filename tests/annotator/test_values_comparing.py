"""Two values side by side: the same, both possible, in contradiction, or not comparable and why not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.values.comparing import Outcome, Value, compare
from annotator.values.kinds import Days, Quantity

SAME, COMPATIBLE, DIFFERENT, APART = (
    Outcome.SAME,
    Outcome.COMPATIBLE,
    Outcome.DIFFERENT,
    Outcome.NOT_COMPARABLE,
)


def exactly(number: str, unit: str = "") -> Quantity:
    return Quantity(Decimal(number), Decimal(number), unit)


def at_least(number: str, unit: str = "") -> Quantity:
    return Quantity(Decimal(number), None, unit)


def at_most(number: str, unit: str = "") -> Quantity:
    return Quantity(None, Decimal(number), unit)


def about(number: str, unit: str = "") -> Quantity:
    return Quantity(Decimal(number), Decimal(number), unit, about=True)


def between(low: str, high: str, unit: str = "") -> Quantity:
    return Quantity(Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        (exactly("6", "people"), exactly("6", "persons"), SAME),
        (exactly("6", "people"), exactly("7", "guards"), DIFFERENT),
        (exactly("7", "security guards"), exactly("7", "guards"), SAME),
        (exactly("7", "guard"), exactly("7", "guards"), SAME),
        (exactly("6"), exactly("7", "people"), DIFFERENT),
        (exactly("7"), exactly("7", "drones"), SAME),
        (at_least("6", "people"), exactly("7", "people"), COMPATIBLE),
        (at_least("7", "people"), exactly("6", "people"), DIFFERENT),
        (at_least("6", "people"), at_least("7", "people"), COMPATIBLE),
        (at_most("5", "people"), at_least("6", "people"), DIFFERENT),
        (between("6", "7"), exactly("6", "people"), COMPATIBLE),
        (between("6", "7"), exactly("8", "people"), DIFFERENT),
        (about("40", "people"), exactly("41", "people"), COMPATIBLE),
        (about("40", "people"), exactly("50", "people"), DIFFERENT),
        (exactly("2.4", "metres"), exactly("240", "cm"), SAME),
        (exactly("2.4", "metres"), exactly("1.6", "m"), DIFFERENT),
        (exactly("1", "hour"), exactly("60", "minutes"), SAME),
        (exactly("3", "drones"), exactly("3", "people"), APART),
        (exactly("3", "metres"), exactly("3"), APART),
        (exactly("3", "dollars"), exactly("3", "euros"), APART),
        (exactly("6", "نفر"), exactly("6", "people"), SAME),
    ],
)
def test_quantities(a: Quantity, b: Quantity, outcome: Outcome) -> None:
    for one, other in ((a, b), (b, a)):
        comparison = compare(one, other)
        assert comparison.outcome == outcome
        assert comparison.reason or outcome == SAME


def days(start: str, end: str = "", precision: str = "day") -> Days:
    return Days(date.fromisoformat(start), date.fromisoformat(end or start), precision)


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        (days("2021-11-07"), days("2021-11-07"), SAME),
        (days("2021-11-07"), days("2021-11-08"), DIFFERENT),
        (days("2021-11-07", "2021-11-08"), days("2021-11-08"), COMPATIBLE),
        (days("2021-11-01", "2021-11-30", "month"), days("2021-11-08"), COMPATIBLE),
        (days("2021-11-01", "2021-11-30", "month"), days("2021-12-08"), DIFFERENT),
        (days("2021-01-01", "2021-12-31", "year"), days("2021-11-01", "2021-11-30", "month"), COMPATIBLE),
    ],
)
def test_dates(a: Days, b: Days, outcome: Outcome) -> None:
    assert compare(a, b).outcome == compare(b, a).outcome == outcome


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        ("Baghdad", "BAGHDAD", SAME),
        ("Montréal", "Montreal", SAME),
        ("Green Zone", "Green Zone, Baghdad", COMPATIBLE),
        ("Green Zone", "Baghdad", APART),
        ("…", "Baghdad", APART),
    ],
)
def test_places(a: str, b: str, outcome: Outcome) -> None:
    assert compare(a, b).outcome == compare(b, a).outcome == outcome


@pytest.mark.parametrize("value", [exactly("6"), days("2021-11-07"), "Baghdad"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_value_that_is_not_given_is_not_compared_and_that_is_said(
    value: Value, nothing: str | None
) -> None:
    assert compare(value, nothing).outcome == compare(nothing, value).outcome == APART
    assert compare(nothing, value).reason


def test_values_of_two_kinds_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="Quantity and Days"):
        compare(exactly("6"), days("2021-11-07"))


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (exactly("6", "people"), "6 people"),
        (at_least("7", "guards"), "≥ 7 guards"),
        (at_most("1500"), "≤ 1,500"),
        (between("6", "7"), "6–7"),
        (about("2.40", "metres"), "~2.4 metres"),
    ],
)
def test_a_quantity_is_shown_short(quantity: Quantity, shown: str) -> None:
    assert str(quantity) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (days("2021-11-07"), "Sun 7 Nov 2021"),
        (days("2021-11-07", "2021-11-08"), "Sun 7 Nov 2021 to Mon 8 Nov 2021"),
        (days("2021-11-01", "2021-11-30", "month"), "November 2021"),
        (days("2019-01-01", "2020-12-31", "year"), "2019 to 2020"),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(value: Days, shown: str) -> None:
    assert str(value) == shown


numbers = st.decimals(0, 10**9, places=3)
units = st.sampled_from(["", "people", "guards", "metres", "km", "drones", "%"])


def quantities() -> st.SearchStrategy[Quantity]:
    return st.builds(bounded, numbers, numbers, st.sampled_from("<=>-"), units, st.booleans())


def bounded(first: Decimal, second: Decimal, kind: str, unit: str, is_about: bool) -> Quantity:
    low, high = sorted((first, second))
    bounds = {"<": (None, high), "=": (low, low), ">": (low, None), "-": (low, high)}[kind]
    return Quantity(*bounds, unit, is_about)


def ranges_of_days() -> st.SearchStrategy[Days]:
    starts = st.dates(date(2000, 1, 1), date(2030, 1, 1))
    return st.builds(lambda start, more: Days(start, start + timedelta(more)), starts, st.integers(0, 400))


@given(quantities(), quantities())
def test_it_does_not_matter_which_quantity_comes_first(a: Quantity, b: Quantity) -> None:
    assert compare(a, b).outcome == compare(b, a).outcome


@given(ranges_of_days(), ranges_of_days())
def test_it_does_not_matter_which_date_comes_first(a: Days, b: Days) -> None:
    assert compare(a, b).outcome == compare(b, a).outcome


@given(st.text(max_size=20), st.text(max_size=20))
def test_it_does_not_matter_which_place_comes_first(a: str, b: str) -> None:
    assert compare(a, b).outcome == compare(b, a).outcome


@given(quantities() | ranges_of_days())
def test_every_value_is_the_same_as_itself(value: Value) -> None:
    assert compare(value, value).outcome == SAME


@given(quantities(), st.sampled_from(["people", "guards"]))
def test_what_cannot_be_compared_always_says_why(a: Quantity, unit: str) -> None:
    comparison = compare(a, exactly("1", unit))
    assert comparison.reason or comparison.outcome == SAME
