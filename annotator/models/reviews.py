"""What reviewers decide about spans. The annotator's span itself stays as it was."""

import uuid
from typing import NamedTuple, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.edits import Conflict, Event
from annotator.models.labels import Label
from annotator.models.spans import BadRange, Span
from annotator.models.statements import Placement
from annotator.models.tasks import Assignment, WrongState
from annotator.models.users import User


class Seen(NamedTuple):
    """What the reviewer had before them: the version of the span, and `at` of the standing review or ""."""

    span_version: int
    review_at: str


class Amendment(NamedTuple):
    """How a span should be; what is None stays as the annotator made it."""

    label: Label | None = None
    start: int | None = None
    end: int | None = None


class ReviewQuerySet(models.QuerySet["Review"]):
    def current(self) -> Self:
        """Those of spans that still are what was reviewed."""
        return self.filter(span__version=F("span_version"))


class Review(models.Model):
    """A reviewer's standing decision on a span in the version it had, or on a layer: “nothing here”.

    A review of a version that the span no longer has is stale: it decides nothing. `correction` is the span
    in gold that says how it should be, until that is deleted or kept as missed. A review outlives its span,
    as the annotator may bring that back: `span_uid` says which one it was, and is empty for “nothing here”
    alone.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        CORRECTED = "corrected", _("Corrected")
        NOTHING_HERE = "nothing_here", _("Nothing here")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="reviews"
    )
    span = models.OneToOneField(
        Span, models.SET_NULL, verbose_name=_("span"), related_name="review", null=True, blank=True
    )
    span_uid = models.UUIDField(null=True, editable=False)
    span_version = models.PositiveIntegerField(_("version of the span"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision)
    correction = models.ForeignKey(
        Span, models.SET_NULL, verbose_name=_("correction"), related_name="corrects", null=True, blank=True
    )
    reviewer = models.ForeignKey(User, models.PROTECT, verbose_name=_("reviewer"), related_name="reviews")
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("when"), auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="nothing_here", span=None, span_uid=None, span_version=None)
                | Q(
                    decision__in=["accepted", "rejected", "corrected"],
                    span_uid__isnull=False,
                    span_version__isnull=False,
                ),
                name="review_is_of_a_span_or_of_nothing",
            ),
            models.CheckConstraint(
                condition=Q(correction=None) | Q(decision="corrected"),
                name="review_correction_is_of_corrected",
            ),
            models.UniqueConstraint(fields=["span_uid"], name="review_of_a_span_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(span_uid=None), name="review_nothing_here_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.span or self.assignment}"

    @property
    def is_current(self) -> bool:
        """Whether the span is there, and still is what was reviewed."""
        if self.span is None:
            return self.span_uid is None
        return self.span.version == self.span_version

    @property
    def stamp(self) -> str:
        """What tells this decision from an earlier or later one."""
        return self.at.isoformat()

    @classmethod
    def says_no_claim(cls, path: str = "") -> Q:
        """The condition on the review at a path that its span is no claim: rejected, or corrected to none."""
        kinds = (Label.Kind.ENTITY, Label.Kind.RELATION)
        rejected = Q(**{f"{path}decision": cls.Decision.REJECTED})
        return rejected | Q(**{f"{path}correction__label__kind__in": kinds})

    @classmethod
    def decide(
        cls,
        layer: Assignment,
        span: Span,
        decision: Decision,
        *,
        actor: User,
        seen: Seen,
        comment: str = "",
        amendment: Amendment | None = None,
        edit_uid: uuid.UUID | None = None,
    ) -> "Review":
        """Take the reviewer's decision on a span of a locked layer and write it down.

        A correction is a span of gold, one for all who are corrected to the same; it goes when no review
        needs it. Raises Conflict if somebody else decided or the span changed since `seen`, or if there is
        such a span that corrects nothing; WrongState and BadRange.
        """
        layer.check_reviewable(actor)
        standing = cls._standing(layer, span, seen)
        before = standing.decision if standing else ""
        review = standing or cls(assignment=layer, span=span, span_uid=span.uid)
        earlier = review.correction
        is_correction = decision == cls.Decision.CORRECTED
        review.correction = _correct(review, span, amendment or Amendment(), actor) if is_correction else None
        review.span_version = span.version
        review.decision, review.reviewer, review.comment = decision, actor, comment
        review.save()
        if review.correction:
            review.correction.settle_derivation()
        if earlier and earlier != review.correction:
            _let_go(layer, earlier, actor)
        _write_down(layer, actor, decision, edit_uid, span=str(span.uid), before=before, comment=comment)
        return review

    @classmethod
    def take_back(
        cls, layer: Assignment, span: Span, *, actor: User, seen: Seen, edit_uid: uuid.UUID | None = None
    ) -> None:
        """The span is undecided again. Raises as `decide` does."""
        layer.check_reviewable(actor)
        standing = cls._standing(layer, span, seen)
        if standing is None:
            return
        correction, before = standing.correction, standing.decision
        standing.delete()
        if correction:
            _let_go(layer, correction, actor)
        _write_down(layer, actor, "undecided", edit_uid, span=str(span.uid), before=before)

    @classmethod
    def nothing_here(
        cls, layer: Assignment, is_so: bool, *, actor: User, edit_uid: uuid.UUID | None = None
    ) -> None:
        """Agree that there is nothing to tag, or take that back. Raises WrongState if the layer has spans."""
        layer.check_reviewable(actor)
        if is_so and layer.spans.exists():
            raise WrongState(_("This work has spans: decide about each of them."))
        standing = cls.objects.filter(assignment=layer, span_uid=None)
        if is_so == standing.exists():
            return
        if is_so:
            cls.objects.create(assignment=layer, decision=cls.Decision.NOTHING_HERE, reviewer=actor)
        else:
            standing.delete()
        _write_down(layer, actor, cls.Decision.NOTHING_HERE if is_so else "undecided", edit_uid)

    @classmethod
    def add_missed(
        cls,
        layer: Assignment,
        label: Label,
        start: int,
        end: int,
        *,
        actor: User,
        uid: uuid.UUID,
        note: str = "",
        edit_uid: uuid.UUID | None = None,
    ) -> Span:
        """Put what the annotator missed into gold. Raises BadRange, Conflict and WrongState."""
        layer.check_reviewable(actor)
        gold = _gold_of(layer)
        span = Span.make(gold, label, start, end, actor=actor, uid=uid, note=note)
        if layer.spans.alike(span).exists():
            raise Conflict(_("The annotator has tagged exactly this: accept it instead."))
        for left in gold.spans.asked_for_by_none().exclude(corrects=None).alike(span):
            left.assignment = gold
            left.remove(actor=actor, seen=left.version)
        if gold.spans.alike(span).exists():
            raise Conflict(_("Gold has exactly this already."))
        _write_down(layer, actor, "missed", edit_uid, span=str(uid))
        return span

    @classmethod
    def remove_missed(
        cls, layer: Assignment, uid: uuid.UUID, *, actor: User, seen: int, edit_uid: uuid.UUID | None = None
    ) -> tuple[int, int]:
        """Take what was added as missed, or is left of a deleted span, out of gold; return where it was.

        Raises Conflict and WrongState.
        """
        layer.check_reviewable(actor)
        span = _asked_for_by_none(layer, uid)
        place = (span.start, span.end)
        span.remove(actor=actor, seen=seen)
        _write_down(layer, actor, "missed taken back", edit_uid, span=str(uid))
        return place

    @classmethod
    def keep_missed(
        cls, layer: Assignment, uid: uuid.UUID, *, actor: User, seen: int, edit_uid: uuid.UUID | None = None
    ) -> None:
        """Let the correction of a span that the annotator deleted be one that was missed.

        Raises Conflict and WrongState.
        """
        layer.check_reviewable(actor)
        span = _asked_for_by_none(layer, uid)
        if span.version != seen:
            raise Conflict(_("This span was changed elsewhere since you read it; it now shows as it is."))
        if layer.spans.alike(span).exists():
            raise Conflict(
                _("The annotator has tagged exactly this: accept it, and take this one out of gold.")
            )
        if cls.objects.filter(correction=span).update(correction=None):
            _write_down(layer, actor, "missed", edit_uid, span=str(uid))

    @classmethod
    def _standing(cls, layer: Assignment, span: Span, seen: Seen) -> "Review | None":
        """The decision that stands, if it and the span are what the reviewer has seen. Raises Conflict."""
        standing = cls.objects.select_related("correction", "reviewer").filter(span=span).first()
        if span.version != seen.span_version:
            raise Conflict(_("The annotator has changed this span since you read it: look at it again."))
        if standing and standing.stamp != seen.review_at:
            decision = standing.get_decision_display().lower()
            raise Conflict(
                _("%(who)s has decided in the meantime: %(decision)s. Look at it again.")
                % {"who": standing.reviewer, "decision": decision}
            )
        if standing is None and seen.review_at:
            raise Conflict(_("The decision that you saw was taken back in the meantime: look at it again."))
        return standing


def was_taken(layer: Assignment, edit_uid: uuid.UUID) -> bool:
    """Whether this very decision came before: it counts once, however often it is sent."""
    return Event.objects.filter(assignment=layer, verb="reviewed", data__edit=str(edit_uid)).exists()


def _gold_of(layer: Assignment) -> Assignment:
    """The task's gold, locked. Raises WrongState if it stands on another version of the text."""
    gold = layer.task.gold()
    if gold.version_id != layer.version_id:
        raise WrongState(
            _("Gold stands on another version of this text, so nothing can be put into it from here.")
        )
    return gold


