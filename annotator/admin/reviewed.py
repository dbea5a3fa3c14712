"""A layer as a reviewer reads it: the annotator's spans with the decisions on them, and gold beside them.

Read with the same number of queries whatever it holds.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.fragments import shown
from annotator.models import Assignment, Label, Relation, Review, Span
from annotator.segments import DrawnSpan
from annotator.views.claimfields import told
from annotator.views.layers import Layer, labels_of
from articles.text import Paragraph

GOLD = "gold"


@dataclass
class Entry:
    """A line of the list: an annotator's span with its review, or a span of gold that stands by itself.

    Such a one was missed; or it `is_left`: the annotator has deleted what it corrects.
    """

    span: Span
    review: Review | None
    is_missed: bool = False
    is_left: bool = False
    relations: list[Relation] = field(default_factory=list)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What the span says beyond its words, each by its name: a decision is about all of it."""
        said = [(_("Entity"), self.span.entity.standing.name)] if self.span.entity else []
        if (claim := self.span.claim_or_none) is not None:
            said += told(claim).items()
        return said + [(f"{one.label} →", shown_words(one.target)) for one in self.relations]

    @property
    def is_gold(self) -> bool:
        return self.is_missed or self.is_left

    @property
    def is_current(self) -> bool:
        return self.review is not None and self.review.span_version == self.span.version

    @property
    def is_stale(self) -> bool:
        """Whether the annotator has changed the span since the decision on it."""
        return self.review is not None and not self.is_current

    @property
    def stale(self) -> str:
        """Why a decision counts no longer; empty while it does."""
        if self.review is None or not self.is_stale:
            return ""
        return _("%(decision)s before the annotator changed it: decide again.") % {
            "decision": self.review.get_decision_display()
        }

    @property
    def decision(self) -> str:
        """The decision that stands, or an empty string."""
        return self.review.decision if self.review is not None and self.is_current else ""


@dataclass
class Choice:
    """What the form shows of the chosen entry; borders and label are those of its correction, if any."""

    entry: Entry
    name: str
    start: int
    end: int
    label: int | None
    proposed: str

    @property
    def words(self) -> str:
        return shown_words(self.entry.span)

    @property
    def stamp(self) -> str:
        """What the form sends back to say which decision it saw."""
        return self.entry.review.stamp if self.entry.review else ""

    @property
    def comment(self) -> str:
        return self.entry.review.comment if self.entry.review else ""


