"""Stretches of text that somebody tagged."""

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from annotator.fragments import apart
from annotator.models.edits import Edit
from annotator.models.labels import Label
from annotator.models.tasks import Assignment
from annotator.models.users import User


class BadRange(ValueError):
    """A range that is not in the text, or holds nothing to see."""


class Conflict(Exception):
    """The span has moved on since the client saw it, or its uid stands elsewhere."""


class SpanQuerySet(models.QuerySet["Span"]):
    def in_text_order(self) -> Self:
        """By place: what starts first, and of those the longest, comes first."""
        return self.order_by("start", "-end", "pk")

    def undecided(self) -> Self:
        """Those without a review of the version that they have."""
        return self.exclude(review__span_version=F("version"))

    def with_dependants(self) -> Self:
        """Each with `has_dependants`: whether a review or another span refers to it."""
        reviewed = ExpressionWrapper(
            Q(review__isnull=False) | Q(corrects__isnull=False), output_field=models.BooleanField()
        )
        derived = Exists(Span.objects.filter(derived_from=OuterRef("pk")))
        return self.annotate(has_dependants=reviewed | derived)

    def touching(self, start: int, end: int) -> Self:
        """Those that share at least one character with the range."""
        return self.filter(start__lt=end, end__gt=start)


class Span(models.Model):
    """A labelled range of a layer's text, in code points: `text[start:end] == quote` always holds.

    With `fragments` (a list of [start, end], in order and apart) only those stretches are meant, and start,
    end and quote are the hull's; an empty list means the whole range.
    """

    class Origin(models.TextChoices):
        HUMAN = "human", _("Human")
        SUGGESTED = "suggested", _("Suggested")
        IMPORTED = "imported", _("Imported")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="spans"
    )
    label = models.ForeignKey(Label, models.PROTECT, verbose_name=_("label"), related_name="spans")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))
    fragments = models.JSONField(_("fragments"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.HUMAN)
    derived_from = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("derived from"), related_name="derived", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        ordering = ["pk"]
        indexes = [models.Index(fields=["assignment", "start", "end"], name="span_in_text_order")]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="span_not_empty"),
            models.CheckConstraint(
                condition=models.lookups.Exact(Length("quote"), F("end") - F("start")),
                name="span_quote_fits_range",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["human", "suggested", "imported"]), name="span_origin_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="span_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.quote}"

    @classmethod
    def make(
        cls,
        assignment: Assignment,
        label: Label,
        start: int,
        end: int,
        *,
        actor: User,
        uid: uuid.UUID | None = None,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
        note: str = "",
        origin: str = Origin.HUMAN,
        derived_from: "Span | None" = None,
    ) -> "Span":
        """Tag a range of a locked layer and write it down; outer white space is left out.

        Raises BadRange and WrongState, and IntegrityError for a uid that stands already: `was_made` tells
        whether it is the same save once more.
        """
        assignment.check_editable()
        span = cls(
            uid=uid or uuid.uuid4(),
            assignment=assignment,
            label=label,
            note=note,
            origin=origin,
            derived_from=derived_from,
        )
        span._cover([(start, end)])
        span.save(force_insert=True)
        span._edit(Edit.Verb.MADE, actor, edit_uid, batch, None, span.snapshot()).save(force_insert=True)
        assignment.start()
        return span

    @staticmethod
    def was_made(uid: uuid.UUID, layer: Assignment) -> bool:
        """Whether a span with this uid was made in this layer before, even if it was deleted since."""
        return Edit.objects.filter(what_uid=uid, verb=Edit.Verb.MADE, assignment=layer).exists()

    def change(
        self,
        *,
        actor: User,
        seen: int,
        label: Label | None = None,
        ranges: Iterable[tuple[int, int]] = (),
        note: str | None = None,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
    ) -> "Span":
        """Change what is given and write it down. `seen` is the version that the client changed.

        `ranges` are the stretches of text the span is to have: one, or several as fragments. An edit that
        was taken before changes nothing. Raises BadRange, Conflict and WrongState.
        """
        self.assignment.check_editable()
        if self._is_behind(seen, edit_uid):
            return self
        before = self.snapshot()
        self.label = label or self.label
        if ranges:
            self._cover(ranges)
        self.note = self.note if note is None else note
        if self.snapshot() == before:
            return self
        self.version += 1
        self.save()
        self._edit(Edit.Verb.CHANGED, actor, edit_uid, batch, before, self.snapshot()).save(force_insert=True)
        self.assignment.start()
        return self

    def _cover(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Stand on these stretches of the text. Raises BadRange."""
        text = self.assignment.version.text
        try:
            stretches = apart(text, ranges)
        except ValueError as error:
            raise BadRange(_("This can't be a span: %(why)s.") % {"why": error}) from error
        self.start, self.end = stretches[0][0], stretches[-1][1]
        self.quote = text[self.start : self.end]
        self.fragments = [list(stretch) for stretch in stretches] if len(stretches) > 1 else []

    def remove(
        self, *, actor: User, seen: int, edit_uid: uuid.UUID | None = None, batch: uuid.UUID | None = None
    ) -> None:
        """Delete the span and write it down; its history stays. Raises Conflict and WrongState."""
        self.assignment.check_editable()
        if self._is_behind(seen, edit_uid):
            return
        self._edit(Edit.Verb.DELETED, actor, edit_uid, batch, self.snapshot(), None).save(force_insert=True)
        if getattr(self, "has_dependants", True):
            self.delete()
        else:
            # Django's collector would ask three tables that were just seen to hold nothing of this span.
            own = Span.objects.filter(pk=self.pk)
            own._raw_delete(using=own.db)
        self.assignment.start()

    @classmethod
    def revert(cls, edit: Edit, *, actor: User, uid: uuid.UUID, batch: uuid.UUID) -> Edit:
        """Bring a span from one side of an edit back to the other and write that down.

        An edit that stands is undone, one that is undone is done again. Raises Conflict if the span is no
        longer what the edit left, and WrongState.
        """
        edit.assignment.check_editable()
        expected, wanted = (edit.before, edit.after) if edit.is_undone else (edit.after, edit.before)
        span = cls.objects.filter(uid=edit.what_uid, assignment=edit.assignment).first()
        found = span.snapshot() if span else None
        if found != expected:
            raise Conflict(_("This can't be taken back: the span was changed since."))
        if wanted is None:
            assert span is not None  # What was expected is what was found.
            reverting = span._edit(Edit.Verb.DELETED, actor, uid, batch, found, None)
            span.delete()
        else:
            verb = Edit.Verb.CHANGED if span else Edit.Verb.RESTORED
            span = span or cls(uid=edit.what_uid, assignment=edit.assignment, version=edit.pk)
            span._take(wanted)
            reverting = span._edit(verb, actor, uid, batch, found, wanted)
        reverting.reverts = edit
        reverting.save(force_insert=True)
        return reverting

    @classmethod
    def restore(cls, deletion: Edit, *, actor: User, edit_uid: uuid.UUID) -> "Span":
        """Bring a deleted span back as it was, as a step of its own. Raises Conflict and WrongState."""
        deletion.assignment.check_editable()
        if deletion.before is None or cls.objects.filter(uid=deletion.what_uid).exists():
            raise Conflict(_("This span is not deleted."))
        span = cls(uid=deletion.what_uid, assignment=deletion.assignment, version=deletion.pk)
        span._take(deletion.before)
        span._edit(Edit.Verb.RESTORED, actor, edit_uid, None, None, span.snapshot()).save(force_insert=True)
        deletion.assignment.start()
        return span

    def _take(self, snapshot: dict[str, Any]) -> None:
        """Become what an edit remembers. Conflict if its label was deleted for good."""
        if not Label.objects.filter(pk=snapshot["label"]).exists():
            raise Conflict(_("This can't be taken back: its label was deleted."))
        self.label_id = snapshot["label"]
        self.start, self.end, self.quote = snapshot["start"], snapshot["end"], snapshot["quote"]
        self.fragments, self.note, self.origin = snapshot["fragments"], snapshot["note"], snapshot["origin"]
        # A version that no client can have seen of this span, so that what it still holds is a conflict.
        self.version += 1
        self.save()

    def snapshot(self) -> dict[str, Any]:
        """The fields that an edit remembers, as JSON values."""
        return {
            "label": self.label_id,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "fragments": self.fragments,
            "note": self.note,
            "origin": self.origin,
        }

    def _is_behind(self, seen: int, edit_uid: uuid.UUID | None) -> bool:
        """Whether this very edit was taken before; raises Conflict if another one came in between."""
        if seen == self.version:
            return False
        if (
            edit_uid
            and Edit.objects.filter(uid=edit_uid, assignment=self.assignment, what_uid=self.uid).exists()
        ):
            return True
        raise Conflict(_("This span was changed elsewhere since you read it; it now shows as it is."))

    def _edit(
        self,
        verb: Edit.Verb,
        actor: User,
        uid: uuid.UUID | None,
        batch: uuid.UUID | None,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> Edit:
        return Edit(
            uid=uid or uuid.uuid4(),
            assignment=self.assignment,
            actor=actor,
            batch=batch,
            verb=verb,
            what="span",
            what_uid=self.uid,
            before=before,
            after=after,
        )
