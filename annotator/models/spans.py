"""Stretches of text that somebody tagged."""

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from annotator.fragments import apart, words_of
from annotator.models.edits import Conflict, Edit, Logged, Snapshot
from annotator.models.entities import Entity, without_gone_entities
from annotator.models.labels import Label
from annotator.models.spansets import SpanQuerySet
from annotator.models.tasks import Assignment
from annotator.models.users import User

if TYPE_CHECKING:
    from annotator.models.claims import Claim


class BadRange(ValueError):
    """A range that is not in the text, or holds nothing to see."""


class Span(Logged):
    """A labelled range of a layer's text, in code points: `text[start:end] == quote` always holds.

    With `fragments` (a list of [start, end], in order and apart) only those stretches are meant, and start,
    end and quote are the hull's; an empty list means the whole range. A span of an entity label may be linked
    to an entity, one of a claim label may carry a claim; both change with it, in one version and one log.
    """

    WHAT: ClassVar = "span"
    claim: "Claim"

    class Origin(models.TextChoices):
        HUMAN = "human", _("Human")
        SUGGESTED = "suggested", _("Suggested")
        IMPORTED = "imported", _("Imported")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="spans"
    )
    label = models.ForeignKey(Label, models.PROTECT, verbose_name=_("label"), related_name="spans")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))
    fragments = models.JSONField(_("fragments"), default=list, blank=True)
    entity = models.ForeignKey(
        Entity, models.PROTECT, verbose_name=_("entity"), related_name="spans", null=True, blank=True
    )
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
        entity: Entity | None = None,
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
            entity=entity,
        )
        span.cover([(start, end)])
        span.add(actor=actor, edit_uid=edit_uid, batch=batch)
        assignment.start()
        return span

    @property
    def layer(self) -> Assignment:
        return self.assignment

    @property
    def words(self) -> str:
        """What the span says: of fragments the words of these alone."""
        return words_of(self.quote, self.start, self.fragments)

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

        is_other_kind = label is not None and label.kind != self.label.kind
        if is_other_kind:
            batch = batch or uuid.uuid4()  # What it carried goes with the change, as one step.

        def alter() -> None:
            if is_other_kind:
                self._unload(actor, batch)
            self.label = label or self.label
            if ranges:
                self.cover(ranges)
            self.note = self.note if note is None else note

        return self._change(alter, actor=actor, seen=seen, edit_uid=edit_uid, batch=batch)

    def link(
        self,
        entity: Entity | None,
        *,
        actor: User,
        seen: int,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
        teach: Callable[[], Snapshot] = dict,
    ) -> "Span":
        """Link the span to an entity, or to none, and write it down. Raises Conflict and WrongState.

        `teach` may change the bank; what it returns is remembered with the link (see annotator/undo.py).
        """

        def alter() -> None:
            self.entity = entity

        return self._change(alter, actor=actor, seen=seen, edit_uid=edit_uid, batch=batch, also=teach)

    def describe(
        self,
        claim: Snapshot,
        *,
        actor: User,
        seen: int,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
    ) -> "Span":
        """Let the span carry this claim (as of `Claim.snapshot`) and write it down.

        Raises Conflict and WrongState, and IntegrityError for values that do not fit one another.
        """
        return self._change(
            lambda: self._carry(claim), actor=actor, seen=seen, edit_uid=edit_uid, batch=batch
        )

    def _change(
        self,
        alter: Callable[[], None],
        *,
        actor: User,
        seen: int,
        edit_uid: uuid.UUID | None,
        batch: uuid.UUID | None,
        also: Callable[[], Snapshot] = dict,
    ) -> "Span":
        """Alter the span, and count and write down the change if there is one, with what goes along."""
        self.assignment.check_editable()
        if self._is_behind(seen, edit_uid):
            return self
        before = self.snapshot()
        alter()
        if self.snapshot() == before:
            return self
        self.version += 1
        self.save()
        after = {**self.snapshot(), **also()}
        self.edit(Edit.Verb.CHANGED, actor, edit_uid, batch, before, after).write()
        self.assignment.start()
        return self

    def cover(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Stand on these stretches of the text, unsaved. Raises BadRange."""
        text = self.assignment.version.text
        try:
            stretches = apart(text, ranges)
        except ValueError as error:
            raise BadRange(
                _("This can't be a span: a stretch of it is white space, or is not in this text.")
            ) from error
        self.start, self.end = stretches[0][0], stretches[-1][1]
        self.quote = text[self.start : self.end]
        self.fragments = [list(stretch) for stretch in stretches] if len(stretches) > 1 else []

    def remove(
        self, *, actor: User, seen: int, edit_uid: uuid.UUID | None = None, batch: uuid.UUID | None = None
    ) -> None:
        """Delete the span and write it down; its history stays. Raises Conflict and WrongState.

        What hangs on it (relations, placements of its claim) goes with it, as one step.
        """
        self.assignment.check_editable()
        if self._is_behind(seen, edit_uid):
            return
        # Most are: Django's collector would ask five tables for what refers to them. That is seen as the span
        # goes, as what it is when it was read may be from before its lock was had.
        own = Span.objects.filter(pk=self.pk).alone()
        was_alone = own._raw_delete(using=own.db)
        if not was_alone:
            batch = batch or uuid.uuid4()
            for thing in self._hanging():
                thing.drop(actor=actor, batch=batch)
        self.edit(Edit.Verb.DELETED, actor, edit_uid, batch, self.snapshot(), None).write()
        if not was_alone:
            self.delete()
        self.assignment.start()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; what it was corrected to is derived from another span that has the same correction."""
        corrections = list(self.derived.all())
        deleted = super().delete(*args, **kwargs)
        for correction in corrections:
            correction.settle_derivation()
        return deleted

    def settle_derivation(self) -> None:
        """Let a correction be derived from the first of the spans that it corrects, or from none."""
        corrected = self.corrects.exclude(span=None).order_by("pk").values_list("span", flat=True)
        self.derived_from_id = corrected.first()
        Span.objects.filter(pk=self.pk).update(derived_from=self.derived_from_id)

    def _hanging(self) -> list[Logged]:
        """The things with a log of their own that can't be without this span."""
        claim = self.claim_or_none
        placements = claim.placements.select_related("claim__span__assignment") if claim else []
        relations = [
            *self.relations_from.select_related("assignment", "source", "target"),
            *self.relations_to.select_related("assignment", "source", "target"),
        ]
        return [*placements, *relations]

    def _unload(self, actor: User, batch: uuid.UUID | None) -> None:
        """Carry neither an entity nor a claim: the span becomes another kind of thing."""
        self.entity = None
        if (claim := self.claim_or_none) is not None:
            for placement in claim.placements.select_related("claim__span__assignment"):
                placement.drop(actor=actor, batch=batch)
            self._carry(None)

    @property
    def claim_or_none(self) -> "Claim | None":
        """What the span carries as a claim; no query if it was read with the span."""
        if self._state.adding:
            return None
        return getattr(self, "claim", None)

    def _carry(self, snapshot: Snapshot | None) -> None:
        """Carry a claim of this snapshot; none is an empty one."""
        claim = self.claim_or_none
        if claim is None and snapshot is None:
            return
        if claim is None:
            # It refers to spans, so it comes later.
            claims: type[Claim] = apps.get_model("annotator", "Claim")
            claim = claims(span=self)
        claim.fill(snapshot or type(claim)().snapshot())
        if claim.pk:
            claim.save()
            return
        # A placement may have made one while the lock of the span, which was read without, was waited for.
        type(claim).objects.bulk_create(
            [claim], update_conflicts=True, unique_fields=["span"], update_fields=list(claim.snapshot())
        )

    @classmethod
    def restore(
        cls, deletion: Edit, *, actor: User, edit_uid: uuid.UUID, batch: uuid.UUID | None = None
    ) -> "Span":
        """Bring a deleted span back as it was, as a step of its own. Raises Conflict and WrongState."""
        deletion.assignment.check_editable()
        if deletion.before is None or cls.objects.filter(uid=deletion.what_uid).exists():
            raise Conflict(_("This span is not deleted."))
        span = cls(uid=deletion.what_uid)
        span.take(deletion.before, deletion.assignment)
        span.edit(Edit.Verb.RESTORED, actor, edit_uid, batch, None, span.snapshot()).write()
        deletion.assignment.start()
        return span

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        """Become what an edit remembers, but for entities that were deleted since.

        One that was merged since is read through the merge.
        """
        snapshot = without_gone_entities(snapshot)
        self.assignment = layer
        self.label = self.found(Label.objects.filter(pk=snapshot["label"]))
        self.entity_id = snapshot.get("entity")
        self.start, self.end, self.quote = snapshot["start"], snapshot["end"], snapshot["quote"]
        self.fragments, self.note, self.origin = snapshot["fragments"], snapshot["note"], snapshot["origin"]
        # A version that no client can have seen of this span, so that what it still holds is a conflict.
        is_back = self._state.adding
        last = Edit.objects.aggregate(last=Max("pk"))["last"] if is_back else self.version
        self.version = last + 1
        self.save()
        self._carry(snapshot.get("claim"))
        if is_back:
            self._find_decision()

    def _find_decision(self) -> None:
        """Be again what a decision was about that outlived the span, and what its correction corrects."""
        # Reviews refer to spans, so they come later.
        reviews = apps.get_model("annotator", "Review").objects.filter(span_uid=self.uid)
        if reviews.update(span=self):
            for correction in Span.objects.filter(corrects__span=self):
                correction.settle_derivation()

    @staticmethod
    def rebase(
        found: Snapshot | None, expected: Snapshot | None, wanted: Snapshot | None
    ) -> tuple[Snapshot | None, Snapshot | None]:
        """An entity counts only where the edit itself changed it: splitting one moves mentions since.

        One that was deleted since counts nowhere: the span came back without it.
        """
        expected, wanted = (
            side and {"entity": None, "claim": None, **{key: side[key] for key in side if key != "bank"}}
            for side in (expected, wanted)
        )
        if found and expected and found != expected:
            expected, wanted = without_gone_entities(expected), wanted and without_gone_entities(wanted)
        if found and expected and (wanted is None or wanted["entity"] == expected["entity"]):
            entity = found["entity"]
            return {**expected, "entity": entity}, wanted and {**wanted, "entity": entity}
        return expected, wanted

    def snapshot(self) -> Snapshot:
        """The fields that an edit remembers, as JSON values."""
        claim = self.claim_or_none
        return {
            "label": self.label_id,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "fragments": self.fragments,
            "note": self.note,
            "origin": self.origin,
            "entity": self.entity_id,
            "claim": claim.snapshot() if claim is not None and not claim.is_blank else None,
        }

    def _is_behind(self, seen: int, edit_uid: uuid.UUID | None) -> bool:
        """Whether this very edit was taken before; raises Conflict if another one came in between."""
        if seen == self.version:
            return False
        if edit_uid and self.assignment.edits.filter(uid=edit_uid, what_uid=self.uid).exists():
            return True
        raise Conflict(_("This span was changed elsewhere since you read it; it now shows as it is."))
