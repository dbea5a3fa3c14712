"""Whether what two claims say is the same: quantities, dates and places, side by side. Pure.

All of these take the values of `annotator.models.Claim`, as `kinds.py` holds them: `Quantity.of(claim)`
(quantity_low, quantity_high, quantity_unit, quantity_about), `Days.of(claim)` (date_start, date_end,
date_precision) and `claim.place`. None, and an empty place, is a value that the claim does not give.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from annotator.values.kinds import Days, Quantity
from annotator.values.units import MEASURES, canonical, is_people
from articles.text import fold

Value = Quantity | Days | str

ABOUT = Decimal("0.1")  # “about 40” may be a tenth less or more


class Outcome(StrEnum):
    """How two values stand to one another; DIFFERENT is what makes a row contested."""

    SAME = "same"
    COMPATIBLE = "compatible"  # Both can be true: “at least six” and “seven”, a day and its month.
    DIFFERENT = "different"
    NOT_COMPARABLE = "not_comparable"


class Compared(NamedTuple):
    """`reason` is a sentence for the person; never empty where the values can't be compared."""

    outcome: Outcome
    reason: str = ""


def compare(a: Value | None, b: Value | None) -> Compared:
    """Compare two values of one kind: Quantity with Quantity, Days with Days, a place (str) with a place.

    Raises TypeError for values of two kinds.
    """
    if a is None or b is None or a == "" or b == "":
        return _apart(_("One of them gives no value."))
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return compare_quantities(a, b)
    if isinstance(a, Days) and isinstance(b, Days):
        return compare_days(a, b)
    if isinstance(a, str) and isinstance(b, str):
        return compare_places(a, b)
    raise TypeError(f"{type(a).__name__} and {type(b).__name__} are not of one kind")


def compare_quantities(a: Quantity, b: Quantity) -> Compared:
    """Compare two quantities after bringing their units together: metres and kilometres, guards and people.

    A count without a unit (“seven were hurt”) is compared with any other count, not with a measure.
    """
    factor_a, factor_b, why = _common_unit(canonical(a.unit), canonical(b.unit))
    if why:
        return _apart(why)
    low_a, high_a = _scaled(a, factor_a)
    low_b, high_b = _scaled(b, factor_b)
    if (low_a, high_a, a.about) == (low_b, high_b, b.about):
        return Compared(Outcome.SAME)
    low_a, high_a = _widened(low_a, high_a, a.about)
    low_b, high_b = _widened(low_b, high_b, b.about)
    if _below(high_a, low_b) or _below(high_b, low_a):
        return Compared(Outcome.DIFFERENT, _("%(a)s against %(b)s.") % {"a": a, "b": b})
    return Compared(Outcome.COMPATIBLE, _("%(a)s and %(b)s can both be true.") % {"a": a, "b": b})


def compare_days(a: Days, b: Days) -> Compared:
    """Compare two dates as ranges of days: a day lies in its month, and Sunday night touches Monday."""
    if (a.start, a.end) == (b.start, b.end):
        return Compared(Outcome.SAME)
    if a.end < b.start or b.end < a.start:
        return Compared(Outcome.DIFFERENT, _("%(a)s against %(b)s.") % {"a": a, "b": b})
    return Compared(Outcome.COMPATIBLE, _("%(a)s and %(b)s overlap.") % {"a": a, "b": b})


def compare_places(a: str, b: str) -> Compared:
    """Compare two names of places: alike but for case and accents, or one naming the other more closely.

    Names that share nothing may still name one place, or a place and its town: they are not compared.
    """
    words_a, words_b = fold(a).split(), fold(b).split()
    if not words_a or not words_b:
        return _apart(_("One of them gives no value."))
    if words_a == words_b:
        return Compared(Outcome.SAME)
    names = {"a": a, "b": b}
    if set(words_a) <= set(words_b) or set(words_b) <= set(words_a):
        return Compared(Outcome.COMPATIBLE, _("“%(a)s” and “%(b)s” name it more or less closely.") % names)
    return _apart(_("“%(a)s” and “%(b)s” are two names: one may lie in the other.") % names)


def _apart(reason: str) -> Compared:
    return Compared(Outcome.NOT_COMPARABLE, reason)


def _common_unit(a: str, b: str) -> tuple[Decimal, Decimal, str]:
    """The factors that bring two canonical units to one, and otherwise why there is none."""
    one = Decimal(1)
    if a == b:
        return one, one, ""
    measure_a, measure_b = MEASURES.get(a), MEASURES.get(b)
    if measure_a and measure_b and measure_a.of == measure_b.of:
        return measure_a.factor, measure_b.factor, ""
    if not measure_a and not measure_b and (not a or not b or (is_people(a) and is_people(b))):
        return one, one, ""
    if not a or not b:
        return one, one, _("One is in %(unit)s, the other names no unit.") % {"unit": a or b}
    return one, one, _("The units differ: %(a)s and %(b)s.") % {"a": a, "b": b}


def _scaled(quantity: Quantity, factor: Decimal) -> tuple[Decimal | None, Decimal | None]:
    low, high = (number if number is None else number * factor for number in quantity[:2])
    return low, high


def _widened(low: Decimal | None, high: Decimal | None, about: bool) -> tuple[Decimal | None, Decimal | None]:
    """What “about” leaves open below and above."""
    if not about:
        return low, high
    return low if low is None else low - abs(low) * ABOUT, high if high is None else high + abs(high) * ABOUT


def _below(high: Decimal | None, low: Decimal | None) -> bool:
    """Whether a range that ends at `high` ends before one that begins at `low`; None is endless."""
    return high is not None and low is not None and high < low
