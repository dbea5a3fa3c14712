"""What claims of several outlets are about, and where each claim and each article stands to it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.claims import Claim
from annotator.models.edits import Logged, Snapshot
from annotator.models.projects import Project
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

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        claims = Claim.objects.select_related("span__assignment")
        self.claim = self.found(claims.filter(span__uid=snapshot["span"], span__assignment=layer))
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

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        self.assignment = layer
        self.statement = self.found(Statement.objects.filter(pk=snapshot["statement"]))
        self.save()
