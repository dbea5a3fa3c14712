"""Values as a person types them into a form, and as the form shows them back. Pure."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from annotator.values.dates import find_dates
from annotator.values.kinds import Days, Precision, Quantity
from annotator.values.quantities import find_quantities
from annotator.values.units import MEASURES, canonical

# In a text a lone number, or one that may be a year, is no quantity; here it is.
_BARE = re.compile(r"[0-9]{1,17}(?:\.[0-9]{1,6})?\Z|[0-9]{4}(?=\s)")
_UNIT = re.compile(r"[^\W\d_][\w\s.²³°/%’'-]{0,58}")
_BACKWARDS = re.compile(r"([\d.,]+)\s*(?:[-–—]|to)\s*([\d.,]+)")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_TO = re.compile(r"\s*(?:/|\bto\b|–|—|\s-\s)\s*")


class Unreadable(ValueError):
    """What was typed is no value; the message says what would be one."""


def write_quantity(quantity: Quantity) -> str:
    """As `typed_quantity` reads it back: ≥ 7 guards, 6-7, ~40 people."""
    low, high = quantity.low, quantity.high
    sign = "≥ " if high is None else "≤ " if low is None else ""
    about = "~" if quantity.about else ""
    bounds = [f"{bound.normalize():f}" for bound in dict.fromkeys((low, high)) if bound is not None]
    return f"{sign}{about}{'-'.join(bounds)} {quantity.unit}".strip()


def typed_quantity(words: str, language: str = "en") -> Quantity:
    """Read a field that holds a quantity and nothing else: 6, six people, ≥ 7, at least 20 guards, 6-7, ~40.

    What follows the number is the unit: any words where nothing there is known to be counted or measured.
    Raises Unreadable.
    """
    words = words.strip()
    found = find_quantities(words, language) or find_quantities(words, "en")
    quantity, rest = None, ""
    if found and found[0].start == 0:
        quantity, rest = found[0].quantity, words[found[0].end :].strip()
    elif bare := _BARE.match(words):
        number = Decimal(bare[0])
        quantity, rest = Quantity(number, number), words[bare.end() :].strip()
    if quantity and not rest:
        return quantity
    if quantity and not quantity.unit and _UNIT.fullmatch(rest):
        known = canonical(rest)
        return quantity._replace(unit=known if known in MEASURES or known == "people" else rest)
    if quantity and _is_first_word(quantity.unit, language):
        unit = f"{quantity.unit} {rest}"
        if _UNIT.fullmatch(unit):
            return quantity._replace(unit=unit)
    if not (quantity and quantity.low != quantity.high) and _BACKWARDS.match(words):
        text = _("“%(words)s” ends before it begins: write the smaller number first.")
        raise Unreadable(text % {"words": words})
    text = _("“%(words)s” is no quantity: write such as 7 guards, at least 20, 6-7 or about 40 people.")
    raise Unreadable(text % {"words": words})


def _is_first_word(unit: str, language: str) -> bool:
    """Whether it may be just a part of the unit: outside English one word is read, noun or not."""
    return language.partition("-")[0].lower() not in ("", "en") and unit not in MEASURES and unit != "people"


def write_days(days: Days) -> str:
    """As `typed_days` reads it back: 2021-11-07, 2021-11, 2021, 2021-11-06 to 2021-11-07."""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(days.precision), 10)
    first, last = (day.isoformat()[:length] for day in (days.start, days.end))
    return first if first == last else f"{first} to {last}"


def typed_days(words: str, published_on: date | None, language: str = "en") -> Days:
    """Read a field that holds a date and nothing else: 2021-11-07, 2021-11, Sunday, 7 November, a to b.

    Raises Unreadable.
    """
    words = words.strip()
    parts = _TO.split(words)
    read = [_one(part, published_on, language) for part in parts] if len(parts) <= 2 else [None]
    days = [one for one in read if one]
    if len(days) != len(read):
        whole = [found for tongue in (language, "en") for found in find_dates(words, published_on, tongue)]
        if any(found.reason for found in whole):
            raise Unreadable(whole[0].reason)
        text = _("“%(words)s” is no date: write such as 2021-11-07, 2021-11, Sunday or 6 to 7 November.")
        raise Unreadable(text % {"words": words})
    if days[-1].end < days[0].start:
        text = _("“%(words)s” ends before it begins: write the earlier day first.")
        raise Unreadable(text % {"words": words})
    precision = days[0].precision if days[0].precision == days[-1].precision else Precision.DAY
    return Days(days[0].start, days[-1].end, precision)


def _one(words: str, published_on: date | None, language: str) -> Days | None:
    """The date that some words are, with nothing before or behind it."""
    if match := _ISO.fullmatch(words):
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            start = date(year or 1, month or 1, day or 1)
        except ValueError:
            return None
        if day:
            return Days(start, start, Precision.DAY)
        if month:
            return Days(start, start.replace(day=monthrange(start.year, month)[1]), Precision.MONTH)
        return Days(start, date(start.year, 12, 31), Precision.YEAR)
    for tongue in (language, "en"):
        for found in find_dates(words, published_on, tongue):
            before, behind = words[: found.start].strip().lower(), words[found.end :].strip(" .")
            if found.days and before in ("", "on", "in", "since", "by", "at") and not behind:
                return found.days
    return None
