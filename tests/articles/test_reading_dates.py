"""Absolute dates are read; nothing is chosen where there are two ways to read one."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading.dates import find_date, parse_date, parse_time, written_date
from articles.reading.drafts import Unfit

DAY = date(2021, 11, 8)


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("2021-11-08", None),
        ("2021/11/8", None),
        ("2021.11.08", None),
        ("٢٠٢١-١١-٠٨", None),
        ("2021-11-08T12:27:00Z", time(12, 27)),
        ("2021-11-08 12:27:59.123+03:30", time(12, 27)),
        ("Mon, 08 Nov 2021 12:27:00 GMT", time(12, 27)),
        ("November 8th, 2021", None),
        ("November 08 2021", None),
        ("8 November, 2021", None),
        ("the 8th of November 2021", None),
        ("8-Nov-2021", None),
        ("Monday , 8 NOVEMBER 2021", None),
        ("Nov. 8, 2021 3 p.m.", time(15)),
        ("Nov. 8, 2021 at 12.27pm", time(12, 27)),
        ("November 8, 2021 12:05 am", time(0, 5)),
        ("November 8, 2021, 3 people", None),
        ("November 8, 2021 25:61", None),
        ("November 8, 2021 13 pm", None),
    ],
)
def test_a_date_is_found(words: str, clock: time | None) -> None:
    found = find_date(f"seen {words}")
    assert found is not None
    assert (found.on, found.at, found.doubt) == (DAY, clock, "")


@pytest.mark.parametrize(
    "words",
    ["", "November 2021", "2021", "8 November", "31/31/2021", "2021-13-01", "31 June 2021", "Feb 30, 2021",
     "1.2021.11.08", "20211108", "v2021-11-08-1", "yesterday", "in 2021 8 of them"],
)  # fmt: skip
def test_what_is_no_date_is_not_found(words: str) -> None:
    assert find_date(words) is None


@pytest.mark.parametrize("words", ["08/11/2021", "8-11-2021"])
def test_day_and_month_are_not_guessed(words: str) -> None:
    found = parse_date(words)
    assert found.on is None
    assert words in found.doubt


@pytest.mark.parametrize("words", ["08.11.2021", "8.11.2021"])
@pytest.mark.parametrize("language", ["", "de", "en"])
def test_with_dots_the_day_stands_first(words: str, language: str) -> None:
    assert parse_date(words, language).on == date(2021, 11, 8)


@pytest.mark.parametrize("words", ["25/11/2021", "11/25/2021"])
def test_day_and_month_are_known_when_one_can_be_no_month(words: str) -> None:
    assert parse_date(words).on == date(2021, 11, 25)


@pytest.mark.parametrize("words", ["7/7/2021", "07.07.2021"])
def test_it_does_not_matter_which_is_first_when_they_are_equal(words: str) -> None:
    assert parse_date(words).on == date(2021, 7, 7)


@pytest.mark.parametrize(
    "words", ["someday", "2021", "on 2021-11-08 or so", "2021-02-31", "08:00", "1636372800"]
)
def test_a_field_that_is_no_date_is_said(words: str) -> None:
    with pytest.raises(Unfit, match="not a date"):
        parse_date(words)


def test_a_written_date_of_another_language_is_read_only_in_that_language() -> None:
    assert written_date("8 novembre 2021", "fr") == DAY
    assert written_date("8 novembre 2021", "") is None
    assert written_date("08/11/2021", "fr") is None
    assert parse_date("8 ноября 2021", "ru").on == DAY


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("دوشنبه ۲۵ اسفند ۱۳۹۹", date(2021, 3, 15)),
        ("۱ فروردین ۱۴۰۰", date(2021, 3, 21)),
        ("۳۰ اسفند ۱۳۹۹", date(2021, 3, 20)),
        ("۳۰ اسفند ۱۴۰۰", None),
        ("۳۱ مهر ۱۴۰۰", None),
        ("17 آبان 1400", date(2021, 11, 8)),
        ("۱۷ آبان ۲۴۰۰", None),
    ],
)
def test_the_solar_calendar_of_iran_is_read(words: str, day: date | None) -> None:
    assert written_date(words, "fa") == day


@pytest.mark.parametrize(
    ("words", "clock"), [("12:27", time(12, 27)), ("9 am", time(9)), ("12:27:30", time(12, 27))]
)
def test_a_time_is_read(words: str, clock: time) -> None:
    assert parse_time(words) == clock


@pytest.mark.parametrize("words", ["noon", "25:00", "1", "0 am", "13:00 pm"])
def test_what_is_no_time_is_said(words: str) -> None:
    with pytest.raises(Unfit, match="not a time"):
        parse_time(words)


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert parse_date(day.strftime(form)).on == day


@given(st.text(max_size=200))
def test_no_text_breaks_it(words: str) -> None:
    found = find_date(words)
    assert found is None or 0 <= found.start < found.end <= len(words)
