"""What happened: every change of a layer, and every step of the work around it. Both are append-only."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.projects import Project
from annotator.models.tasks import Assignment
from annotator.models.users import User


class EditQuerySet(models.QuerySet["Edit"]):
    def steps(self) -> Self:
        """What people did, without what undo and redo did for them."""
        return self.filter(reverts=None)

    def to_undo(self) -> "Edit | None":
        """The last of a layer's edits that stands."""
        return self.steps().filter(is_undone=False).order_by("pk").last()

    def to_redo(self) -> "Edit | None":
        """The first of a layer's edits undone since the last one that stands: a new edit ends redoing."""
        stands = self.to_undo()
        undone = self.steps().filter(is_undone=True, pk__gt=stands.pk if stands else 0)
        return undone.order_by("pk").first()

    def deletions(self) -> Self:
        """The last deletion of each thing that is gone, the latest first."""
        last = self.values("what_uid").annotate(last=Max("pk")).values("last")
        return self.filter(pk__in=last, after__isnull=True).order_by("-pk")

    def of_step(self, edit: "Edit") -> Self:
        """The edit with all of its batch, in whichever layers of the same person."""
        return self.filter(
            Q(pk=edit.pk) | Q(batch=edit.batch, batch__isnull=False, actor=edit.actor_id)
        ).steps()


class Edit(models.Model):
    """One change of one thing in a layer. Undo, redo, history and time on task come from these.

    `uid` is made by the client, so that a change that is sent twice counts once. `what` and `what_uid` name
    the thing without a foreign key: the edit outlives it. `before` and `after` hold its fields; `before` is
    empty for what was made, `after` for what was deleted. Undo and redo are edits too, which say what they
    revert; the edit reverted is marked, so that the next step is found without reading the log.
    """

    class Verb(models.TextChoices):
        MADE = "made", _("made")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        RESTORED = "restored", _("brought back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="edits"
    )
    actor = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="edits")
    batch = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=10, choices=Verb)
    what = models.CharField(max_length=20)
    what_uid = models.UUIDField(db_index=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    reverts = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("undoes or redoes"), related_name="reverted_by", null=True
    )
    is_undone = models.BooleanField(default=False)

    objects = EditQuerySet.as_manager()

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["pk"]
        indexes = [models.Index(fields=["assignment", "id"], name="edit_in_order")]
        constraints = [
            # A save that comes again after its span was deleted must not bring the span back.
            models.UniqueConstraint(
                fields=["what_uid"], condition=Q(verb="made"), name="edit_makes_a_thing_once"
            ),
            models.CheckConstraint(
                condition=Q(verb__in=["made", "restored"], before__isnull=True, after__isnull=False)
                | Q(verb="changed", before__isnull=False, after__isnull=False)
                | Q(verb="deleted", before__isnull=False, after__isnull=True),
                name="edit_verb_fits_before_and_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.verb}"

    def places(self) -> list[tuple[int, int]]:
        """Where the thing stood before the edit and stands after it, in code points."""
        return [(state["start"], state["end"]) for state in (self.before, self.after) if state]

    @classmethod
    def of_layer(cls, slug: str, article_id: int, annotator: User, uid: uuid.UUID) -> "Edit | None":
        """The edit with this uid in the person's layer of an article, if it was taken before."""
        edits = cls.objects.select_related("assignment__version", "assignment__task__project").defer(
            "assignment__version__raw"
        )
        layer = Q(assignment__task__project__slug=slug, assignment__task__article=article_id)
        return edits.filter(layer, uid=uid, assignment__annotator=annotator).first()


class Event(models.Model):
    """Who imported, assigned, submitted, reviewed, merged, invited or exported what, and when."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="events", null=True
    )
    actor = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="events", null=True)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="events", null=True, blank=True)
    verb = models.CharField(_("what"), max_length=30)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(verb=""), name="event_verb_not_empty")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.verb}"
