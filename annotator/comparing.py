"""A story of a project read for comparison: its articles, statements, placements and readings as records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from annotator.fragments import shown
from annotator.likeness import Claimed
from annotator.matrix import Column, Placed, Read
from annotator.models import (
    Assignment,
    Label,
    Placement,
    Project,
    Reading,
    Review,
    Role,
    Span,
    Statement,
    Task,
    User,
)
from annotator.models.entities import STANDING, STANDING_NAME
from annotator.models.spansets import SpanQuerySet
from annotator.values.kinds import Days, Quantity
from annotator.visibility import may_compare, may_review
from articles.models import Story

EVERYONE, GOLD = "everyone", "gold"
LONGEST_ID = 18  # digits: no database holds a greater number

# What is read of a claim: of its span, and of what it carries. A claimant is read through a merge.
_OF_SPAN = ("uid", "assignment", "start", "quote", "fragments", "label")
_CARRIED = (
    *("via", "quantity_low", "quantity_high", "quantity_unit", "quantity_about"),
    *("date_start", "date_end", "date_precision", "place"),
)
_CLAIMANT = (
    Coalesce("claim__claimant__merged_into", "claim__claimant"),
    Coalesce("claim__claimant__merged_into__name", "claim__claimant__name"),
)


# What a reviewer rejected in the version that it still has, or corrected into what is no claim.
_IS_REJECTED = ExpressionWrapper(
    Review.says_no_claim("claim__span__review__")
    & Q(claim__span__review__span_version=F("claim__span__version")),
    BooleanField(),
)


@dataclass(frozen=True)
class Layer:
    """One person's layer on an article, or gold, with the number of its spans."""

    pk: int
    uid: UUID
    article: int
    annotator_id: int | None
    name: str  # "" for gold
    state: str
    spans: int

    @property
    def state_name(self) -> str:
        return str(Assignment.State(self.state).label)


@dataclass(frozen=True)
class ArticleOf:
    """An article of the story, the hash of the text that is worked on, and its layers in view."""

    pk: int
    task: int
    title: str
    outlet: str
    published_on: date | None
    published_time: time | None
    language: str
    text: str
    layers: tuple[Layer, ...]

    @property
    def name(self) -> str:
        """What tells it from the other articles: its outlet, else its title."""
        return self.outlet or self.title

    @property
    def spans(self) -> int:
        return sum(layer.spans for layer in self.layers)


class Choice(NamedTuple):
    """A view that the person may choose."""

    value: str
    name: str


