"""What goes into a dataset, and what stays out and why.

Unless asked for otherwise, these go in:

- the accepted assignments, each once; also one without spans: a text that was read is data too;
- of an annotator's layer, the spans that a reviewer accepted or did not look at; not the rejected, not the
  corrected ones. A review of an earlier version of a span is stale: the span counts as unreviewed;
- of an accepted gold layer, the corrections and the spans that were missed; they count as accepted. A
  correction stays out if its review stands no longer or its span is gone, or if it corrects work that is left
  out for its state. A gold layer with nothing left says nothing about its text and stays out.

What hangs on a span goes where the span goes. A placement is of a claim in an annotator's layer: where that
claim is left out, be it rejected or corrected, its placements are, too. The correction in gold carries only
what it was given itself. A placement also needs its article to be in the statement's story still. Relations
need both of their spans. What is lost so is counted (LOSSES).

Filters narrow this. Those of assignments (annotator, story, source, date, language) leave whole assignments
out; asking for annotators leaves out gold, which is nobody's. Those of spans (label, review) leave the
assignment in, with the spans that fit.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotator.models import Assignment, Placement, Relation, Review, Span

UNREVIEWED = "unreviewed"
REVIEWS = {
    Review.Decision.ACCEPTED.value: Review.Decision.ACCEPTED.label,
    UNREVIEWED: _("Not reviewed"),
    Review.Decision.REJECTED.value: Review.Decision.REJECTED.label,
    Review.Decision.CORRECTED.value: Review.Decision.CORRECTED.label,
}
IN = "in"
# In the order of a report. "state:…" and "review:…" are told apart further.
REASONS = {
    "annotator": _("Work of other annotators, and gold"),
    "story": _("Another story"),
    "source": _("Another source"),
    "date": _("Published at another time, or nobody knows when"),
    "language": _("Another language"),
    **{
        f"state:{state}": format_lazy(_("State: {state}"), state=label)
        for state, label in Assignment.State.choices
    },
    "gold_without_spans": _("Gold that has none of these spans"),
    "label": _("Other labels"),
    "review:accepted": _("Accepted in the review"),
    "review:unreviewed": _("Not reviewed"),
    "review:rejected": _("Rejected in the review"),
    "review:corrected": _("Corrected in the review: gold has it right"),
    "outdated_correction": _("Corrections of what was changed or deleted since"),
    "correction": _("Corrections of work that is left out"),
}
# What a dataset, or one of its formats, does not hold of the spans and articles that are in.
LOSSES = {
    "placements": _("Placements under statements, of claims that are left out"),
    "moved": _("Placements under statements of a story that the article is no longer in"),
    "relations": _("Relations, of spans that are left out"),
    "related": _("Relations between spans"),
    "claims_alone": _("Spans that are no claims"),
    "entities_alone": _("Spans that are no entities"),
    "unplaced": _("Claims that stand under no statement"),
    "unlinked": _("Entity spans that are linked to no entity"),
    "no_story": _("Annotated articles without a story"),
    "no_verdict": _("Statements without a verdict"),
    "conflicting": _("Statements with evidence for and against: not enough information"),
    "no_evidence": _("Placements that query or mention: no evidence"),
    "fragments": _("Spans of several stretches of text"),
    "repeated": _("Spans on the very place of another one of the same entity"),
    "crossing": _("Spans that cross another one of the same entity"),
}

# Of a placement: whether the claim's article is in the story of the statement, as it was when it was placed.
IS_OF_ITS_STORY = Q(statement__story=F("claim__span__assignment__task__article__story"))


class Rule(NamedTuple):
    """What holds for all that is in, and the reason that is counted where it does not hold."""

    reason: str
    holds: Q


class LeftOut(NamedTuple):
    """So many assignments with their spans; or, with no assignments, just spans of those that are in."""

    reason: str
    assignments: int
    spans: int

    def __str__(self) -> str:
        return str(REASONS[self.reason])


class Lost(NamedTuple):
    """So many of what a dataset does not hold."""

    what: str
    number: int

    def __str__(self) -> str:
        return str(LOSSES[self.what])


class Report(NamedTuple):
    """What is in; and everything else in the selection's scope, by the first reason that keeps it out."""

    assignments: int
    spans: int
    left_out: list[LeftOut]
    lost: list[Lost]

    def losing(self, more: Counter[str]) -> "Report":
        """The same, with what a format does not hold beside it."""
        numbers = Counter({each.what: each.number for each in self.lost}) + more
        return self._replace(lost=[Lost(what, numbers[what]) for what in LOSSES if numbers[what]])


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is asked for. `scope` is all that the person may see: what is outside of it is not even counted.

    States and reviews are those asked for; the other fields filter unless they are empty. Labels, annotators,
    stories and sources are primary keys; None among them, and "" among the languages, is “not known”.
    """

    scope: QuerySet[Assignment]
    states: Collection[str] = (Assignment.State.ACCEPTED,)
    reviews: Collection[str] = (Review.Decision.ACCEPTED, UNREVIEWED)
    labels: Collection[int] = ()
    annotators: Collection[int] = ()
    stories: Collection[int | None] = ()
    sources: Collection[int | None] = ()
    languages: Collection[str] = ()
    since: date | None = None
    until: date | None = None

    def as_json(self) -> dict[str, list[str]]:
        """What was asked for, to be remembered."""
        asked = {
            "states": self.states,
            "reviews": self.reviews,
            "labels": self.labels,
            "annotators": self.annotators,
            "stories": self.stories,
            "sources": self.sources,
            "languages": self.languages,
            "since": [self.since] if self.since else [],
            "until": [self.until] if self.until else [],
        }
        return {name: sorted(map(str, values)) for name, values in asked.items() if values}

    def assignments(self, using: str) -> QuerySet[Assignment]:
        """The assignments that are in, in no order."""
        return self.scope.using(using).order_by().filter(*_all_of(self._assignment_rules()))

    def spans(self, using: str) -> QuerySet[Any]:
        """The spans of these assignments in no order, each with a `reason`: IN, or what keeps it out."""
        layers = self.assignments(using).values("pk")
        reason = _reason(self._span_rules())
        return Span.objects.using(using).filter(assignment__in=layers).annotate(reason=reason)

    def spans_in(self, using: str) -> QuerySet[Span]:
        """The spans that are in, in no order."""
        layers = self.assignments(using).values("pk")
        return Span.objects.using(using).filter(*_all_of(self._span_rules()), assignment__in=layers)

    def relations_in(self, using: str) -> QuerySet[Relation]:
        """The relations of which both spans are in, in no order."""
        kept = self.spans_in(using).values("pk")
        return Relation.objects.using(using).filter(source__in=kept, target__in=kept)

    def report(self, using: str, counted: Counter[str] | None = None) -> Report:
        """Count what is in and what is out, in two queries; and in two more what is lost with it.

        `counted` are the numbers of `spans()` by reason, and of what is lost, where they are known already.
        """
        layers = self.scope.using(using).order_by().annotate(reason=_reason(self._assignment_rules()))
        own_spans = Span.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
        numbers = Subquery(own_spans.annotate(number=Count("pk")).values("number"))
        each = layers.annotate(number=Case(When(~Q(reason=IN), then=numbers), default=Value(0)))
        rows = each.values_list("reason").annotate(layers=Count("pk"), within=Coalesce(Sum("number"), 0))
        found = {reason: LeftOut(reason, assignments, spans) for reason, assignments, spans in rows}
        counted = self._counted(using) if counted is None else counted
        found |= {
            reason: LeftOut(reason, 0, number)
            for reason, number in counted.items()
            if reason in REASONS and number
        }
        return Report(
            found[IN].assignments if IN in found else 0,
            counted[IN],
            [found[reason] for reason in REASONS if reason in found],
            [Lost(what, counted[what]) for what in LOSSES if counted[what]],
        )

    def _counted(self, using: str) -> Counter[str]:
        """The numbers of the spans by reason, and of what hangs on those that are out."""
        layers = self.assignments(using).values("pk")
        kept = self.spans_in(using).values("pk")
        placements = Placement.objects.using(using).filter(claim__span__assignment__in=layers)
        placed = placements.aggregate(
            placements=Count("pk", filter=IS_OF_ITS_STORY & ~Q(claim__span__in=kept)),
            moved=Count("pk", filter=~IS_OF_ITS_STORY),
        )
        relations = Relation.objects.using(using).filter(assignment__in=layers)
        return Counter(
            {
                **dict(self.spans(using).values_list("reason").annotate(Count("pk"))),
                **placed,
                "relations": relations.exclude(source__in=kept, target__in=kept).count(),
            }
        )

    def _assignment_rules(self) -> list[Rule]:
        article = "task__article__"
        rules = []
        if self.annotators:
            rules.append(Rule("annotator", Q(annotator__in=self.annotators)))
        if self.stories:
            rules.append(Rule("story", _one_of(f"{article}story", self.stories)))
        if self.sources:
            rules.append(Rule("source", _one_of(f"{article}source", self.sources)))
        if self.since:
            rules.append(Rule("date", Q(task__article__published_on__gte=self.since)))
        if self.until:
            rules.append(Rule("date", Q(task__article__published_on__lte=self.until)))
        if self.languages:
            rules.append(Rule("language", Q(task__article__language__in=self.languages)))
        unasked = [state for state in Assignment.State.values if state not in self.states]
        return [*rules, *(Rule(f"state:{state}", ~Q(state=state)) for state in unasked), self._gold_rule()]

    def _gold_rule(self) -> Rule:
        kept = Span.objects.filter(*_all_of(self._span_rules()), assignment__kind=Assignment.Kind.GOLD)
        adds_something = Q(pk__in=kept.values("assignment"))
        return Rule("gold_without_spans", Q(kind=Assignment.Kind.ANNOTATOR) | adds_something)

    def _span_rules(self) -> list[Rule]:
        is_gold = Q(assignment__kind=Assignment.Kind.GOLD)
        is_current = Q(review__span_version=F("version"))
        means = {
            Review.Decision.ACCEPTED: is_gold | (is_current & Q(review__decision=Review.Decision.ACCEPTED)),
            UNREVIEWED: ~is_gold & ~is_current,
            Review.Decision.REJECTED: is_current & Q(review__decision=Review.Decision.REJECTED),
            Review.Decision.CORRECTED: is_current & Q(review__decision=Review.Decision.CORRECTED),
        }
        reviews_asked_for = [
            Rule(f"review:{name}", ~is_so) for name, is_so in means.items() if name not in self.reviews
        ]
        # Looked up in a list of the few that are corrected: joined to each span they would double the time.
        reviews = Review.objects.filter(correction__isnull=False)
        standing = reviews.current().filter(decision=Review.Decision.CORRECTED)
        asked_for = standing.filter(span__assignment__state__in=self.states)
        corrects_nothing = ~is_gold | ~Q(pk__in=reviews.values("correction"))
        return [
            *([Rule("label", Q(label__in=self.labels))] if self.labels else []),
            *reviews_asked_for,
            Rule("outdated_correction", corrects_nothing | Q(pk__in=standing.values("correction"))),
            Rule("correction", corrects_nothing | Q(pk__in=asked_for.values("correction"))),
        ]


def _all_of(rules: Iterable[Rule]) -> list[Q]:
    return [rule.holds for rule in rules]


def _reason(rules: Iterable[Rule]) -> Case:
    """The reason of the first rule that does not hold, or IN."""
    broken = (When(~rule.holds, then=Value(rule.reason)) for rule in rules)
    return Case(*broken, default=Value(IN), output_field=CharField())


def _one_of(lookup: str, values: Collection[int | None]) -> Q:
    known = Q((f"{lookup}__in", [value for value in values if value is not None]))
    return known | Q((lookup, None)) if None in values else known
