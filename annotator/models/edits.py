"""What happened: every change of a layer, and every step of the work around it. Both are append-only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.projects import Project
from annotator.models.tasks import Assignment, Task
from annotator.models.users import User


class Edit(models.Model):
    """One change of one thing in a layer. Undo, redo, history and time on task come from these.

    `uid` is made by the client, so that a change that is sent twice counts once. `what` and `what_uid` name
    the thing without a foreign key: the edit outlives it. `before` and `after` hold its fields; `before` is
    empty for what was made, `after` for what was deleted.
    """

    class Verb(models.TextChoices):
        MADE = "made", _("made")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")

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
                condition=Q(verb="made", before__isnull=True, after__isnull=False)
                | Q(verb="changed", before__isnull=False, after__isnull=False)
                | Q(verb="deleted", before__isnull=False, after__isnull=True),
                name="edit_verb_fits_before_and_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.verb}"

    def place_before(self) -> tuple[int, int]:
        """Where the thing stood before the edit, in code points; nowhere if it was not there."""
        return (self.before["start"], self.before["end"]) if self.before else (0, 0)

    @classmethod
    def of_layer(cls, task: Task, annotator: User, uid: uuid.UUID) -> "Edit | None":
        """The edit with this uid in the person's layer of a task, if it was taken before."""
        edits = cls.objects.select_related("assignment__version")
        return edits.filter(uid=uid, assignment__task=task, assignment__annotator=annotator).first()


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
