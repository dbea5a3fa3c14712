"""Who works on which article, and how far they are."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.projects import Project
from annotator.models.users import User
from annotator.prepared import prepared
from articles.models import Article, ArticleVersion

if TYPE_CHECKING:
    from annotator.models.edits import Event


class WrongState(Exception):
    """A step that the assignment's state does not allow; the message says which."""


class TaskQuerySet(models.QuerySet["Task"]):
    def of_story(self, task: "Task") -> Self:
        """The project's tasks on articles of the same story, oldest report first."""
        return self.filter(project=task.project_id, article__story=task.article.story_id).oldest_first()

    def oldest_first(self) -> Self:
        """By the time of the report; what has none comes last."""
        day, hour = F("article__published_on"), F("article__published_time")
        return self.order_by(day.asc(nulls_last=True), hour.asc(nulls_last=True), "pk")

    def having(self, layers: "models.QuerySet[Assignment]") -> Self:
        """Those on which one of the layers stands."""
        return self.filter(models.Exists(layers.filter(task=models.OuterRef("pk"))))

    def untouched(self) -> Self:
        """Those that nobody has begun."""
        begun = Assignment.objects.annotators().exclude(state=Assignment.State.TO_DO)
        return self.exclude(models.Exists(begun.filter(task=models.OuterRef("pk"))))

    def hold(self) -> list[int]:
        """Lock these tasks until the transaction ends, and return their keys.

        Whoever begins a layer, or brings a new text, does so first: each then sees what the other has done.
        """
        return list(self.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))

    def current_versions(self, *deferred: str) -> dict[int, ArticleVersion]:
        """The text that each task is worked on in, by the task's key; no raw original, nothing `deferred`.

        That is the one that its layers have, whatever has come in since; the newest where there is none.
        """
        layers = Assignment.objects.filter(task=models.OuterRef("task"), version=models.OuterRef("pk"))
        each: Any = ArticleVersion.objects.defer("raw", *deferred).annotate(task=F("article__tasks"))
        of_these = each.filter(task__in=self.order_by().values("pk")).alias(is_had=models.Exists(layers))
        return {version.task: version for version in of_these.order_by("is_had", "number")}

    def begin(self, owner: User | None) -> list["Assignment"]:
        """The person's layers on these tasks, or gold, where work begins now; made where there are none.

        Takes six queries at most beside that for the tasks; one made of gold takes some of its own.
        """
        own = Assignment.objects.filter(task__in=[task.pk for task in self], annotator=owner)
        layers = list(own)
        begun = {layer.task_id for layer in layers}
        if missing := [task for task in self if task.pk not in begun]:
            if owner is None:
                return [*layers, *(task.gold() for task in missing)]
            there = Task.objects.filter(pk__in=[task.pk for task in missing])
            there.hold()
            versions = there.current_versions("text")
            Assignment.objects.bulk_create(
                [Assignment(task=task, annotator=owner, version=versions[task.pk]) for task in missing],
                ignore_conflicts=True,
            )
            layers = list(own.all())
        if any(layer.state == Assignment.State.TO_DO for layer in layers):
            own.filter(state=Assignment.State.TO_DO).update(state=Assignment.State.IN_PROGRESS)
        return layers

    def needing_annotators(self) -> Self:
        """Those with fewer people at work, or done, than an article of the project needs."""
        people = Assignment.objects.annotators().exclude(state=Assignment.State.DECLINED)
        counted = people.filter(task=models.OuterRef("pk")).order_by().values("task")
        number = models.Subquery(counted.annotate(number=models.Count("pk")).values("number"))
        return self.alias(people=Coalesce(number, 0)).filter(
            people__lt=models.F("project__annotators_per_article")
        )


