"""What happened: every change of a layer, and every step of the work around it. Both are append-only."""

import uuid
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self, TypeVar

from django.db import IntegrityError, models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.projects import Project
from annotator.models.tasks import Assignment
from annotator.models.users import User

M = TypeVar("M", bound=models.Model)
Snapshot = dict[str, Any]  # the fields of a thing, as JSON values
NOTHING_LEFT = _("This can't be taken back: what it refers to was deleted, or changed by somebody else.")
TAKEN = _("This change can't be saved: its identifier is taken. Load the page again.")


class Conflict(Exception):
    """The thing has moved on since the client saw it, or its uid stands elsewhere."""


class Gone(Conflict):
    """The thing was deleted, or is what somebody else made of it: nothing of one's own can bring it back."""


class EditQuerySet(models.QuerySet["Edit"]):
    def steps(self) -> Self:
        """What people did, without what undo and redo did for them."""
        return self.filter(reverts=None)

    def to_undo(self, actor: User) -> "Edit | None":
        """The last of the person's own edits that stands: what others did here is not theirs to take back."""
        return self.steps().filter(is_undone=False, actor=actor).order_by("pk").last()

    def to_redo(self, actor: User, since: int) -> "Edit | None":
        """The first of the person's edits that were undone since an edit, the last step that they did."""
        undone = self.steps().filter(is_undone=True, actor=actor, reverted_by__pk__gt=since)
        return undone.order_by("pk").first()

    def last_step(self, actor: User) -> int:
        """The key of the last thing that the person did, undone or not; 0 for none. It ends redoing."""
        return self.steps().filter(actor=actor).order_by("pk").values_list("pk", flat=True).last() or 0

    def mark_begun(self, layer: Assignment) -> None:
        """Remember from which layer a batch was started: there, too, it is undone as one step."""
        self.exclude(assignment=layer).update(begun_in=layer)

    def deletions(self) -> Self:
        """The last deletion of each thing that is gone, the latest first."""
        last = self.values("what_uid").annotate(last=Max("pk")).values("last")
        return self.filter(pk__in=last, after__isnull=True).order_by("-pk")

    def naming(self, entity: int) -> Self:
        """Those that link a span to the entity, or from it, or say that it claims something."""
        paths = (f"{side}__{name}" for side in ("before", "after") for name in ("entity", "claim__claimant"))
        return self.filter(reduce(or_, (Q(**{path: entity}) for path in paths)))

    def of_step(self, edit: "Edit") -> Self:
        """The edit with all of its batch, in whichever layers of the same person."""
        return self.filter(
            Q(pk=edit.pk) | Q(batch=edit.batch, batch__isnull=False, actor=edit.actor_id)
        ).steps()


class Edit(models.Model):
    """One change of one thing in a layer. Undo, redo, history and time on task come from these.

    `uid` is made by the client, so that a change that is sent twice counts once. `what` and `what_uid` name
    the thing without a foreign key: the edit outlives it. `before` and `after` hold its fields; `before` is
    empty for what was made, `after` for what was deleted. `begun_in` is the layer that a batch was started
    from where that is another one: one undo there takes all of it back. Undo and redo are edits too, which
    say what they revert; the edit reverted is marked, so that the next step is found without reading the log.
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
    begun_in = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("begun in"), related_name="begun", null=True
    )
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
            models.CheckConstraint(
                condition=Q(begun_in=None) | (Q(batch__isnull=False) & ~Q(begun_in=F("assignment"))),
                name="edit_begun_elsewhere_in_a_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.verb}"

    def write(self) -> None:
        """Store it. Raises Conflict if its uid stands for another change, which breaks the transaction."""
        try:
            self.save(force_insert=True)
        except IntegrityError:
            raise Conflict(TAKEN) from None

    def places(self) -> list[tuple[int, int]]:
        """Where the thing stood before the edit and stands after it, in code points."""
        states = (self.before, self.after)
        return [(state["start"], state["end"]) for state in states if state and "start" in state]

    @classmethod
    def of_layer(cls, slug: str, article_id: int, annotator: User, uid: uuid.UUID) -> "Edit | None":
        """The edit with this uid in the person's layer of an article, if it was taken before."""
        edits = cls.objects.select_related("assignment__version", "assignment__task__project").defer(
            "assignment__version__raw"
        )
        layer = Q(assignment__task__project__slug=slug, assignment__task__article=article_id)
        return edits.filter(layer, uid=uid, assignment__annotator=annotator).first()


