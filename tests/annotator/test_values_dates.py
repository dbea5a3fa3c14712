"""Dates are read from words and fixed by the day of publication; where that is not known, it is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.values.dates import find_dates

MONDAY = date(2021, 11, 8)
# What is read on Monday, 8 November 2021: first day, last day, and how exact.
CASES = {
    "on Sunday": "2021-11-07",
    "in the early hours of Sunday": "2021-11-07",
    "late on Sunday": "2021-11-07",
    "on Monday": "2021-11-08",
    "on Tuesday": "2021-11-02",
    "it will open on Thursday": "2021-11-11",
    "last Monday": "2021-11-01",
    "next Monday": "2021-11-15",
    "on Sunday night": "2021-11-07 2021-11-08",
    "on the night of 30 October": "2021-10-30 2021-10-31",
    "in the night from Friday to Saturday": "2021-11-05 2021-11-06",
    "by 3 a.m. on Monday": "2021-11-08",
    "7 November": "2021-11-07",
    "Nov. 7": "2021-11-07",
    "the early hours of 7 November": "2021-11-07",
    "Sunday, November 7": "2021-11-07",
    "November 7th, 2020": "2020-11-07",
    "7 November 2020": "2020-11-07",
    "2020-11-07": "2020-11-07",
    "30 December": "2021-12-30",
    "Friday, 1 January": "2021-01-01",
    "yesterday": "2021-11-07",
    "last night": "2021-11-07 2021-11-08",
    "today": "2021-11-08",
    "last week": "2021-11-01 2021-11-07",
    "two days ago": "2021-11-06",
    "a week ago": "2021-11-01 2021-11-07",
    "3 years ago": "2018-01-01 2018-12-31 year",
    "last month": "2021-10-01 2021-10-31 month",
    "in September": "2021-09-01 2021-09-30 month",
    "in December": "2020-12-01 2020-12-31 month",
    "September 2019": "2019-09-01 2019-09-30 month",
    "since 2019": "2019-01-01 2019-12-31 year",
    "(fa) یکشنبه": "2021-11-07",
    "(fa) سه‌شنبه": "2021-11-02",
    "(fa) دیروز": "2021-11-07",
    "(fa) ۱۶ آبان": "2021-11-07",
    "(fa) یکشنبه ۱۶ آبان ۱۴۰۰": "2021-11-07",
    "(fa) پایان فروردین": "2022-03-21 2022-04-20",
    "(ar) الأحد": "2021-11-07",
    "(ar) أمس": "2021-11-07",
    "(ar) 7 نوفمبر": "2021-11-07",
    "(de) am Sonntag": "2021-11-07",
    "(de) 7. November": "2021-11-07",
    "(fr) dimanche 7 novembre": "2021-11-07",
    "(ru) вчера": "2021-11-07",
    "(zh) 在港口，2021-11-07。": "2021-11-07",
    "(zh) 港口星期日发生爆炸": "2021-11-07",
    "(zh) 周三，六人受伤": "2021-11-03",
    "(zh) 爆炸发生在11月7日（星期日）": "2021-11-07",
    "(zh) 在2021年9月投票": "2021-09-01 2021-09-30 month",
    "(zh) 他昨天说": "2021-11-07",
    "(zh) 港口在上周三关闭": None,
    "(zh) 他们一周五天工作": None,
    "(ja) 港で日曜日に六人が負傷した。": "2021-11-07",
    "(ja) 2021年11月7日の朝": "2021-11-07",
    "(ja) 先週の日曜日に投票": None,
    "(ko) 항구에서 일요일에 폭발": "2021-11-07",
    "(ko) 지난 11월 7일 밤": "2021-11-07",
    "(ko) 매주 일요일에": None,
    "(zh) 11月31日": None,
    "(ja) 港で六人が負傷した。": None,
    "(ko) 항구에서.": None,
    "it may sun and march": None,
    "31 February": None,
    "99 November": None,
    "years ago": None,
}


@pytest.mark.parametrize(("words", "read"), CASES.items(), ids=CASES)
def test_the_first_date_of_some_words(words: str, read: str | None) -> None:
    language = words[1:3] if words.startswith("(") else "en"
    found = find_dates(words.partition(") ")[2] or words, MONDAY, language)
    if read is None:
        assert found == []
        return
    start, end, precision = [*read.split(), *[""] * 2][:3]
    assert found[0].days == (date.fromisoformat(start), date.fromisoformat(end or start), precision or "day")


@pytest.mark.parametrize("words", ["on Sunday", "7 November", "last week", "two days ago", "in September"])
def test_without_a_day_of_publication_the_reason_is_said(words: str) -> None:
    [found] = find_dates(words, None)
    assert found.days is None
    assert words[found.start : found.end] in found.reason
    assert "no date of publication" in found.reason


@pytest.mark.parametrize("words", ["7 November 2021", "2021-11-07", "since 2019", "September 2019"])
def test_a_date_that_is_whole_needs_no_day_of_publication(words: str) -> None:
    assert find_dates(words, None)[0].days == find_dates(words, MONDAY)[0].days is not None


def test_the_words_that_narrow_a_date_belong_to_it() -> None:
    text = "It came late on Sunday, November 7, after the vote in September."
    assert [text[found.start : found.end] for found in find_dates(text, MONDAY)] == [
        "late on Sunday, November 7",
        "September",
    ]


WORDS = """
    on in last next the early hours of night from to Sunday Monday 7 30 31 February November 2021 2021-11-07
    years days ago two a yesterday week will say . , – فروردین ۱۶ آبان ۱۴۰۰ یکشنبه الأحد 7. dimanche 日
    周三 2021年 11月 7日 昨日
"""


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join) | st.text(max_size=200),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["en", "fa", "ar", "de", "fr", "zh", "ja", "ko", "tl", "", "xx"]),
)
def test_any_text_is_read_into_dates_in_order(text: str, published: date | None, language: str) -> None:
    behind = 0
    for start, end, days, reason in find_dates(text, published, language):
        assert behind <= start < end <= len(text)
        behind = end
        assert bool(reason) == (days is None)
        assert days is None or days.start <= days.end


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_the_day_of_publication(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    [found] = find_dates(f"on {day:%A}", published)
    assert found.days is not None
    assert found.days.start == found.days.end == day


@given(st.dates(date(1900, 1, 1), date(2099, 1, 1)), st.integers(-150, 150))
def test_a_day_without_a_year_is_the_nearest_one(published: date, away: int) -> None:
    day = published + timedelta(days=away)
    [found] = find_dates(f"on {day.day} {day:%B} they met", published)
    assert found.days is not None
    assert found.days.start == day or (day.month, day.day) == (2, 29)
