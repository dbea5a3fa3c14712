"""What a claim's values are, apart from the database."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol, Self

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


class Precision(StrEnum):
    """How exactly a date is known; the values are those of `Claim.Precision`."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class HasValues(Protocol):
    """What is read of an `annotator.models.Claim` here."""

    quantity_low: Decimal | None
    quantity_high: Decimal | None
    quantity_unit: str
    quantity_about: bool
    date_start: date | None
    date_end: date | None
    date_precision: str
    place: str


class Quantity(NamedTuple):
    """A number with its unit: `low` to `high`, alike if it is exact, one of them None for “at least” or
    “at most”. `unit` is a plural noun, a unit of measure or a currency (“people”, “metres”, “dollars”)."""

    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    about: bool = False

    @classmethod
    def of(cls, claim: HasValues) -> "Quantity | None":
        """The quantity of a claim, if it has one."""
        if claim.quantity_low is None and claim.quantity_high is None:
            return None
        return cls(claim.quantity_low, claim.quantity_high, claim.quantity_unit, claim.quantity_about)

    @property
    def number(self) -> str:
        """Without its unit, as short as it goes: 6, ≥ 7, ≤ 20, 6–7, ~40."""
        about = "~" if self.about else ""
        if self.low is None:
            return f"≤ {about}{_shown(self.high)}"
        if self.high is None:
            return f"≥ {about}{_shown(self.low)}"
        if self.low == self.high:
            return f"{about}{_shown(self.low)}"
        return f"{about}{_shown(self.low)}–{_shown(self.high)}"

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


class Days(NamedTuple):
    """A date: the first and the last day that it may be, as exact as `precision` says."""

    start: date
    end: date
    precision: str = Precision.DAY

    @classmethod
    def of(cls, claim: HasValues) -> "Days | None":
        """The date of a claim, if it has one."""
        if claim.date_start is None or claim.date_end is None:
            return None
        return cls(claim.date_start, claim.date_end, claim.date_precision)

    @classmethod
    def on(cls, day: date) -> Self:
        return cls(day, day)

    def __str__(self) -> str:
        if self.precision == Precision.YEAR:
            first, last = str(self.start.year), str(self.end.year)
        elif self.precision == Precision.MONTH:
            first, last = (date_format(day, "F Y") for day in (self.start, self.end))
        else:
            first, last = (date_format(day, "D j M Y") for day in (self.start, self.end))
        if first == last:
            return first
        return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _shown(number: Decimal | None) -> str:
    """With the separators of the reader's language, and without idle zeros."""
    assert number is not None  # A quantity has at least one bound.
    return number_format(f"{number.normalize():f}", use_l10n=True, force_grouping=True)