class Comparison:
    """What of a story is in view. `whose` is "everyone", "gold" or a person's id; "" is what one sees first.

    Analysts see their own layers, whatever they ask for: 404 for another one's.
    """

    def __init__(self, user: User, project: Project, story: Story, whose: str = "") -> None:
        self.user, self.project, self.story = user, project, story
        self.sees_all = may_review(project)
        self.own = str(user.pk)
        self.whose = whose or (EVERYONE if self.sees_all else self.own)
        is_id = self.whose.isdecimal() and len(self.whose) <= LONGEST_ID
        if self.whose not in (EVERYONE, GOLD, self.own) and not is_id:
            raise Http404
        if not self.sees_all and self.whose != self.own:
            raise Http404

    @property
    def owner(self) -> User | None:
        """Whose claims are placed and whose readings are marked here: the person, or nobody, for gold."""
        return None if self.whose == GOLD else self.user

    @property
    def owner_name(self) -> str:
        """As a layer has it: "" for gold."""
        return "" if self.owner is None else self.owner.get_username()

    @property
    def may_place(self) -> bool:
        return self.sees_all if self.owner is None else Role.ANNOTATOR in self.project.held

    @cached_property
    def all_layers(self) -> list[Layer]:
        """Those that the person could see."""
        found = [
            Layer(pk, uid, article, person, name or "", state, number or 0)
            for article, *_of_article, pk, uid, person, name, state, number in self._rows
            if pk is not None and may_compare(self.user, self.project, person)
        ]
        return sorted(found, key=lambda layer: (layer.annotator_id is None, layer.name, layer.pk))

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        """The columns of each article, then of a layer on it, of all that there are, in one query."""
        spans = Span.objects.filter(assignment=OuterRef("assignments")).order_by().values("assignment")
        tasks = Task.objects.filter(project=self.project, article__story=self.story)
        counted = tasks.annotate(number=Subquery(spans.annotate(all=Count("pk")).values("all")))
        article = ("title", "source__name", "published_on", "published_time", "language")
        layer = ("version__sha256", "pk", "uid", "annotator", "annotator__username", "state")
        return list(
            counted.order_by().values_list(
                *("article", "pk"),
                *(f"article__{name}" for name in article),
                *(f"assignments__{name}" for name in layer),
                "number",
            )
        )

    @cached_property
    def layers(self) -> dict[int, Layer]:
        """Those in view, by their ids."""
        return {layer.pk: layer for layer in self.all_layers if self._is_in_view(layer)}

    def _is_in_view(self, layer: Layer) -> bool:
        if self.whose == EVERYONE:
            return True
        return self.whose == (GOLD if layer.annotator_id is None else str(layer.annotator_id))

    @property
    def choices(self) -> list[Choice]:
        """The people whose layers there are to choose from."""
        people = {str(layer.annotator_id): layer.name for layer in self.all_layers if layer.annotator_id}
        return [Choice(value, name) for value, name in people.items()]

    @cached_property
    def articles(self) -> list[ArticleOf]:
        """By time; what has no date comes last."""
        layers: dict[int, list[Layer]] = defaultdict(list)
        for layer in self.layers.values():
            layers[layer.article].append(layer)
        found = {
            pk: ArticleOf(pk, task, title, outlet or "", day, hour, language, text or "", tuple(layers[pk]))
            for pk, task, title, outlet, day, hour, language, text, *_of_layer in self._rows
        }
        return sorted(
            found.values(),
            key=lambda one: (one.published_on or date.max, one.published_time or time.max, one.pk),
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [Column(one.pk, one.outlet, one.text) for one in self.articles]

    @property
    def _in_view(self) -> dict[str, object]:
        """The condition on assignments that leaves those in view."""
        if self.whose == EVERYONE:
            return {}
        return {"annotator": None if self.whose == GOLD else self.whose}

    def statements(self) -> list[Statement]:
        return list(Statement.objects.of_story(self.project, self.story))

    def placed(self, statements: Collection[int] | None = None) -> list[Placed]:
        """The claims in view under these statements, or under all of the story, rejected ones marked."""
        conditions = self._on_layer("claim__span__assignment", statements)
        of_span = (f"claim__span__{name}" for name in _OF_SPAN)
        rows = Placement.objects.filter(**conditions).order_by()
        carried = (f"claim__{name}" for name in _CARRIED)
        return [
            _record(str(uid), statement, stance, layer, claim, bool(is_rejected))
            for uid, statement, stance, *claim, is_rejected in rows.values_list(
                "uid", "statement", "stance", *of_span, *carried, *_CLAIMANT, _IS_REJECTED
            )
            if (layer := self.layers.get(claim[1]))
        ]

    @cached_property
    def all_placed(self) -> list[Placed]:
        return self.placed()

    def own_placed(self) -> list[Placed]:
        """The owner's claims that stand under statements, and nobody else's."""
        if self.whose in (EVERYONE, GOLD, self.own):
            return [one for one in self.all_placed if one.layer == self.owner_name]
        return Comparison(self.user, self.project, self.story, self.own).all_placed

    def read(self, statements: Collection[int] | None = None) -> list[Read]:
        """Who read which article for these statements, or for all, as far as in view."""
        readings = Reading.objects.filter(**self._on_layer("assignment", statements)).order_by()
        return [
            Read(statement, layer.article, layer.name)
            for statement, pk in readings.values_list("statement", "assignment")
            if (layer := self.layers.get(pk))
        ]

    def _on_layer(self, path: str, statements: Collection[int] | None) -> dict[str, Any]:
        conditions: dict[str, Any] = {"statement__project": self.project, "statement__story": self.story}
        if statements is not None:
            conditions = {"statement__in": statements}
        return conditions | {f"{path}__{name}": value for name, value in self._in_view.items()}

    def own_spans(self) -> SpanQuerySet:
        """The claim spans of the owner's layers in the story, in the order of the articles' texts."""
        return Span.objects.filter(
            assignment__annotator=self.owner,
            assignment__task__project=self.project,
            assignment__task__article__story=self.story,
            label__kind=Label.Kind.CLAIM,
        ).in_text_order()

    def unplaced(self, spans: SpanQuerySet | None = None) -> list[Placed]:
        """The owner's claims that stand under no statement yet, by article and place."""
        spans = self.own_spans() if spans is None else spans
        placed = Placement.objects.filter(claim__span=OuterRef("pk"))
        return self.claims(spans.filter(~Exists(placed)))

    def claims(self, spans: SpanQuerySet) -> list[Placed]:
        """Claims as records under no statement (0), in the order of the articles in view."""
        rows = spans.values_list(*_OF_SPAN, *(f"claim__{name}" for name in _CARRIED), *_CLAIMANT)
        order = {article.pk: number for number, article in enumerate(self.articles)}
        owner = None if self.owner is None else self.owner.pk
        mine = {layer.pk: layer for layer in self.all_layers if layer.annotator_id == owner}
        found = [_record("", 0, "", layer, claim) for claim in rows if (layer := mine.get(claim[1]))]
        return sorted(found, key=lambda one: (order[one.article], one.start, one.claim))

    def with_entities(self, claims: Iterable[Placed]) -> list[Claimed]:
        """The owner's claims with the entities that are linked within their words. Takes one query."""
        linked = self._linked
        found = []
        for claim in claims:
            within = {
                (pk, name)
                for start, pk, name in linked.get(claim.article, ())
                if claim.start <= start < claim.end
            }
            if claim.claimant_id is not None:
                within.add((claim.claimant_id, claim.claimant))
            found.append(Claimed(claim, tuple(sorted(within))))
        return found

    @cached_property
    def _linked(self) -> Mapping[int, list[tuple[int, int, str]]]:
        """Where the owner's spans link to which entities, by article."""
        spans = Span.objects.filter(
            assignment__annotator=self.owner,
            assignment__task__project=self.project,
            assignment__task__article__story=self.story,
            entity__isnull=False,
        )
        linked: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        rows = spans.order_by().values_list(
            "assignment__task__article",
            "start",
            STANDING,
            STANDING_NAME,
        )
        for article, start, pk, name in rows:
            linked[article].append((start, pk, name))
        return linked


def _record(
    uid: str, statement: int, stance: str, layer: Layer, claim: Sequence[Any], is_rejected: bool = False
) -> Placed:
    """A claim from its columns: those of _OF_SPAN, _CARRIED and _CLAIMANT."""
    (span, _, start, quote, fragments, label, via, low, high, unit, about, *days, place, by_id, by) = claim
    first, last, precision = days
    return Placed(
        uid=uid,
        statement=statement,
        article=layer.article,
        layer=layer.name,
        stance=stance,
        claim=str(span),
        words=shown(quote, start, fragments),
        start=start,
        end=start + len(quote),
        label=label,
        claimant_id=by_id,
        claimant=by or "",
        via=via or "",
        quantity=None if low is None and high is None else Quantity(low, high, unit, about),
        days=None if first is None else Days(first, last, precision),
        place=place or "",
        is_rejected=is_rejected,
    )
