"""What a claim's own words, and then its sentence, say of its quantity and its date. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from annotator.attribution import sentence_at
from annotator.attribution.patterns import VERB
from annotator.values.dates import FoundDate, find_dates
from annotator.values.kinds import Days, Precision, Quantity
from annotator.values.quantities import FoundQuantity, find_quantities
from annotator.values.units import MEASURES

# “reported on Monday” is the day of the report, not of what it tells.
_REPORTED = re.compile(rf"(?<!\w)(?:{VERB})(?!\w)[^.,;:\n]{{0,25}}\Z")
_TIME = ("time", "calendar")


class ReadValues(NamedTuple):
    """The values proposed for a claim, with the words that they were read from; `undated` says why a date
    that is stated can't be fixed."""

    quantity: Quantity | None = None
    quantity_words: str = ""
    days: Days | None = None
    days_words: str = ""
    undated: str = ""


def read_values(
    text: str,
    start: int,
    end: int,
    published_on: date | None,
    language: str,
    ties: Iterable[tuple[int, int]] = (),
) -> ReadValues:
    """Read the claim that stands from start to end, without the `ties` between its fragments. Its quantity
    is in its own words; its date may stand elsewhere in its sentence, but then as a day, and not as the one
    on which somebody reported it."""
    skip = [(first - start, last - start) for first, last in ties]
    own_dates = [
        found
        for found in find_dates(text[start:end], published_on, language)
        if not any(found.start < last and first < found.end for first, last in skip)
    ]
    skip += [(found.start, found.end) for found in own_dates]
    quantity = _best(find_quantities(text[start:end], language, skip))
    dated = _date_of(text, start, end, own_dates, published_on, language)
    return ReadValues(
        quantity and quantity.quantity,
        text[start + quantity.start : start + quantity.end] if quantity else "",
        dated and dated.days,
        text[dated.start : dated.end] if dated else "",
        dated.reason if dated else "",
    )


def _best(found: list[FoundQuantity]) -> FoundQuantity | None:
    """The first quantity; one that says how long something takes only where there is no other."""
    counts = [one for one in found if not _is_time(one.quantity.unit)]
    return next(iter(counts or found), None)


def _is_time(unit: str) -> bool:
    return unit in MEASURES and MEASURES[unit].of in _TIME


def _date_of(
    text: str, start: int, end: int, own: list[FoundDate], published_on: date | None, language: str
) -> FoundDate | None:
    """The date in the claim's words, else the one nearest to them in its sentence; in the text's offsets."""
    if own:
        return own[0]._replace(start=own[0].start + start, end=own[0].end + start)
    first, last = sentence_at(text, start, end)
    around = [
        one._replace(start=one.start + first, end=one.end + first)
        for one in find_dates(text[first:last], published_on, language)
        if (one.days is None or one.days.precision == Precision.DAY)
        and not _REPORTED.search(text[first : first + one.start])
    ]
    return min(around, key=lambda one: max(start - one.end, one.start - end), default=None)
