"""Fills a project's bank with many entities, and times what is looked up in it."""

import random
import time
from collections.abc import Iterator
from statistics import median, quantiles

from django.db import connection

from annotator.linking import candidates_for, look_up
from annotator.models import Entity, Label, Project, Span, Task, User
from annotator.models.entities import Entry

_ONSETS = [
    "k",
    "kh",
    "gh",
    "q",
    "m",
    "n",
    "r",
    "s",
    "sh",
    "t",
    "d",
    "dh",
    "z",
    "b",
    "f",
    "h",
    "l",
    "j",
    "y",
    "w",
]
_VOWELS = ["a", "i", "u", "e", "o", "aa", "ou"]
_GIVEN = [
    "Mohammed",
    "Ali",
    "Hassan",
    "Hussein",
    "Ahmad",
    "Fatima",
    "Zahra",
    "Mustafa",
    "Omar",
    "Maria",
    "Ana",
]
# Typed by a person on the way to a name: a letter, a beginning, two of them, a word of many, one of none.
TYPED = (
    "k",
    "mo",
    "moh",
    "kadhi",
    "ali kha",
    "moh al",
    "mohammed",
    "mohammed sha",
    "zzyzx",
    "al",
    "hassan q",
)


def fill_bank(label: Label, actor: User, entities: int = 50_000, seed: int = 1) -> int:
    """Store so many people with two aliases each; return how many spellings there are."""
    Entity.objects.load(label, _entries(entities, random.Random(seed)), actor=actor)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # As it does by itself within a minute.
            cursor.execute("ANALYZE")
    return 3 * entities


def _entries(number: int, chance: random.Random) -> Iterator[Entry]:
    for _ in range(number):
        family = _word(chance)
        given = chance.choice(_GIVEN) if chance.random() < 0.4 else _word(chance)
        yield Entry(f"{given} al-{family}", (f"{given[0]}. {family}", f"{given} {_word(chance)} {family}"))


def _word(chance: random.Random) -> str:
    syllables = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 4)))
    return "".join(syllables).capitalize()


def time_look_ups(project: Project, user: User, times: int = 5) -> dict[str, float]:
    """Return milliseconds of typed look-ups: the median, the 95th percentile, the slowest by median."""
    each: dict[str, list[float]] = {}
    for typed in TYPED:
        look_up(typed, project, user)  # The first one of a process warms it up.
        each[typed] = [_milliseconds(typed, project, user) for _ in range(times)]
    every = sorted(value for values in each.values() for value in values)
    slowest = max(each, key=lambda typed: median(each[typed]))
    return {
        "median": median(every),
        "p95": quantiles(every, n=20)[-1],
        f"slowest ({slowest})": median(each[slowest]),
    }


def time_candidates(spans: list[Span], task: Task, user: User) -> dict[str, float]:
    """Return milliseconds: the median and the worst of ranking the candidates of these spans."""
    taken = []
    for span in spans:
        start = time.perf_counter()
        candidates_for(span, task, user)
        taken.append(1000 * (time.perf_counter() - start))
    return {"median": median(taken), "worst": max(taken)}


def _milliseconds(typed: str, project: Project, user: User) -> float:
    start = time.perf_counter()
    look_up(typed, project, user)
    return 1000 * (time.perf_counter() - start)
