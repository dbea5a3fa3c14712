"""Linking on the five real articles: one mention of each person is linked, who is thought to be the others?

The names are those that the articles use; where they stand is found by regular expressions at test time.
"""

import re
from collections import defaultdict
from itertools import chain
from typing import NamedTuple

import pytest

from annotator.linking import candidates_for
from annotator.models import Assignment, Entity, Label, Project, Role, Span, Task, User
from tests.bank import fill_bank
from tests.conftest import SEEDS
from tests.factory import make_assignment, make_task

# The longest form that stands at a place is the mention.
PEOPLE = {
    "Qaani": r"(?:(?:Brig\. Gen\. |General )?(?:Esmail|Ismail) |General )?(?:Qaani|Ghaani|Ghani)",
    "Kadhimi": r"(?:Mustafa )?(?:[Aa]l-)?Kadhimi",
    "Khazali": r"Qais (?:[Aa]l-)?Khazali",
    "Sadr": r"(?:[Aa]l-)?Sadr",
    "Salih": r"Barham Salih",
    "Ameri": r"Hadi Ameri",
    "Soleimani": r"Qassem Soleimani",
    "Muhandis": r"Abu Mahdi [Aa]l-Muhandis",
    "Taleblu": r"(?:Behnam )?Ben Taleblu",
    "Khamenei": r"Khamenei",
    "Al-Shamari": r"Mahmoud Al-Shamari",
}


class Place(NamedTuple):
    """A mention of a person in an article, given by the number of its file."""

    person: str
    article: int
    start: int
    end: int


@pytest.fixture
def texts() -> list[str]:
    paths = sorted(SEEDS.glob("*.txt"))
    if not paths:
        pytest.skip(f"{SEEDS} is not on this machine: the real articles are not part of the repository")
    assert len(paths) == 5
    return [path.read_text(encoding="utf-8") for path in paths]


@pytest.fixture
def places(texts: list[str]) -> dict[str, list[Place]]:
    """Every mention of everybody, by person."""
    found = defaultdict(list)
    for article, text in enumerate(texts):
        for person, form in PEOPLE.items():
            for match in re.finditer(rf"(?<!\w){form}(?!\w)", text):
                found[person].append(Place(person, article, *match.span()))
    assert found.keys() == PEOPLE.keys()
    return found


def test_the_right_person_stands_first_for_nine_of_ten_other_mentions(
    texts: list[str], places: dict[str, list[Place]], project: Project, person: Label, alice: User
) -> None:
    """Whichever mention of each person is the one that is linked, everybody's at the same time."""
    project.held = frozenset({Role.ANNOTATOR})
    tasks = [make_task(project, text, story="Visit", title=f"Seed {n}") for n, text in enumerate(texts)]
    layers = [make_assignment(task, alice, Assignment.State.IN_PROGRESS) for task in tasks]
    for task in tasks:
        task.project = project
    spans = {
        place: Span.make(layers[place.article], person, place.start, place.end, actor=alice)
        for place in chain.from_iterable(places.values())
    }
    # Others of the bank whose names may sound alike.
    fill_bank(person, alice, entities=2_000)
    asked = right = 0
    wrong: set[tuple[str, str]] = set()
    worst = 1.0
    for turn in range(max(map(len, places.values()))):
        linked = {name: there[turn % len(there)] for name, there in places.items()}
        entities = link(linked, spans, person, alice)
        asked_now = right_now = 0
        for place, span in spans.items():
            if place.article == linked[place.person].article:
                continue
            asked_now += 1
            first = first_choice(span, tasks[place.article], alice)
            right_now += first == entities[place.person]
            if first != entities[place.person]:
                wrong.add((texts[place.article][place.start : place.end], first.name if first else "nobody"))
        Span.objects.update(entity=None)
        Entity.objects.filter(pk__in=[entity.pk for entity in entities.values()]).delete()
        asked, right = asked + asked_now, right + right_now
        worst = min(worst, right_now / asked_now)
    assert asked > 500
    assert right / asked >= 0.9, f"{right} of {asked}; wrong: {sorted(wrong)}"
    assert worst >= 0.9, f"{worst:.0%} of one round; wrong: {sorted(wrong)}"


def link(linked: dict[str, Place], spans: dict[Place, Span], label: Label, actor: User) -> dict[str, Entity]:
    """Make an entity of each of these mentions, as “new entity” does, and link it."""
    entities = {}
    for name, place in linked.items():
        span = spans[place]
        entities[name] = Entity.make(label, span.quote, actor=actor)
        Span.objects.filter(pk=span.pk).update(entity=entities[name])
    return entities


def first_choice(span: Span, task: Task, user: User) -> Entity | None:
    choices = candidates_for(span, task, user)
    return choices[0].entity if choices else None