class Task(models.Model):
    """An article in a project. An article can stand in several projects."""

    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"), related_name="tasks")
    article = models.ForeignKey(Article, models.PROTECT, verbose_name=_("article"), related_name="tasks")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    # The number of the article's newest text, which may not be the task's: set by annotator.access alone.
    newest_number: int

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "article"], name="task_article_once_a_project")
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.project})"

    def assignment_of(self, annotator: User) -> "Assignment":
        """The person's assignment on this task, locked until the transaction ends; made if there is none."""
        layers = Assignment.objects.with_text().held()
        try:
            assignment = layers.get(task=self, annotator=annotator)
        except Assignment.DoesNotExist:
            with transaction.atomic():  # Two first saves at once: the constraint lets one of them in.
                Task.objects.filter(pk=self.pk).hold()
                Assignment.objects.bulk_create(
                    [Assignment(task=self, annotator=annotator, version=self.current_version())],
                    ignore_conflicts=True,
                )
            assignment = layers.get(task=self, annotator=annotator)
        assignment.task = self
        return assignment

    def gold(self) -> "Assignment":
        """The gold layer of this task, locked until the transaction ends; made if there is none."""
        Task.objects.filter(pk=self.pk).hold()
        Assignment.objects.bulk_create(
            [Assignment(task=self, kind=Assignment.Kind.GOLD, version=self.current_version())],
            ignore_conflicts=True,
        )
        self._settle_gold()
        layers = Assignment.objects.with_text().held()
        gold = layers.get(task=self, kind=Assignment.Kind.GOLD)
        gold.task = self
        return gold

    def settle_gold(self) -> None:
        """Gold is accepted while an annotator's work on the same task is, and in progress otherwise.

        The lock makes two reviewers who accept and return at once wait for one another, so that the second
        counts what the first has done.
        """
        Task.objects.filter(pk=self.pk).hold()
        self._settle_gold()

    def _settle_gold(self) -> None:
        layers = Assignment.objects.filter(task=self)
        is_accepted = layers.annotators().filter(state=Assignment.State.ACCEPTED).exists()
        state = Assignment.State.ACCEPTED if is_accepted else Assignment.State.IN_PROGRESS
        layers.filter(kind=Assignment.Kind.GOLD).update(state=state)

    def neighbours(self) -> tuple[int | None, int | None]:
        """The articles before and after this one in the project's order."""
        return _neighbours.first(self.project_id, self.pk) or (None, None)

    def current_version(self) -> ArticleVersion:
        """The text that this task is worked on in: that of its layers, or the newest if it has none.

        All layers of a task have one text, so that they can be compared and what is right goes into gold.
        """
        worked_on = Assignment.objects.filter(task=self, version=models.OuterRef("pk"))
        versions = ArticleVersion.objects.filter(article=self.article_id).defer("raw")
        return versions.order_by(models.Exists(worked_on).desc(), "-number")[:1].get()


@prepared
def _neighbours(project: int, task: int) -> "models.QuerySet[Task, tuple[int | None, int | None]]":
    tasks = Task.objects.filter(project=project)
    before = tasks.filter(pk__lt=task).order_by("-pk").values("article")[:1]
    after = tasks.filter(pk__gt=task).order_by("pk").values("article")[:1]
    both = {"before": models.Subquery(before), "after": models.Subquery(after)}
    return Task.objects.filter(pk=task).annotate(**both).values_list(*both)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def with_text(self) -> Self:
        """Each with its version, but for the raw original, which nobody draws."""
        return self.select_related("version").defer("version__raw")

    def held(self) -> Self:
        """Each locked until the transaction ends.

        Nobody deletes one, so what refers to it need not wait: whoever compares a story writes edits of
        layers that others hold, and would wait for them while they wait for the statement.
        """
        return self.select_for_update(of=("self",), no_key=True)

    def annotators(self) -> Self:
        """People's layers, without gold."""
        return self.filter(kind=Assignment.Kind.ANNOTATOR)

    def waiting_for_review(self) -> Self:
        return self.filter(state=Assignment.State.SUBMITTED)


