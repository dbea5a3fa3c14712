"""The words for days and months, language by language, and the pattern that finds dates by them. Pure.

The names are those that dateparser keeps for some two hundred languages.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from dateparser.data.languages_info import language_order
from dateparser.languages.loader import default_loader

from annotator.values.unspaced import UNSPACED
from articles.reading.dates import SOLAR_MONTHS

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_RELATIVE = re.compile(r"(?:in )?(\d) (day|week|month|year)( ago)?")
# Of one length, so that offsets stay: Arabic letters that Persian writes with a sign of its own, and ZWNJ.
_UNIFIED = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\N{ZERO WIDTH NON-JOINER}": " "})
# dateparser takes a Monday that is written apart for a Saturday.
_PERSIAN_WEEKDAYS = {
    "دوشنبه": 0, "دو شنبه": 0, "سه شنبه": 1, "سهشنبه": 1, "چهارشنبه": 2, "چهار شنبه": 2, "پنجشنبه": 3,
    "پنج شنبه": 3, "جمعه": 4, "شنبه": 5, "یکشنبه": 6, "یک شنبه": 6,
}  # fmt: skip
_MORE_RELATIVE = {
    "fa": {"دیشب": (-1, "night"), "امشب": (0, "night"), "پریروز": (-2, "day"), "هفته گذشته": (-1, "week"),
           "هفته پیش": (-1, "week"), "سال پیش": (-1, "year")},
    "ar": {"أمس": (-1, "day"), "امس": (-1, "day"), "غدا": (1, "day"), "العام الماضی": (-1, "year")},
    "en": {"tonight": (0, "night"), "last night": (-1, "night"), "this morning": (0, "day"),
           "this afternoon": (0, "day"), "this evening": (0, "day"), "the day before yesterday": (-2, "day")},
}  # fmt: skip

# What narrows a day down and belongs to the date; a night lasts into the next day.
_PART_OF_DAY = r"""(?:
      (?:the\s+)?(?:(?:very\s+)?early\s+hours|small\s+hours|morning|afternoon|evening|(?P<nightof{n}>night))
      \s+of(?:\s+the)?
    | (?:early|late)(?:\s+on)?
    | \d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\.?(?:\s+on)?
    | midnight\s+on
    )\s+"""
_DAY = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th|er|\.)?"


class DateWords(NamedTuple):
    """What a language calls days and months: weekdays from Monday 0, months from 1, and “yesterday” as
    (-1, "day"). `pattern` finds a date in text that went through `unified`."""

    language: str
    weekdays: dict[str, int]
    months: dict[str, int]
    relative: dict[str, tuple[int, str]]
    pattern: re.Pattern[str]


def unified(text: str) -> str:
    """The text with one sign a letter, and of the same length."""
    return text.translate(_UNIFIED)


@lru_cache(maxsize=32)
def words_of(language: str) -> DateWords:
    """The words of a language, by its BCP 47 tag; English for one that dateparser does not know."""
    language = language.partition("-")[0].lower()
    if language not in language_order:
        language = "en"
    if language in UNSPACED:
        own = UNSPACED[language]
        return DateWords(language, own.weekdays, own.months, own.relative, own.pattern)
    info = default_loader.get_locale(language).info
    weekdays = _names(info, _WEEKDAYS, 0, 3 if language == "en" else 4)
    months = _names(info, _MONTHS, 1, 2)
    if language == "fa":
        weekdays = _PERSIAN_WEEKDAYS
    relative: dict[str, tuple[int, str]] = {}
    for key, phrases in info.get("relative-type", {}).items():
        if match := _RELATIVE.fullmatch(key):
            number = int(match[1]) * (-1 if match[3] else 1)
            relative |= {_plain(phrase): (number, match[2]) for phrase in phrases if len(phrase) > 3}
    relative |= _MORE_RELATIVE.get(language, {})
    pattern = _pattern(language, weekdays, months, relative)
    return DateWords(language, weekdays, months, relative, pattern)


def _names(info: dict[str, list[str]], keys: tuple[str, ...], first: int, shortest: int) -> dict[str, int]:
    """Each name with its number; short forms of Latin letters that could be other words are left out."""
    return {
        _plain(name): number
        for number, key in enumerate(keys, start=first)
        for name in info.get(key, ())
        if len(name) >= (shortest if not name.isascii() or first == 1 else max(shortest, 3))
        and (first == 1 or shortest == 3 or len(name) > 4 or not name.isascii())
    }


def _plain(name: str) -> str:
    return unified(name.casefold())


def _any(names: Collection[str]) -> str:
    """A pattern for one of some names; of none, it matches nothing."""
    if not names:
        return "(?!)"
    words = sorted(names, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words) + r")(?!\w)"


def _pattern(
    language: str, weekdays: dict[str, int], months: dict[str, int], relative: dict[str, tuple[int, str]]
) -> re.Pattern[str]:
    weekday, month = _any(weekdays), _any(months)

    def part(n: int) -> str:
        return f"(?:{_PART_OF_DAY.format(n=n)})?" if language == "en" else ""

    of = r"(?:(?:of|de)\s+)?"
    kinds = [
        r"(?P<iso>(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-]))",
        rf"{part(1)}(?:(?P<w1>{weekday})\.?,?\s+)?(?:the\s+)?{_DAY.format(n=1)}\s+{of}(?P<m1>{month})"
        rf"(?:\.?,?\s+{of}(?P<y1>\d{{4}})(?!\d))?",
        rf"{part(2)}(?:(?P<w2>{weekday})\.?,?\s+)?(?P<m2>{month})\.?\s+{_DAY.format(n=2)}(?![\d:%]|[.,]\d)"
        r"(?:,?\s+(?P<y2>\d{4})(?!\d))?",
        rf"(?P<m3>{month})\.?,?\s+{of}(?P<y3>\d{{4}})(?!\d)",
        rf"(?P<relative>{_any(relative)})",
    ]
    if language == "en":
        kinds += [
            rf"from\s+(?P<w4>{weekday})\s+to\s+(?P<w5>{weekday})",
            rf"{part(6)}(?:(?P<which>last|next|this|past|coming|following)\s+)?(?P<w6>{weekday})"
            r"(?:\s+(?:morning|afternoon|evening|(?P<night>night)))?",
            r"(?P<number>\d{1,3}|[a-z]+(?:-[a-z]+)?|a\s+couple\s+of)\s+(?P<unit>day|week|month|year)s?\s+ago",
            rf"(?P<before>early|late|mid|in|since|by|until|of|last|this|during|from|next|before|after)[\s-]+"
            rf"(?P<m7>{month})(?!\s+\d)",
            r"(?:in|since|until|by|of|during|from|before|after|early|late)\s+(?P<year>(?:19|20)\d\d)(?![\d-])",
        ]
    else:
        kinds.append(rf"(?P<w6>{weekday})")
    if language == "fa":
        solar = "|".join(SOLAR_MONTHS)
        kinds.insert(
            1,
            rf"(?:(?P<w8>{weekday})\s+)?(?P<d8>\d{{1,2}})\s+(?P<solar>{solar})(?!\w)(?:\s+(?P<y8>\d{{4}})(?!\d))?",
        )
        kinds.append(
            rf"(?:در|تا|از|پایان|آغاز|اوایل|اواسط|اواخر)\s+(?P<solarmonth>{solar})(?!\w)(?:\s+(?P<y9>1[34]\d\d))?"
        )
    prefix = "[وفبل]?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){prefix}(?:{'|'.join(kinds)})", re.IGNORECASE | re.VERBOSE)
