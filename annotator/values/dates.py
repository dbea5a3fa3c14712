"""Dates as articles state them, fixed by the day of publication: “Sunday”, “7 November”. Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from annotator.values.datewords import DateWords, unified, words_of
from annotator.values.kinds import Days, Precision
from annotator.values.numbers import number_at, tokens_of
from articles.reading.dates import SOLAR_MONTHS, written_date

# What makes a weekday without “last” or “next” one to come: news else tells of the past.
_TO_COME = re.compile(
    r"\b(?:will|shall|(?:is|are|plans?|wants?|intends?|hopes?|due|scheduled|supposed|expected|set) to|"
    r"would be|scheduled for|planned for|called .{0,30} for)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?؟…]\s|\n")
_ONE_DAY = timedelta(days=1)


class FoundDate(NamedTuple):
    """A date and where it stands, in code points. Without `days`, `reason` says why it can't be fixed."""

    start: int
    end: int
    days: Days | None
    reason: str = ""


def find_dates(text: str, published_on: date | None, language: str = "en") -> list[FoundDate]:
    """The dates in a text, in order, given the day on which it was published.

    A weekday is the last one up to that day, unless the sentence speaks of what will be; a day without a
    year is the nearest one. “Sunday night” lasts into Monday, a week is Monday to Sunday. A date that needs
    the day of publication where that is not known comes with the reason.
    """
    words = words_of(language)
    text = unified(text)
    found = []
    for match in words.pattern.finditer(text):
        if words.language == "en" and not _is_written_as_name(match):
            continue
        start = match.start(next((n for n in ("m7", "year") if match.groupdict().get(n)), 0))
        is_to_come = bool(_TO_COME.search(_sentence_before(text, start)))
        try:
            days, needs_more = _days(match, words, published_on, is_to_come)
        except (ValueError, OverflowError):
            continue  # There is no 31 February.
        if days is not None:
            found.append(FoundDate(start, match.end(), days))
        elif needs_more:
            reason = _("The article has no date of publication, so “%(words)s” can't be fixed.")
            found.append(FoundDate(start, match.end(), None, reason % {"words": match[0]}))
    return found


def _is_written_as_name(match: re.Match[str]) -> bool:
    """Whether the names of days and months have their capital: “may”, “march” and “sat” are other words."""
    groups = match.groupdict()
    return all(groups[name][0].isupper() for name in groups if groups[name] and re.fullmatch(r"[wm]\d", name))


def _sentence_before(text: str, at: int) -> str:
    before = text[max(0, at - 120) : at]
    ends = list(_SENTENCE_END.finditer(before))
    return before[ends[-1].end() :] if ends else before


def _days(
    match: re.Match[str], words: DateWords, published: date | None, is_to_come: bool
) -> tuple[Days | None, bool]:
    """What the match means; without that, whether the day of publication would have told."""
    group = match.groupdict()
    if group["iso"]:
        return Days.on(date.fromisoformat(group["iso"])), False
    if group.get("solar") or group.get("solarmonth"):
        return _solar(group, published)
    for n in "12":
        if group[f"m{n}"]:
            return _day_of_month(group, n, words, published)
    if group["m3"]:
        return _month(int(group["y3"]), words.months[group["m3"].lower()]), False
    if year := group.get("year"):
        return Days(date(int(year), 1, 1), date(int(year), 12, 31), Precision.YEAR), False
    is_number = not group.get("number") or _count(group["number"]) is not None
    if published is None or not is_number:
        return None, is_number
    return _from_publication(group, words, published, is_to_come), False


def _from_publication(
    group: dict[str, str | None], words: DateWords, published: date, is_to_come: bool
) -> Days | None:
    """What is counted from the day of publication."""
    if relative := group["relative"]:
        return _shifted(published, *words.relative[" ".join(relative.casefold().split())])
    if number := group.get("number"):
        count = _count(number)
        return None if count is None else _shifted(published, -count, str(group["unit"]).lower())
    if first := group.get("w4"):
        last = _weekday(words.weekdays[str(group["w5"]).casefold()], published, "", is_to_come)
        start = _weekday(words.weekdays[first.casefold()], last, "last", False)
        return Days(start, last)
    if weekday := group["w6"]:
        which = (group.get("which") or "").lower()
        day = _weekday(words.weekdays[" ".join(weekday.casefold().split())], published, which, is_to_come)
        return Days(day, day + _ONE_DAY if group.get("night") or group.get("nightof6") else day)
    month = words.months[str(group["m7"]).casefold()]
    before = str(group["before"]).lower()
    to_come = is_to_come or before == "next"
    year = published.year
    if to_come and month < published.month:
        year += 1
    if not to_come and (month > published.month or (month == published.month and before == "last")):
        year -= 1
    return _month(year, month)


