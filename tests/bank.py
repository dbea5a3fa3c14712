"""Fills a project's bank with many entities, and names what is looked up in it."""

import random
from collections.abc import Iterator

from django.db import connection

from annotator.models import Entity, Label, User
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