class Assignment(models.Model):
    """A layer: one person's work on one task, on one version of the text. Gold is the reviewers' own."""

    class Kind(models.TextChoices):
        ANNOTATOR = "annotator", _("Annotator")
        GOLD = "gold", _("Gold")

    class State(models.TextChoices):
        TO_DO = "to_do", _("To do")
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        DEFERRED = "deferred", _("Put off")
        DECLINED = "declined", _("Declined")

    UNFINISHED = (State.TO_DO, State.IN_PROGRESS, State.RETURNED)  # the person's to work on
    HANDED_IN = (State.SUBMITTED, State.ACCEPTED)  # the reviewers' to decide about

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("task"), related_name="assignments")
    version = models.ForeignKey(
        ArticleVersion, models.PROTECT, verbose_name=_("version"), related_name="assignments"
    )
    annotator = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("annotator"), related_name="assignments", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ANNOTATOR)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.TO_DO)
    message = models.TextField(
        _("message"),
        blank=True,
        help_text=_("The reviewer's word on returning it, or the reason to put it off or decline."),
    )
    note = models.TextField(_("note to self"), blank=True)
    seconds_spent = models.PositiveIntegerField(
        _("seconds spent"), default=0, help_text=_("With the article on screen and in use; idle time is cut.")
    )
    telling_page = models.UUIDField(_("page that told of time last"), null=True, editable=False)
    telling_page_seconds = models.PositiveIntegerField(_("seconds it told of"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "annotator"], name="assignment_once_a_person_and_task"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(kind="gold"), name="assignment_one_gold_a_task"
            ),
            models.CheckConstraint(
                condition=Q(kind="annotator", annotator__isnull=False)
                | Q(kind="gold", annotator__isnull=True),
                name="assignment_gold_has_no_annotator",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "to_do",
                        "in_progress",
                        "submitted",
                        "returned",
                        "accepted",
                        "deferred",
                        "declined",
                    ]
                ),
                name="assignment_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.article}, {self.annotator or self.get_kind_display()}"

    @property
    def is_gold(self) -> bool:
        return self.kind == self.Kind.GOLD

    @property
    def is_editable(self) -> bool:
        """Whether spans can be made and changed: gold always, a person's layer until it is submitted."""
        return self.is_gold or self.state in self.UNFINISHED

    def check_editable(self) -> None:
        """Raise WrongState if no span can be made or changed."""
        if not self.is_editable:
            raise WrongState(
                _("This article is %(state)s: reopen it before you change it.")
                % {"state": self.get_state_display().lower()}
            )

    def check_text(self, number: int | None) -> None:
        """Raise WrongState if a page that was opened before the first save shows another version of the text.

        None if it does not say which.
        """
        if number not in (None, self.version.number):
            raise WrongState(
                _("Another text of this article came in since you opened it. Reload the page and look again.")
            )

    def start(self) -> None:
        """The first save: work has begun. What was returned is so until it is handed in again."""
        if self.state == self.State.TO_DO and not self.is_gold:
            self.state = self.State.IN_PROGRESS
            self.save(update_fields=["state"])

    def spend(self, seconds: int, page: uuid.UUID, kept: int) -> None:
        """Add time in which the person had the article before them and did something.

        The page has `kept` seconds confirmed. One whose answer was lost, or is still on its way, tells of the
        same time again: what its layer knows of already is added once.
        """
        told = kept + seconds
        known = Case(
            When(telling_page=page, then=Greatest("telling_page_seconds", kept)),
            default=kept,
            output_field=models.PositiveIntegerField(),
        )
        Assignment.objects.filter(pk=self.pk).update(
            seconds_spent=F("seconds_spent") + Greatest(told, known) - known,
            telling_page=page,
            telling_page_seconds=Greatest(told, known),
        )

    def keep_note(self, note: str, was: str | None = None) -> None:
        """The annotator's note to self on the article; nobody else reads it.

        Raises WrongState if it is no longer what it `was` on the page where the new one was written.
        """
        kept = self.note.split()  # A browser sends line ends of its own.
        if was is not None and kept not in (was.split(), note.split()):
            raise WrongState(_("This note was changed elsewhere since you read it; it now shows as it is."))
        self.note = note
        self.save(update_fields=["note"])

    def submit(self, actor: User) -> "Event":
        """Hand the work in; from then on it is read only."""
        return self._move(
            "submitted", actor, self.State.SUBMITTED, self.UNFINISHED, submitted_at=timezone.now()
        )

    def reopen(self, actor: User) -> "Event":
        """Take it back to work on it again; not once it is accepted. What was returned is so again."""
        given_up = (self.State.SUBMITTED, self.State.DEFERRED, self.State.DECLINED)
        wish = self.events.filter(verb="returned").first()
        state = self.State.RETURNED if wish else self.State.IN_PROGRESS
        message = wish.data["message"] if wish else ""
        return self._move("reopened", actor, state, given_up, submitted_at=None, message=message)

    def accept(self, actor: User, message: str = "") -> "Event":
        """The reviewer's yes to the whole; gold counts from now on."""
        with transaction.atomic():
            event = self._move(
                "accepted", actor, self.State.ACCEPTED, (self.State.SUBMITTED,), message=message
            )
            self.task.settle_gold()
        return event

    def return_to_annotator(self, actor: User, message: str) -> "Event":
        """The reviewer's wish for more work, with a message that the annotator sees."""
        with transaction.atomic():
            event = self._move("returned", actor, self.State.RETURNED, self.HANDED_IN, message=message)
            self.task.settle_gold()
        return event

    def defer(self, actor: User, reason: str) -> "Event":
        """Come back later."""
        return self._move("deferred", actor, self.State.DEFERRED, self.UNFINISHED, message=reason)

    def decline(self, actor: User, reason: str) -> "Event":
        """Not for me."""
        return self._move("declined", actor, self.State.DECLINED, self.UNFINISHED, message=reason)

    @property
    def is_reviewable(self) -> bool:
        """Whether reviewers decide about it now: handed in, or accepted already."""
        return not self.is_gold and self.state in self.HANDED_IN

    def is_own_of(self, reviewer: User) -> bool:
        """Whether the reviewer must leave it to another one, because it is their own work.

        It is theirs to decide where nobody else reviews in the project, and a superuser's always.
        """
        if self.annotator_id != reviewer.pk or reviewer.is_superuser:
            return False
        return self.task.project.reviewers().exclude(user=reviewer).exists()

    def check_reviewable(self, reviewer: User) -> None:
        """Raise WrongState if this person can't decide about it now."""
        if self.is_own_of(reviewer):
            raise WrongState(_("This is your own work: another reviewer of the project decides about it."))
        if not self.is_reviewable:
            raise WrongState(
                _("This article is %(state)s: it can be reviewed once it is submitted.")
                % {"state": self.get_state_display().lower()}
            )

    def _move(
        self, verb: str, actor: User, to: State, allowed: tuple[State, ...], **changes: object
    ) -> "Event":
        """Change the state if the one in the database is among those allowed, and write it down.

        Raises WrongState otherwise: somebody else may have moved it since this page was read.
        """
        with transaction.atomic():
            own = Assignment.objects.filter(pk=self.pk, kind=self.Kind.ANNOTATOR, state__in=allowed)
            if not own.update(state=to, **changes):
                self.refresh_from_db(fields=["state"])
                raise WrongState(
                    _("This article is %(state)s, so this can't be done with it now.")
                    % {"state": self.get_state_display().lower()}
                )
            self.refresh_from_db(fields=["state", *changes])
            return self.events.create(
                project_id=self.task.project_id, actor=actor, verb=verb, data={"message": self.message}
            )
