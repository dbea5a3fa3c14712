"""What claims of several outlets are about, and where each claim and each article stands to it."""

import uuid
from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.claims import Claim
from annotator.models.edits import Conflict, Edit, Event, Logged, Snapshot
from annotator.models.projects import Project
from annotator.models.spans import Span
from annotator.models.tasks import Assignment
from annotator.models.users import User
from articles.models import Story


class StatementQuerySet(models.QuerySet["Statement"]):
    def of_story(self, project: Project, story: Story) -> Self:
        return self.filter(project=project, story=story)


class Statement(models.Model):
    """The wording of one thing that claims are about: “number of people injured”. Shared by the project.

    A verdict is the project's answer to it, with the reasons.
    """

    class Verdict(models.TextChoices):
        SUPPORTED = "supported", _("Supported")
        REFUTED = "refuted", _("Refuted")
        CONFLICTING = "conflicting", _("Conflicting evidence")
        NOT_ENOUGH = "not_enough", _("Not enough information")

    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"), related_name="statements")
    story = models.ForeignKey(Story, models.PROTECT, verbose_name=_("story"), related_name="statements")
    text = models.CharField(_("wording"), max_length=500)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict, blank=True)
    justification = models.TextField(_("justification"), blank=True)
    judged_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("judged by"), related_name="verdicts", null=True, blank=True
    )
    judged_at = models.DateTimeField(_("judged at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "story", "text"], name="statement_once_a_story"),
            models.CheckConstraint(condition=~Q(text=""), name="statement_text_not_empty"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None, justification="")
                | Q(
                    verdict__in=["supported", "refuted", "conflicting", "not_enough"],
                    judged_by__isnull=False,
                    judged_at__isnull=False,
                ),
                name="statement_verdict_has_judge",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="statement_version_from_1"),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def make(cls, project: Project, story: Story, text: str, *, actor: User) -> "Statement":
        """The story's statement of this wording, which is told of if it is a new one."""
        statement, is_new = cls.objects.get_or_create(project=project, story=story, text=text)
        if is_new:
            statement._tell("statement made", actor)
        return statement

    def rename(self, text: str, *, actor: User, seen: int) -> None:
        """Give it another wording, for the whole project. Raises Conflict.

        `seen` is the version that the person renamed; the same wording once more changes nothing.
        """
        if text == self.text:
            return
        before = self.text
        try:
            with transaction.atomic():
                self._change(seen, text=text)
        except IntegrityError:
            raise Conflict(_("Another statement of this story has this wording.")) from None
        self._tell("statement renamed", actor, before=before)

    def judge(self, verdict: str, justification: str, *, actor: User, seen: int) -> None:
        """Record the project's answer with its reasons; an empty verdict takes both back. Raises Conflict."""
        self.check_verdict(verdict, justification)
        justification = justification if verdict else ""
        if (verdict, justification) == (self.verdict, self.justification):
            return
        before = {"verdict": self.verdict, "justification": self.justification}
        self._change(
            seen,
            verdict=verdict,
            justification=justification,
            judged_by=actor if verdict else None,
            judged_at=timezone.now() if verdict else None,
        )
        self._tell("statement judged", actor, verdict=verdict, justification=justification, before=before)

    def check_verdict(self, verdict: str, justification: str) -> None:
        """Raise Conflict for new reasons without a verdict: those of a verdict go with it."""
        if justification and not verdict and justification != self.justification:
            raise Conflict(_("Choose a verdict too: reasons without one are not kept."))

    def remove(self, *, actor: User) -> None:
        """Delete it, if nothing stands under it but the person's own readings. Raises Conflict."""
        others = self.readings.exclude(assignment__annotator=actor)
        if self.placements.exists() or others.exists():
            raise Conflict(_("It can't be deleted: claims or readings stand under it, yours or others'."))
        for reading in self.readings.select_related("assignment"):
            reading.drop(actor=actor)
        self._tell("statement deleted", actor)
        self.delete()

    @transaction.atomic
    def absorb(self, other: "Statement", *, actor: User) -> None:
        """Take over all that stands under another statement of the story, which then goes.

        A claim or a reading that stands under both stays under this one as it is. Raises Conflict.
        """
        if (other.project_id, other.story_id) != (self.project_id, self.story_id) or other.pk == self.pk:
            raise Conflict(_("Only two statements of one story can be merged."))
        # No claim is placed under either of them meanwhile.
        list(Statement.objects.select_for_update().filter(pk__in=(self.pk, other.pk)).order_by("pk"))
        batch = uuid.uuid4()
        here = set(self.placements.values_list("claim", flat=True))
        for placement in other.placements.select_for_update(of=("self",)).select_related(
            "claim__span__assignment"
        ):
            if placement.claim_id in here:
                placement.drop(actor=actor, batch=batch)
            else:
                placement.alter({**placement.snapshot(), "statement": self.pk}, actor=actor, batch=batch)
        read = set(self.readings.values_list("assignment", flat=True))
        for reading in other.readings.select_for_update(of=("self",)).select_related("assignment"):
            if reading.assignment_id in read:
                reading.drop(actor=actor, batch=batch)
            else:
                reading.alter({"statement": self.pk}, actor=actor, batch=batch)
        if not self.verdict and other.verdict:
            fields = ("verdict", "justification", "judged_by", "judged_at")
            self._change(self.version, **{name: getattr(other, name) for name in fields})
        self._tell("statements merged", actor, merged=other.text, merged_id=other.pk, batch=str(batch))
        other.delete()

    def _change(self, seen: int, **fields: object) -> None:
        """Store the fields if the version in the database is the one that was seen."""
        standing = Statement.objects.filter(pk=self.pk, version=seen)
        if not standing.update(**fields, version=F("version") + 1):
            raise Conflict(
                _("Somebody else changed this statement since you read it. Read it again, then change it.")
            )
        self.refresh_from_db(fields=[*fields, "version"])

    def _tell(self, verb: str, actor: User, **data: object) -> None:
        """Write down what was done to the shared wording or verdict."""
        known = {"statement": self.pk, "text": self.text, "story": self.story_id}
        Event.objects.create(project_id=self.project_id, actor=actor, verb=verb, data={**known, **data})


class Placement(Logged):
    """A claim under a statement, with its stance. The annotator's own; a claim may stand under several."""

    class Stance(models.TextChoices):
        AFFIRMS = "affirms", _("Affirms")
        REFUTES = "refutes", _("Refutes")
        QUERIES = "queries", _("Queries")
        MENTIONS = "mentions", _("Mentions")

    WHAT: ClassVar = "placement"

    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name=_("claim"), related_name="placements")
    statement = models.ForeignKey(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="placements"
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, default=Stance.AFFIRMS)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "statement"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(stance__in=["affirms", "refutes", "queries", "mentions"]),
                name="placement_stance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.get_stance_display().lower()}: {self.statement}"

    @property
    def layer(self) -> Assignment:
        return self.claim.span.assignment

    @staticmethod
    def check_open(layer: Assignment) -> None:
        """Always: a story is compared after its articles were handed in."""

    def snapshot(self) -> Snapshot:
        return {"span": str(self.claim.span.uid), "statement": self.statement_id, "stance": self.stance}

    @classmethod
    def of(cls, span: Span, statement: Statement, stance: str, uid: uuid.UUID | None = None) -> "Placement":
        """A new placement of a span's claim, unsaved; the span gets an empty claim if it has none."""
        claim = span.claim_or_none or Claim.objects.get_or_create(span=span)[0]
        claim.span = span
        return cls(uid=uid or uuid.uuid4(), claim=claim, statement=statement, stance=stance)

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        span = self.found(Span.objects.filter(uid=snapshot["span"], assignment=layer))
        span.assignment = layer
        self.claim, _made = Claim.objects.get_or_create(span=span)
        self.claim.span = span
        self.statement = self.found(Statement.objects.filter(pk=snapshot["statement"]))
        self.stance = snapshot["stance"]
        self.save()


