"""Where things stand on a picture of time: what was said when, and what is said to have happened when. Pure.

The axis keeps the order of time and shortens long gaps: a report of a night and one of a year stand on one
picture and both can be seen. So it is not to scale, and says which moments it shows.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import log1p
from typing import NamedTuple

WIDTH = 960
GUTTER = 230  # for the names on the left
LINE = 26
HEAD = 34  # for the axis
LEAST = 10  # the width of a moment
TICK = 92  # room for the words of a day
HOUR = 46  # and for those of an hour of the same day


class Moment(NamedTuple):
    """Something on the picture: from `start` to before `end`, alike for a point in time."""

    start: datetime
    end: datetime
    name: str  # who says it
    words: str
    article: int


class Line(NamedTuple):
    """Moments under one heading ("" for none)."""

    heading: str
    moments: Sequence[Moment]
    is_contested: bool = False
    anchor: int = 0  # the statement


class Bar(NamedTuple):
    """A moment as it is drawn."""

    x: int
    y: int
    width: int
    is_point: bool
    moment: Moment


class Heading(NamedTuple):
    y: int
    line: Line


class Tick(NamedTuple):
    """A moment on the axis; the day is said where it is another one than before."""

    x: int
    at: datetime
    is_new_day: bool


class Picture(NamedTuple):
    """All in the units of its own `width` and `height`."""

    height: int
    ticks: tuple[Tick, ...]
    headings: tuple[Heading, ...]
    bars: tuple[Bar, ...]
    width: int = WIDTH
    gutter: int = GUTTER
    head: int = HEAD


def days(start: date, end: date) -> tuple[datetime, datetime]:
    """The moments at which a range of days begins and is over; no moment follows the last day of all."""
    last = min(end, date.max - timedelta(days=1))
    return datetime.combine(start, time.min), datetime.combine(last, time.min) + timedelta(days=1)


def picture(lines: Iterable[Line]) -> Picture | None:
    """Lay lines out below one another, each moment on a row of its own; None if there is nothing to show."""
    lines = [line for line in lines if line.moments]
    if not lines:
        return None
    places = _places({edge for line in lines for moment in line.moments for edge in moment[:2]})
    headings, bars, y = [], [], HEAD
    for line in lines:
        if line.heading:
            headings.append(Heading(y + LINE // 2, line))
            y += LINE
        for moment in sorted(line.moments):
            x, end = places[moment.start], places[moment.end]
            is_point = moment.start == moment.end
            bars.append(Bar(x, y + LINE // 2, max(end - x, LEAST), is_point, moment))
            y += LINE
    return Picture(y + LINE // 2, _ticks(places), tuple(headings), tuple(bars))


def _places(edges: set[datetime]) -> dict[datetime, int]:
    """Where each moment stands: in order, with a gap twice as long drawn a little wider."""
    ordered = sorted(edges)
    gaps = [log1p((after - before).total_seconds() / 3600) for before, after in pairwise(ordered)]
    room = WIDTH - GUTTER - LEAST * 2
    scale = room / sum(gaps) if gaps else 0
    places, x = {ordered[0]: GUTTER + LEAST}, float(GUTTER + LEAST)
    for moment, gap in zip(ordered[1:], gaps, strict=True):
        x += gap * scale
        places[moment] = round(x)
    return places


def _ticks(places: dict[datetime, int]) -> tuple[Tick, ...]:
    """The moments that have room for their words."""
    ticks: list[Tick] = []
    for moment, x in sorted(places.items()):
        is_new_day = not ticks or moment.date() != ticks[-1].at.date()
        room = TICK if is_new_day or ticks[-1].is_new_day else HOUR
        if (not ticks or x - ticks[-1].x >= room) and x <= WIDTH - TICK // 2:
            ticks.append(Tick(x, moment, is_new_day))
    return tuple(ticks)