def _asked_for_by_none(layer: Assignment, uid: uuid.UUID) -> Span:
    """The span of the layer's locked gold that no span stands against. Raises Conflict if it is gone."""
    gold = layer.task.gold()
    span = Span.objects.asked_for_by_none().filter(assignment=gold, uid=uid).first()
    if span is None:
        raise Conflict(_("This span is gone: it was deleted elsewhere."))
    span.assignment = gold
    return span


def _correct(review: Review, span: Span, amendment: Amendment, actor: User) -> Span:
    """The span of gold that says how it should be: made, changed, or one that corrects others to the same.

    Raises BadRange, Conflict and WrongState.
    """
    layer = review.assignment
    gold = _gold_of(layer)
    right = _amended(span, amendment, gold)
    if layer.spans.alike(right).exists():
        raise Conflict(_("The annotator has tagged exactly this as well: reject this one instead."))
    if gold.spans.missed().alike(right).exists():
        raise Conflict(
            _("Gold has exactly this, added as missed: reject this span, or take that one out of gold first.")
        )
    if (same := gold.spans.alike(right).first()) is not None:
        return same
    is_same_kind = right.label.kind == span.label.kind
    correction = review.correction
    says_nothing = correction is None or correction.label.kind != right.label.kind
    if correction is None or correction.corrects.exclude(pk=review.pk).exists():
        says_nothing = True
        entity = span.entity if is_same_kind else None
        correction = Span.make(
            gold, right.label, right.start, right.end, actor=actor, derived_from=span, entity=entity
        )
    correction.assignment = gold
    ranges = [(start, end) for start, end in right.fragments] or [(right.start, right.end)]
    correction.change(actor=actor, seen=correction.version, label=right.label, ranges=ranges)
    if is_same_kind and says_nothing:
        _say_the_same(correction, span, actor)
    return correction