class Reading(Logged):
    """“Read for this”: the annotator looked for the statement in the article.

    Without a placement the article is then silent on it; without a reading it is unread.
    """

    WHAT: ClassVar = "reading"

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, verbose_name=_("assignment"), related_name="readings"
    )
    statement = models.ForeignKey(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="readings"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "statement"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.statement}"

    @property
    def layer(self) -> Assignment:
        return self.assignment

    @staticmethod
    def check_open(layer: Assignment) -> None:
        """Always: a story is compared after its articles were handed in."""

    def snapshot(self) -> Snapshot:
        return {"statement": self.statement_id}

    @staticmethod
    def mark(layers: Iterable[Assignment], statement: Statement, *, actor: User, batch: uuid.UUID) -> None:
        """Write down that the layers' articles were read for the statement, as one step; some may be already.

        Takes three queries however many there are.
        """
        layers = list(layers)
        standing = set(statement.readings.filter(assignment__in=layers).values_list("assignment", flat=True))
        new = [Reading(assignment=layer, statement=statement) for layer in layers if layer.pk not in standing]
        Reading.objects.bulk_create(new)
        Edit.objects.bulk_create(
            [each.edit(Edit.Verb.MADE, actor, None, batch, None, each.snapshot()) for each in new]
        )

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        self.assignment = layer
        self.statement = self.found(Statement.objects.filter(pk=snapshot["statement"]))
        self.save()
