"""Which statement a claim may belong under, which claims are alike, and how a statement may be worded. Pure.

A proposal always says why: the entities, the values and the words that are shared. What stands in most
claims of a story counts for little.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import log
from typing import NamedTuple

from annotator.matrix import Placed
from annotator.values.comparing import Outcome, Value, compare
from annotator.values.kinds import Quantity
from articles.text import fold

ENOUGH = 1.0  # A proposal that weighs less is left out.
_OF_A_CLAIM = 0.6  # A word that only a claim under a statement has weighs less than one of its wording.
_STEM = 5  # letters of a word that tell it: wounded, wounding
# Words that say nothing of what a sentence is about.
_IDLE_WORDS = (
    "one two three first last all more only still within some any other saw see seen made make "
    "the and for that this with from were was are has had have been being not but its his her their they "
    "who which what when where there than then into over under after before said says say told number date "
    "که این آن های برای است شده بود"
)
_IDLE = frozenset(_IDLE_WORDS.split())


class Claimed(NamedTuple):
    """A claim, and the entities (id, name) that are named in it or make it."""

    claim: Placed
    entities: tuple[tuple[int, str], ...] = ()


class Likeness(NamedTuple):
    """How alike two things are, and why: what they share. `units`: both count them."""

    weight: float
    entities: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Proposal(NamedTuple):
    """A statement for a claim."""

    statement: int
    why: Likeness


class _Profile(NamedTuple):
    stems: Mapping[str, float]
    entities: Mapping[int, str]
    values: tuple[Value, ...]


class Likenesses:
    """The wordings of a story's statements with the claims under them; proposals are made within it."""

    def __init__(self, wordings: Mapping[int, str], under: Mapping[int, Iterable[Claimed]]) -> None:
        own = {statement: list(under.get(statement, ())) for statement in wordings}
        self.profiles = {
            statement: _profile(wordings[statement], own[statement]) for statement in sorted(wordings)
        }
        self.by_stem: dict[str, set[int]] = defaultdict(set)
        self.by_entity: dict[int, set[int]] = defaultdict(set)
        self.by_value: dict[str, set[int]] = defaultdict(set)
        self.compare = cache(compare)  # Many claims give the same few values.
        for statement, profile in self.profiles.items():
            for stem in profile.stems:
                self.by_stem[stem].add(statement)
            for entity in profile.entities:
                self.by_entity[entity].add(statement)
            for value in profile.values:
                self.by_value[str(value)].add(statement)
        # What stands under very many statements leads to none of them.
        self.most = max(10, len(wordings) // 4)

    def proposals(self, claimed: Claimed, most: int = 6) -> list[Proposal]:
        """The statements the claim may belong under, the likeliest first."""
        profile = _profile("", [claimed])
        leads = [
            *(self.by_stem[stem] for stem in profile.stems if stem in self.by_stem),
            *(self.by_entity[entity] for entity in profile.entities if entity in self.by_entity),
            *(self.by_value[str(value)] for value in profile.values if str(value) in self.by_value),
        ]
        near = set().union(*(statements for statements in leads if len(statements) <= self.most))
        found = [Proposal(statement, self._likeness(statement, claimed, profile)) for statement in near]
        found = [proposal for proposal in found if proposal.why.weight >= ENOUGH]
        return sorted(found, key=lambda proposal: (-proposal.why.weight, proposal.statement))[:most]

    def claims_like(
        self, statement: int, others: Iterable[Claimed], most: int = 8
    ) -> list[tuple[Claimed, Likeness]]:
        """Those of the claims that may belong under a statement, the likeliest first."""
        found = [(other, self._likeness(statement, other, _profile("", [other]))) for other in others]
        found = [(other, why) for other, why in found if why.weight >= ENOUGH]
        return sorted(found, key=lambda pair: (-pair[1].weight, pair[0].claim.claim))[:most]

    def _likeness(self, statement: int, claimed: Claimed, profile: _Profile) -> Likeness:
        against = self.profiles[statement]
        everywhere = len(self.profiles)
        entities = sorted(set(profile.entities) & set(against.entities))
        shared = sorted(set(profile.stems) & set(against.stems))
        weight = sum(_rarity(len(self.by_entity[entity]), everywhere) for entity in entities)
        weight += sum(against.stems[stem] * _rarity(len(self.by_stem[stem]), everywhere) for stem in shared)
        values, units = self._alike(profile.values, against.values)
        weight += sum(0.3 if isinstance(value, str) else 1 for value in values) + 0.6 * bool(units)
        words = [word for word in _words(claimed.claim.words) if _stem(word) in shared]
        return Likeness(
            weight,
            tuple(profile.entities[entity] for entity in entities),
            tuple(map(str, values)),
            units,
            tuple(dict.fromkeys(words)),
        )

    def _alike(self, ones: Iterable[Value], others: Iterable[Value]) -> tuple[list[Value], tuple[str, ...]]:
        """The values of a claim that a statement has too, and the units of which it has another number."""
        same, units = {}, set()
        others = list(others)
        for one in ones:
            outcomes = {self.compare(one, other).outcome for other in others if type(one) is type(other)}
            if outcomes & {Outcome.SAME, Outcome.COMPATIBLE}:
                same[str(one)] = one
            elif Outcome.DIFFERENT in outcomes and isinstance(one, Quantity) and one.unit:
                units.add(one.unit)
        return list(same.values()), tuple(sorted(units))


def wording_of(claim: Placed) -> str:
    """Propose what a statement made of the claim may be called: “number of workers injured”.

    A count is named by its unit and what befell; anything else by the claim's own words.
    """
    if claim.quantity and claim.quantity.unit:
        befell = next(
            (result for start, result in _BEFELL if re.search(rf"\b(?:{start})", claim.words.casefold())), ""
        )
        return " ".join(filter(None, ["number of", claim.quantity.unit, befell]))
    words = " ".join(claim.words.split())
    return words if len(words) <= 120 else f"{words[:119].rsplit(' ', 1)[0]}…"


# What happens to people and things that news count, by how the word begins.
_BEFELL = (
    ("injur", "injured"),
    ("wound", "wounded"),
    (r"hurt\b", "hurt"),
    ("kill", "killed"),
    (r"dead\b|died|deaths", "killed"),
    ("missing", "missing"),
    ("arrest", "arrested"),
    ("detain", "detained"),
    ("rescue", "rescued"),
    ("shot down", "shot down"),
    ("displace", "displaced"),
    ("destroy", "destroyed"),
    ("damage", "damaged"),
    ("burn|on fire", "burnt"),
)


def _profile(wording: str, claims: Iterable[Claimed]) -> _Profile:
    claims = list(claims)
    stems = {_stem(word): _OF_A_CLAIM for claimed in claims for word in _words(claimed.claim.words)}
    stems |= {_stem(word): 1 for word in _words(wording)}
    entities = {entity: name for claimed in claims for entity, name in claimed.entities}
    values = {str(value): value for claimed in claims for value in claimed.claim.values}
    return _Profile(stems, entities, tuple(values[key] for key in sorted(values)))


def _words(text: str) -> list[str]:
    """The words that tell what a text is about, folded."""
    return [word for word in fold(text).split() if len(word) > 2 and word not in _IDLE]


def _stem(word: str) -> str:
    return word[:_STEM]


def _rarity(found: int, of: int) -> float:
    """1 for what stands under one statement, towards 0.2 for what stands under all."""
    return max(0.2, 1 - log(max(found, 1)) / log(of + 1))
