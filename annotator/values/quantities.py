"""Quantities as texts state them: a number, what hedges it, and what is counted or measured. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from annotator.values.counted import HURT, names_something, stands_for_itself, unit_at
from annotator.values.kinds import Quantity
from annotator.values.numbers import BEGINNINGS, Number, Token, number_at, tokens_of
from annotator.values.units import MEASURES, canonical


class FoundQuantity(NamedTuple):
    """A quantity and where it stands, in code points."""

    start: int
    end: int
    quantity: Quantity


class _Hedge(Enum):
    LEAST = auto()
    MORE = auto()
    MOST = auto()
    LESS = auto()
    ABOUT = auto()
    BETWEEN = auto()


_HEDGE_PHRASES = {
    _Hedge.LEAST: "≥|at least|no fewer than|no less than|not less than|not fewer than|a minimum of|as few as|"
    "دست‌کم|دست کم|حداقل|دستکم|على الأقل|ما لا يقل عن|لا يقل عن",
    _Hedge.MORE: ">|more than|over|above|upwards of|exceeding|exceed|exceeds|exceeded|in excess of|"
    "بیش از|بیشتر از|أكثر من|ما يزيد عن|ما يزيد على",
    _Hedge.MOST: "≤|at most|no more than|not more than|up to|a maximum of|as many as|as much as|"
    "حداکثر|نهایتا|على الأكثر|ما يصل إلى",
    _Hedge.LESS: "<|less than|fewer than|under|below|کمتر از|أقل من",
    _Hedge.ABOUT: "about|around|nearly|almost|some|roughly|approximately|an estimated|estimated|close to|"
    "circa|ca|just over|just under|~|≈|حدود|نزدیک به|تقریبا|تقریباً|قریب به|نحو|حوالي|قرابة|زهاء",
    _Hedge.BETWEEN: "between|from|بین|بين",
}
_HEDGES = {
    tuple(token.lower for token in tokens_of(phrase)): hedge
    for hedge, phrases in _HEDGE_PHRASES.items()
    for phrase in phrases.split("|")
}
_AFTER: dict[tuple[str, ...], _Hedge] = {
    ("or", "more"): _Hedge.LEAST,
    ("at", "least"): _Hedge.LEAST,
    ("على", "الأقل"): _Hedge.LEAST,
    ("or", "fewer"): _Hedge.MOST,
    ("or", "less"): _Hedge.MOST,
    ("at", "most"): _Hedge.MOST,
    ("or", "so"): _Hedge.ABOUT,
}
_TO = {"or", "to", "-", "–", "—", "یا", "تا", "أو", "إلى", "oder", "ou", "bis", "à", "o"}
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "₽": "roubles"}
_NOBODY = {("nobody",), ("no", "one"), ("none",), ("no-one",)}
_HARM = {"injuries", "casualties", "deaths", "fatalities", "victims"}
# Where none of these stands, and no digits, no quantity begins: most words need no second look.
_BEGINNINGS = BEGINNINGS.union(
    _CURRENCIES, ["no"], (first for first, *_ in _HEDGES), (first for first, *_ in _NOBODY)
)
_LATER_OR_EARLIER = {"after", "before", "ago", "earlier", "later", "پیش", "قبل"}


def find_quantities(
    text: str, language: str = "en", skip: Iterable[tuple[int, int]] = ()
) -> list[FoundQuantity]:
    """The quantities in a text, in order; what lies in one of the `skip` ranges (dates) is left out.

    “more than six” is at least seven; of a round number, “more than 20”, it is at least 20, since nobody
    means it to the unit. “nobody was hurt” is 0 people. What names or numbers something (Silo 4, 2019,
    3 a.m., the third) is no quantity.
    """
    tokens = tokens_of(text)
    taken = list(skip)
    language = language.partition("-")[0].lower() or "en"
    found = []
    at = 0
    while at < len(tokens):
        may_begin = tokens[at].is_digits or tokens[at].lower in _BEGINNINGS
        read = _quantity_at(tokens, at, language) if may_begin else None
        if read is None:
            at += 1
            continue
        quantity, until = read
        start, end = tokens[at].start, tokens[until - 1].end
        if any(start < last and end > first for first, last in taken):
            at += 1
            continue
        found.append(FoundQuantity(start, end, quantity))
        at = until
    return found


def _quantity_at(tokens: list[Token], at: int, language: str) -> tuple[Quantity, int] | None:
    """The quantity that begins, with its hedge, at a token, and the token behind it."""
    if nobody := _nobody_at(tokens, at):
        return nobody
    hedges, here = _hedges_at(tokens, at)
    currency = _CURRENCIES.get(tokens[here].lower, "") if here < len(tokens) else ""
    first = here + 1 if currency else here
    number = number_at(tokens, first, language, bool(currency)) if first < len(tokens) else None
    if number is None or names_something(tokens, first, number, bool(hedges)):
        return None
    last, after = _range_end(tokens, number, language, _Hedge.BETWEEN in hedges, bool(currency))
    if _Hedge.BETWEEN in hedges and last is None:
        return None  # “from seven outlets” is read from “seven” on.
    hedges, after = _hedges_behind(tokens, hedges, after)
    unit, until = (currency, after) if currency else unit_at(tokens, after, last or number, language)
    hedges, until = _hedges_behind(tokens, hedges, until)
    if not unit and not hedges and last is None and stands_for_itself(tokens, first, number):
        return None
    if unit in MEASURES and until < len(tokens) and tokens[until].lower in _LATER_OR_EARLIER:
        return None  # “two days after” says when, not how long.
    return _hedged(number, last, unit, hedges), until


def _nobody_at(tokens: list[Token], at: int) -> tuple[Quantity, int] | None:
    """“Nobody was hurt”, “no injuries”: a number too."""
    lowered = [token.lower for token in tokens[at : at + 6]]
    length = next((len(words) for words in _NOBODY if tuple(lowered[: len(words)]) == words), 0)
    if length and (hurt := next((n for n, word in enumerate(lowered) if word in HURT), 0)):
        return Quantity(Decimal(0), Decimal(0), "people"), at + hurt + 1
    if lowered[:1] == ["no"] and lowered[1:2] and canonical(lowered[1]) in _HARM:
        return Quantity(Decimal(0), Decimal(0), canonical(lowered[1])), at + 2
    return None


def _hedges_at(tokens: list[Token], at: int) -> tuple[frozenset[_Hedge], int]:
    """The hedges that begin at a token: one, or one and “about”."""
    hedges: set[_Hedge] = set()
    here = at
    for _time in range(2):
        for length in (4, 3, 2, 1):
            hedge = _HEDGES.get(tuple(token.lower for token in tokens[here : here + length]))
            if hedge and (not hedges or _Hedge.ABOUT in {*hedges, hedge}):
                hedges.add(hedge)
                here += length
                break
    return frozenset(hedges), here


def _hedges_behind(tokens: list[Token], hedges: frozenset[_Hedge], at: int) -> tuple[frozenset[_Hedge], int]:
    behind = _AFTER.get(tuple(token.lower for token in tokens[at : at + 2]))
    return (hedges | {behind}, at + 2) if behind else (hedges, at)


def _range_end(
    tokens: list[Token], number: Number, language: str, is_between: bool, is_money: bool
) -> tuple[Number | None, int]:
    """The second number of “six or seven”, and the token behind it."""
    at = number.until
    joints = _TO | ({"and", "و"} if is_between else set())
    if at + 1 >= len(tokens) or tokens[at].lower not in joints:
        return None, at
    second = at + 2 if tokens[at + 1].lower in _CURRENCIES else at + 1
    last = number_at(tokens, second, language, is_money) if second < len(tokens) else None
    if last is None or last.value <= number.value:
        return None, at
    return last, last.until


def _hedged(number: Number, last: Number | None, unit: str, hedges: frozenset[_Hedge]) -> Quantity:
    low: Decimal | None = number.value
    high: Decimal | None = (last or number).value
    if number.at_least or (last and last.at_least):
        high = None
    step = Decimal(0 if unit in MEASURES or number.value % 10 == 0 or number.value % 1 else 1)
    if _Hedge.LEAST in hedges:
        high = None
    elif _Hedge.MORE in hedges:
        low, high = number.value + step, None
    elif _Hedge.MOST in hedges:
        low = None
    elif _Hedge.LESS in hedges:
        low, high = None, (last or number).value - step
    return Quantity(low, high, unit, number.at_least or _Hedge.ABOUT in hedges)
