"""What each format can't hold of a selection, counted before it is written."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from annotator.datasets.formats import CLAIMS, ENTITIES, FORMATS, Format
from annotator.datasets.selection import IS_OF_ITS_STORY, LOSSES, Lost, Selection
from annotator.datasets.stories import statements_of
from annotator.models import Placement


class Limited(NamedTuple):
    """A format, the name it is asked for by, and what it leaves out of what is in."""

    key: str
    format: Format
    lost: list[Lost]


def limited(selection: Selection, using: str) -> list[Limited]:
    """All formats, with what each can't hold of a selection. Takes four queries.

    What is not told here shows only as it is written: repeated and crossing mentions, evidence that is none.
    """
    numbers = _numbers(selection, using)
    return [
        Limited(
            key, each, [Lost(what, number) for what in LOSSES if (number := _number(what, each, numbers))]
        )
        for key, each in FORMATS.items()
    ]


def _number(what: str, each: Format, numbers: Counter[str]) -> int:
    return numbers[what] if what in _cannot_hold(each) else 0


def _cannot_hold(each: Format) -> set[str]:
    alone: dict[tuple[str, ...], set[str]] = {
        CLAIMS: {"claims_alone"},
        ENTITIES: {"entities_alone", "unlinked"},
    }
    of_statements = {"unplaced", "no_story"} if each.kinds == CLAIMS and each.by_story else set()
    return set(each.leaves_out) | of_statements | alone.get(each.kinds, set())


def _numbers(selection: Selection, using: str) -> Counter[str]:
    layers = selection.assignments(using)
    is_claim, is_entity = Q(label__kind__in=CLAIMS), Q(label__kind__in=ENTITIES)
    is_placed = Exists(Placement.objects.filter(IS_OF_ITS_STORY, claim__span=OuterRef("pk")))
    spans = selection.spans_in(using).aggregate(
        claims_alone=Count("pk", filter=~is_claim),
        entities_alone=Count("pk", filter=~is_entity),
        unplaced=Count("pk", filter=is_claim & ~Q(is_placed)),
        unlinked=Count("pk", filter=is_entity & Q(entity=None)),
        fragments=Count("pk", filter=is_entity & Q(entity__isnull=False) & ~Q(fragments=[])),
    )
    no_story = layers.filter(task__article__story=None).count()
    no_verdict = statements_of(selection, using).filter(verdict="").count()
    related = selection.relations_in(using).count()
    return Counter({**spans, "related": related, "no_story": no_story, "no_verdict": no_verdict})