def _say_the_same(correction: Span, span: Span, actor: User) -> None:
    """Link, describe and place a correction as the annotator did what it corrects."""
    correction.link(span.entity, actor=actor, seen=correction.version)
    if (claim := span.claim_or_none) is None:
        return
    correction.describe(claim.snapshot(), actor=actor, seen=correction.version)
    for placement in claim.placements.select_related("statement"):
        Placement.of(correction, placement.statement, placement.stance).add(actor=actor)


def _amended(span: Span, amendment: Amendment, gold: Assignment) -> Span:
    """The correction, unsaved. Raises BadRange if it is what it would correct."""
    start = span.start if amendment.start is None else amendment.start
    end = span.end if amendment.end is None else amendment.end
    right = Span(assignment=gold, label=amendment.label or span.label)
    right.cover([(start, end)])
    if (right.start, right.end) == (span.start, span.end):
        if right.label == span.label:
            raise BadRange(
                _("A correction has another label or other borders: choose one, or accept the span.")
            )
        right.fragments = span.fragments
    return right


def _let_go(layer: Assignment, correction: Span, actor: User) -> None:
    """Take a correction that a review needs no longer out of gold, unless another one has it, too."""
    gold = layer.task.gold()
    if correction.corrects.exists():
        correction.settle_derivation()
        return
    correction.assignment = gold
    correction.remove(actor=actor, seen=correction.version)


def _write_down(
    layer: Assignment, actor: User, decision: str, edit_uid: uuid.UUID | None, **data: str
) -> None:
    Event.objects.create(
        project_id=layer.task.project_id,
        actor=actor,
        assignment=layer,
        verb="reviewed",
        data={"decision": str(decision), **data, **({"edit": str(edit_uid)} if edit_uid else {})},
    )
