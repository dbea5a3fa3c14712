"""Dates and times as outlets print them: absolute ones, and never a guess at day or month. Pure."""

import re
from datetime import date, time, timedelta
from typing import NamedTuple

import dateparser
from dateparser.data.languages_info import language_order
from django.utils.translation import gettext as _

from articles.reading.drafts import Unfit

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?\s{0,3},?\s{0,3})?"
_DATE = re.compile(
    rf"""(?<![\w/.-])(?:
        (?P<y0>\d{{4}})(?P<mark0>[-/.])(?P<m0>\d{{1,2}})(?P=mark0)(?P<d0>\d{{1,2}})(?=T\d|\b)
      | {_WEEKDAY}(?P<m1>{_MONTH})\s{{0,3}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?
        \s{{0,3}},?\s{{1,3}}(?P<y1>\d{{4}})\b
      | {_WEEKDAY}(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{{1,3}}(?:of\s{{1,3}})?
        (?P<m2>{_MONTH}),?[\s-]{{1,3}}(?P<y2>\d{{4}})\b
      | (?P<first>\d{{1,2}})(?P<mark3>[-/.])(?P<second>\d{{1,2}})(?P=mark3)(?P<y3>\d{{4}})\b
    )(?![/.-]?\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(
    r"""(?P<h>\d{1,2})(?:
        :(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?(?:\s{0,2}(?P<half>[ap])\.?m\b\.?)?
      | \.(?P<dot_m>\d{2})\s{0,2}(?P<dot_half>[ap])\.?m\b\.?
      | \s{0,2}(?P<bare_half>[ap])\.?m\b\.?
    )(?![\d:])
    (?:\s{0,2}(?:Z\b|[+-]\d{2}:?\d{2}\b|(?:UTC|GMT|CES?T|BST|E[SD]T|P[SD]T|IST|local\ time)\b))?""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = re.compile(r"T|\s{0,3}(?:,|at\b|[-–—|])?\s{0,3}", re.IGNORECASE)
_ISO = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")  # every month has these days
_YEAR = re.compile(r"\d{4}")
# The solar calendar of Iran and Afghanistan: ۲۵ اسفند ۱۳۹۹.
SOLAR_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_SOLAR_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)  # of a cycle of 33 years
_SOLAR = re.compile(rf"(?:\w+\s)?(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(SOLAR_MONTHS)})\s(?P<year>\d{{4}})")
_WRITTEN = {"PARSERS": ["absolute-time"], "STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"]}


class Found(NamedTuple):
    """A date in a line: where it stands, and what day it is, or why that is not known."""

    start: int
    end: int
    on: date | None
    at: time | None
    doubt: str


def find_date(line: str) -> Found | None:
    """The first date in a line, with the time after it. `on` is None where it can be read in two ways."""
    year = _YEAR.search(line)
    if not year:
        return None
    for match in _DATE.finditer(line, max(0, year.start() - 40)):
        on, doubt = _day(match)
        if on is None and not doubt:
            continue
        end = match.end()
        between = _BETWEEN.match(line, end)
        clock = between and _TIME.match(line, between.end())
        at = _clock(clock) if clock else None
        if clock and at is not None:
            end = clock.end()
        return Found(match.start(), end, on, at, doubt)
    return None


def parse_date(value: str, language: str = "") -> Found:
    """What a field says that holds a date and nothing else. Raises Unfit if it does not."""
    value = value.strip()
    if _ISO.fullmatch(value):
        return Found(0, len(value), date.fromisoformat(value), None, "")
    found = find_date(value)
    if found and not value[: found.start].strip() and not value[found.end :].strip(" .,)"):
        return found
    if found is None and (on := written_date(value, language)):
        return Found(0, len(value), on, None, "")
    raise Unfit(
        _("“%(value)s” is not a date with day, month and year, such as 2021-11-08") % {"value": value[:60]}
    )


def parse_time(value: str) -> time:
    """What a field says that holds a time of day and nothing else. Raises Unfit if it does not."""
    match = _TIME.fullmatch(value.strip())
    if match and (at := _clock(match)) is not None:
        return at
    raise Unfit(_("“%(value)s” is not a time of day, such as 12:27") % {"value": value[:60]})


def written_date(line: str, language: str) -> date | None:
    """The date that a short line in the given language is, with its month written out: ٨ نوفمبر ٢٠٢١."""
    if len(line) > 50 or language == "en" or language not in language_order or not _YEAR.search(line):
        return None  # English is read above, in a fraction of the time.
    if not any(character.isalpha() for character in line):
        return None  # Digits alone: the library would choose between day and month.
    if solar := _SOLAR.fullmatch(line):
        return _from_solar(int(solar["year"]), SOLAR_MONTHS.index(solar["month"]) + 1, int(solar["day"]))
    found = dateparser.parse(line, languages=[language], settings=_WRITTEN)
    return found.date() if found else None


def _day(match: re.Match[str]) -> tuple[date | None, str]:
    """The day that is meant, or the doubt; neither if there is no such day."""
    if match["y3"]:
        first, second, year = int(match["first"]), int(match["second"]), int(match["y3"])
        # With dots the day stands first, in whatever language.
        if match["mark3"] != "." and first != second and max(first, second) <= 12:
            doubt = _("“%(date)s” may be day or month first, so it is not taken for the date")
            return None, doubt % {"date": match[0]}
        day, month = (first, second) if second <= 12 else (second, first)
    elif match["y0"]:
        year, month, day = int(match["y0"]), int(match["m0"]), int(match["d0"])
    else:
        written = match["m1"] or match["m2"]
        month = _MONTHS[written.lower().rstrip(".")]
        year, day = int(match["y1"] or match["y2"]), int(match["d1"] or match["d2"])
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, ""


def _from_solar(year: int, month: int, day: int) -> date | None:
    """The day of the solar Hijri calendar as ours; None if there is no such day, or none of this age."""
    is_leap = year % 33 in _SOLAR_LEAPS
    longest = 31 if month <= 6 else 30 if month <= 11 or is_leap else 29
    if not (1 <= day <= longest and 1300 <= year <= 1500):
        return None
    leaps = sum(before % 33 in _SOLAR_LEAPS for before in range(1300, year))
    days = (year - 1300) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return date(1921, 3, 21) + timedelta(days=days)  # the first day of 1300


def _clock(match: re.Match[str]) -> time | None:
    hour, minute = int(match["h"]), int(match["m"] or match["dot_m"] or 0)
    half = (match["half"] or match["dot_half"] or match["bare_half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
