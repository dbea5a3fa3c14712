"""What goes into a dataset, and what stays out and why.

Unless asked for otherwise, these go in:

- the accepted assignments, each once; also one without spans: a text that was read is data too;
- of an annotator's layer, the spans that a reviewer accepted or did not look at; not the rejected, not the
  corrected ones. A review of an earlier version of a span is stale: the span counts as unreviewed;
- of an accepted gold layer, the corrections and the spans that were missed; they count as accepted. A
  correction stays out if it corrects work that is left out for its state, or if that review stands no longer.
  A gold layer with nothing left says nothing about its text and stays out.

Filters narrow this. Those of assignments (annotator, story, source, date, language) leave whole assignments
out; asking for annotators leaves out gold, which is nobody's. Those of spans (label, review) leave the
assignment in, with the spans that fit.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotator.models import Assignment, Review, Span

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
    "gold_without_spans": _("Gold with nothing to add"),
    "label": _("Other labels"),
    "review:accepted": _("Accepted in the review"),
    "review:unreviewed": _("Not reviewed"),
    "review:rejected": _("Rejected in the review"),
    "review:corrected": _("Corrected in the review: gold has it right"),
    "correction": _("Corrections of work that is left out"),
    "outdated_correction": _("Corrections of what has changed since"),
}


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


class Report(NamedTuple):
    """What is in; and everything else in the selection's scope, by the first reason that keeps it out."""

    assignments: int
    spans: int
    left_out: list[LeftOut]


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
        rules = [*self._assignment_rules(), self._gold_rule()]
        return self.scope.using(using).order_by().filter(*(rule.holds for rule in rules))

    def spans(self, using: str) -> QuerySet[Span]:
        """The spans that are in, in no order."""
        layers = self.scope.using(using).order_by().filter(*(rule.holds for rule in self._assignment_rules()))
        return self._kept_spans().using(using).filter(assignment__in=layers.values("pk"))

    def report(self, using: str) -> Report:
        """Count what is in and what is out, in two queries."""
        scope = self.scope.using(using).order_by()
        layers = _count_by_reason(scope, [*self._assignment_rules(), self._gold_rule()], state=F("state"))
        spans = _count_by_reason(
            Span.objects.using(using).filter(assignment__in=scope.values("pk")),
            [*self._assignment_rules("assignment__"), *self._span_rules()],
            state=F("assignment__state"),
            review=_review(),
        )
        left_out = [LeftOut(reason, layers[reason], spans[reason]) for reason in REASONS]
        return Report(layers[IN], spans[IN], [each for each in left_out if each.assignments or each.spans])

    def _assignment_rules(self, to: str = "") -> list[Rule]:
        """The rules of assignments; `to` leads from the model that is filtered to them."""
        article = f"{to}task__article__"
        rules = []
        if self.annotators:
            rules.append(Rule("annotator", Q((f"{to}annotator__in", self.annotators))))
        if self.stories:
            rules.append(Rule("story", _one_of(f"{article}story", self.stories)))
        if self.sources:
            rules.append(Rule("source", _one_of(f"{article}source", self.sources)))
        if self.since:
            rules.append(Rule("date", Q((f"{article}published_on__gte", self.since))))
        if self.until:
            rules.append(Rule("date", Q((f"{article}published_on__lte", self.until))))
        if self.languages:
            rules.append(Rule("language", Q((f"{article}language__in", self.languages))))
        return [*rules, Rule("state", Q((f"{to}state__in", self.states)))]

    def _gold_rule(self) -> Rule:
        spans = self._kept_spans().filter(assignment__kind=Assignment.Kind.GOLD)
        adds_something = Q(pk__in=spans.values("assignment"))
        return Rule("gold_without_spans", Q(kind=Assignment.Kind.ANNOTATOR) | adds_something)

    def _kept_spans(self) -> QuerySet[Span]:
        return Span.objects.filter(*(rule.holds for rule in self._span_rules()))

    def _span_rules(self) -> list[Rule]:
        is_gold = Q(assignment__kind=Assignment.Kind.GOLD)
        is_current = Q(review__span_version=F("version"))
        reviewed = is_current & Q(review__decision__in=[name for name in self.reviews if name != UNREVIEWED])
        review = reviewed | ~is_current if UNREVIEWED in self.reviews else reviewed
        review = is_gold | review if Review.Decision.ACCEPTED in self.reviews else ~is_gold & review
        corrects_nothing = ~is_gold | Q(derived_from=None)
        stands = Q(
            derived_from__review__decision=Review.Decision.CORRECTED,
            derived_from__review__span_version=F("derived_from__version"),
        )
        return [
            *([Rule("label", Q(label__in=self.labels))] if self.labels else []),
            Rule("review", review),
            Rule("correction", corrects_nothing | Q(derived_from__assignment__state__in=self.states)),
            Rule("outdated_correction", corrects_nothing | stands),
        ]


def _one_of(lookup: str, values: Collection[int | None]) -> Q:
    known = Q((f"{lookup}__in", [value for value in values if value is not None]))
    return known | Q((lookup, None)) if None in values else known


def _review() -> Case:
    """A span's review as it counts today."""
    return Case(
        When(assignment__kind=Assignment.Kind.GOLD, then=Value(Review.Decision.ACCEPTED)),
        When(review__span_version=F("version"), then=F("review__decision")),
        default=Value(UNREVIEWED),
        output_field=CharField(),
    )


def _count_by_reason(rows: QuerySet[Any], rules: list[Rule], **details: F | Case) -> Counter[str]:
    """Count the rows by the first rule that does not hold, or as IN.

    A reason that has a detail is told apart by it: the state that keeps an assignment out, not just "state".
    """
    first = Case(
        *(When(~rule.holds, then=Value(rule.reason)) for rule in rules),
        default=Value(IN),
        output_field=CharField(),
    )
    named = {f"_{name}": value for name, value in details.items()}
    counted = rows.annotate(_reason=first, **named).values("_reason", *named).annotate(_number=Count("pk"))
    numbers: Counter[str] = Counter()
    for row in counted.order_by():
        reason, detail = row["_reason"], row.get(f"_{row['_reason']}")
        numbers[f"{reason}:{detail}" if detail else reason] += row["_number"]
    return numbers