def _day_of_month(
    group: dict[str, str | None], n: str, words: DateWords, published: date | None
) -> tuple[Days | None, bool]:
    month, number = words.months[str(group[f"m{n}"]).casefold()], int(group[f"d{n}"] or 0)
    weekday = group[f"w{n}"]
    if year := group[f"y{n}"]:
        day = date(int(year), month, number)
    elif published is None:
        date(2000, month, number)  # A leap year: what is no day there is none at all.
        return None, True
    else:
        wanted = words.weekdays[weekday.casefold()] if weekday else None
        day = _nearest(published, month, number, wanted)
    return Days(day, day + _ONE_DAY if group.get(f"nightof{n}") else day), False


def _nearest(published: date, month: int, number: int, weekday: int | None) -> date:
    """The day of this month and number that is nearest, of those on the weekday if there are any."""
    days = []
    for year in range(published.year - 1, published.year + 2):
        if number <= monthrange(year, month)[1]:
            days.append(date(year, month, number))
    fitting = [day for day in days if weekday is None or day.weekday() == weekday]
    if not days:
        raise ValueError("no such day in these years")
    return min(fitting or days, key=lambda day: abs(day - published))


def _weekday(weekday: int, published: date, which: str, is_to_come: bool) -> date:
    back = (published.weekday() - weekday) % 7
    if which in ("last", "past"):
        return published - timedelta(days=back or 7)
    if which in ("next", "following"):
        return published + timedelta(days=(7 - back) % 7 or 7)
    if which == "coming" or is_to_come:
        return published + timedelta(days=(7 - back) % 7)
    return published - timedelta(days=back)


def _shifted(published: date, number: int, unit: str) -> Days | None:
    """The day, week, month or year so many of them from the day of publication."""
    if unit == "day":
        return Days.on(published + timedelta(days=number))
    if unit == "night":
        evening = published + timedelta(days=number)
        return Days(evening, evening + _ONE_DAY)
    if unit == "week":
        monday = published + timedelta(days=7 * number - published.weekday())
        return Days(monday, monday + timedelta(days=6))
    if unit == "month":
        months = published.year * 12 + published.month - 1 + number
        return _month(months // 12, months % 12 + 1)
    return Days(date(published.year + number, 1, 1), date(published.year + number, 12, 31), Precision.YEAR)


def _month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH)


def _count(words: str) -> int | None:
    """How many days “two”, “a” or “a couple of” are; None for a word that is no number."""
    lower = words.casefold()
    if lower in ("a", "an", "one"):
        return 1
    tokens = tokens_of(lower)
    number = number_at(tokens, 0, "en")
    return int(number.value) if number and number.until == len(tokens) and not number.at_least else None


def _solar(group: dict[str, str | None], published: date | None) -> tuple[Days | None, bool]:
    """A day or a month of the solar Hijri calendar; the nearest one if no year is given."""
    name = str(group["solar"] or group["solarmonth"])
    year = group["y8"] or group["y9"]
    if year is None and published is None:
        return None, True
    years = [int(year)] if year else [published.year - 621 + n for n in (-1, 0, 1)] if published else []
    found = []
    for each in years:
        if group["solarmonth"]:
            after = SOLAR_MONTHS.index(name) + 1
            start = written_date(f"1 {name} {each}", "fa")
            end = written_date(f"1 {SOLAR_MONTHS[after % 12]} {each + after // 12}", "fa")
            if start and end:
                found.append(Days(start, end - _ONE_DAY, Precision.DAY))
        elif day := written_date(f"{int(group['d8'] or 0)} {name} {each}", "fa"):
            found.append(Days.on(day))
    if not found:
        return None, False
    return min(found, key=lambda days: abs(days.start - published) if published else timedelta()), False