class Logged(models.Model):
    """A thing of a layer whose every change stands in the layer's log, and can be undone.

    A kind of thing has a name there (`WHAT`), a `layer`, a `snapshot` that an edit remembers (JSON values)
    and `take`, which makes it that again.
    """

    WHAT: ClassVar[str]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def layer(self) -> Assignment:
        raise NotImplementedError

    def snapshot(self) -> Snapshot:
        raise NotImplementedError

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        """Become what an edit remembers, and save. Raises Conflict if something it refers to is gone."""
        raise NotImplementedError

    @staticmethod
    def rebase(
        found: Snapshot | None, expected: Snapshot | None, wanted: Snapshot | None
    ) -> tuple[Snapshot | None, Snapshot | None]:
        """What an edit led from and leads to, seen from the thing as it is found now."""
        return expected, wanted

    @staticmethod
    def check_open(layer: Assignment) -> None:
        """Raise WrongState if no such thing can be made or changed in the layer now."""
        layer.check_editable()

    @staticmethod
    def was_made(uid: uuid.UUID, layer: Assignment) -> bool:
        """Whether the thing with this uid was made in this layer before, even if it was deleted since."""
        return Edit.objects.filter(what_uid=uid, verb=Edit.Verb.MADE, assignment=layer).exists()

    def add(self, *, actor: User, edit_uid: uuid.UUID | None = None, batch: uuid.UUID | None = None) -> None:
        """Store the new thing and write it down. Raises WrongState, and IntegrityError if it stands."""
        self.check_open(self.layer)
        made = self.snapshot()
        self.save(force_insert=True)
        self.edit(Edit.Verb.MADE, actor, edit_uid, batch, None, made).save(force_insert=True)

    def alter(
        self,
        snapshot: Snapshot,
        *,
        actor: User,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
    ) -> None:
        """Become the snapshot and write it down, if that is a change. Raises Conflict and WrongState."""
        self.check_open(self.layer)
        before = self.snapshot()
        if snapshot == before:
            return
        self.take(snapshot, self.layer)
        self.edit(Edit.Verb.CHANGED, actor, edit_uid, batch, before, snapshot).write()

    def drop(self, *, actor: User, edit_uid: uuid.UUID | None = None, batch: uuid.UUID | None = None) -> None:
        """Delete the thing and write it down; its history stays. Raises Conflict and WrongState."""
        self.check_open(self.layer)
        self.edit(Edit.Verb.DELETED, actor, edit_uid, batch, self.snapshot(), None).write()
        self.delete()

    @classmethod
    def revert(cls, edit: Edit, *, actor: User, uid: uuid.UUID, batch: uuid.UUID) -> Edit:
        """Bring a thing from one side of an edit back to the other and write that down.

        An edit that stands is undone, one that is undone is done again. Raises Conflict if the thing is no
        longer what the edit left, Gone if it is no more or was changed by somebody else, and WrongState.
        """
        cls.check_open(edit.assignment)
        expected, wanted = (edit.before, edit.after) if edit.is_undone else (edit.after, edit.before)
        thing = cls._default_manager.filter(uid=edit.what_uid).first()
        found = thing.snapshot() if thing else None
        expected, wanted = cls.rebase(found, expected, wanted)
        if thing is None and expected is not None:
            raise Gone(NOTHING_LEFT)
        if found != expected or (thing and thing.layer != edit.assignment):
            last = Edit.objects.filter(what_uid=edit.what_uid).latest("pk")
            if last.actor_id != actor.pk:  # As by splitting an entity.
                raise Gone(NOTHING_LEFT)
            raise Conflict(_("This can't be taken back: it was changed since."))
        if wanted is None:
            assert thing is not None  # What was expected is what was found.
            reverting = thing.edit(Edit.Verb.DELETED, actor, uid, batch, found, None)
            thing.delete()
        else:
            verb = Edit.Verb.CHANGED if thing else Edit.Verb.RESTORED
            thing = thing or cls(uid=edit.what_uid)
            thing.take(wanted, edit.assignment)
            reverting = thing.edit(verb, actor, uid, batch, found, thing.snapshot())
        reverting.reverts = edit
        reverting.save(force_insert=True)
        return reverting

    def edit(
        self,
        verb: Edit.Verb,
        actor: User,
        uid: uuid.UUID | None,
        batch: uuid.UUID | None,
        before: Snapshot | None,
        after: Snapshot | None,
    ) -> Edit:
        """The line in the log, unsaved."""
        return Edit(
            uid=uid or uuid.uuid4(),
            assignment=self.layer,
            actor=actor,
            batch=batch,
            verb=verb,
            what=self.WHAT,
            what_uid=self.uid,
            before=before,
            after=after,
        )

    @staticmethod
    def found(things: "models.QuerySet[M]") -> M:
        """The one thing that a snapshot refers to. Raises Conflict if it is gone."""
        thing = things.first()
        if thing is None:
            raise Conflict(NOTHING_LEFT)
        return thing


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