@dataclass
class Reviewed:
    """What the review page shows of an assignment."""

    assignment: Assignment
    labels: dict[int, Label]
    entries: list[Entry]
    corrections: list[Span]
    nothing_here: Review | None

    @property
    def language(self) -> str:
        """That of the text, "" if it is not known."""
        return self.assignment.task.article.language

    @classmethod
    def of(cls, assignment: Assignment) -> "Reviewed":
        """Read it in five queries. Gold that stands on another version of the text is not shown."""
        labels = labels_of(assignment.task.project.slug)
        # What others corrected was not missed, and is otherwise none of this page's business.
        corrected = Q(assignment__task=assignment.task_id, correction__isnull=False)
        found = Review.objects.filter(Q(assignment=assignment) | corrected).select_related("reviewer")
        reviews = [review for review in found if review.assignment_id == assignment.pk]
        by_span = {review.span_id: review for review in reviews if review.span_id}
        carrying = Span.objects.select_related("entity__merged_into", "claim__claimant__merged_into")
        of_task = carrying.filter(
            assignment__task=assignment.task_id,
            assignment__kind=Assignment.Kind.GOLD,
            assignment__version=assignment.version_id,
        )
        gold = list(of_task.in_text_order())
        known = _corrections(found)
        left = _corrections(reviews) - _corrections(review for review in found if review.span_id)
        beside = _corrections(by_span.values())

        relations: dict[int, list[Relation]] = defaultdict(list)
        for relation in Relation.objects.filter(assignment=assignment).select_related("label", "target"):
            relations[relation.source_id].append(relation)

        spans = carrying.filter(assignment=assignment)
        entries = [Entry(span, by_span.get(span.pk), relations=relations.get(span.pk, [])) for span in spans]
        missed = _unlike(entries, [span for span in gold if span.pk not in known])
        entries += [Entry(span, None, is_missed=True) for span in missed]
        entries += [Entry(span, None, is_left=True) for span in gold if span.pk in left]
        entries.sort(key=lambda entry: (entry.span.start, -entry.span.end, entry.span.pk))
        nothing = next((review for review in reviews if review.span_uid is None), None)
        return cls(assignment, labels, entries, [span for span in gold if span.pk in beside], nothing)

    @property
    def total(self) -> int:
        return sum(not entry.is_gold for entry in self.entries)

    @property
    def decided(self) -> int:
        return sum(bool(entry.decision) for entry in self.entries)

    @property
    def undecided(self) -> int:
        return self.total - self.decided

    def correction_of(self, entry: Entry) -> Span | None:
        """The span of gold that says how the entry's should be."""
        if entry.review is None or entry.review.correction_id is None:
            return None
        return self._corrections_by_key.get(entry.review.correction_id)

    def choice(self, uid: str | None) -> Choice | None:
        """The entry asked for, else the first that is undecided, else the first; none if there is none."""
        if not self.entries:
            return None
        by_uid = {str(entry.span.uid): entry for entry in self.entries}
        undecided = (entry for entry in self.entries if not entry.is_gold and not entry.decision)
        entry = by_uid.get(uid or "") or next(undecided, self.entries[0])
        right = self.correction_of(entry) or entry.span
        is_relabelled = right.label_id != entry.span.label_id
        name = self.labels[entry.span.label_id].name
        return Choice(
            entry, name, right.start, right.end, right.label_id if is_relabelled else None, shown_words(right)
        )

    def layer(self, ranges: list[tuple[int, int]] | None = None) -> Layer:
        """What is drawn in the text; with ranges, only the paragraphs that they touch."""
        version = self.assignment.version
        paragraphs = version.paragraphs()
        if ranges is not None:
            paragraphs = [
                paragraph
                for paragraph in paragraphs
                if any(paragraph.start < end and paragraph.end > start for start, end in ranges)
            ]
        drawn = [_drawn(entry) for entry in self.entries]
        drawn += [
            DrawnSpan(
                str(span.uid),
                span.start,
                span.end,
                span.label_id,
                span.version,
                origin=GOLD,
                fragments=span.fragments,
            )
            for span in self.corrections
        ]
        drawn.sort(key=lambda span: (span.start, -span.end, span.uid))
        return Layer(version.text, self.language, self.labels, paragraphs, drawn)

    def entries_in(self, paragraph: Paragraph) -> list[Entry]:
        """Those that begin in the paragraph, in text order."""
        first = bisect_left(self._starts, paragraph.start)
        return self.entries[first : bisect_left(self._starts, paragraph.end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [entry.span.start for entry in self.entries]

    @cached_property
    def _corrections_by_key(self) -> dict[int, Span]:
        return {span.pk: span for span in self.corrections}


def _unlike(entries: list[Entry], missed: list[Span]) -> list[Span]:
    """Those that the annotator has not tagged just so: what another one missed, this one may have."""
    own = {_place(entry.span) for entry in entries}
    return [span for span in missed if _place(span) not in own]


def _place(span: Span) -> tuple[int, int, int, str]:
    return span.label_id, span.start, span.end, str(span.fragments)


def _corrections(reviews: Iterable[Review]) -> set[int | None]:
    return {review.correction_id for review in reviews}


def shown_words(span: Span) -> str:
    """What the span says: its text, or its fragments' with an ellipsis between."""
    return shown(span.quote, span.start, span.fragments)


def _drawn(entry: Entry) -> DrawnSpan:
    span, review = entry.span, entry.review
    return DrawnSpan(
        str(span.uid),
        span.start,
        span.end,
        span.label_id,
        span.version,
        note=span.note,
        origin=GOLD if entry.is_gold else span.origin,
        decision=review.decision if review else None,
        comment=review.comment if review else None,
        reviewed_version=review.span_version if review else None,
        fragments=span.fragments,
    )
