"""Projects and who takes part in them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.users import User


class Role(models.TextChoices):
    ANNOTATOR = "annotator", _("Annotator")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Manager")


# Who decides about work, and sees everybody's: a manager may all that a reviewer may.
REVIEWING = (Role.REVIEWER, Role.MANAGER)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """Those the person takes part in; every one for a superuser."""
        return self.for_roles(user, *Role)

    def for_roles(self, user: User, *roles: Role) -> Self:
        """Those where the person holds one of the roles; every one for a superuser."""
        if user.is_superuser:
            return self.all()
        held = Membership.objects.live().filter(user=user, role__in=roles)
        return self.filter(pk__in=held.values("project"))


class ClaimField(models.TextChoices):
    """What can be asked of a claim."""

    CLAIMANT = "claimant", _("Claimant")
    ATTRIBUTION = "attribution", _("Attribution")
    VIA = "via", _("Via")
    TYPE = "type", _("Type")
    POLARITY = "polarity", _("Polarity")
    CERTAINTY = "certainty", _("Certainty")
    CHECK_WORTHY = "check_worthy", _("Check-worthy")
    QUANTITY = "quantity", _("Quantity")
    DATE = "date", _("Date")
    PLACE = "place", _("Place")


def every_claim_field() -> list[str]:
    return list(ClaimField.values)


class Project(models.Model):
    """A set of articles to annotate with one set of labels and guidelines."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)
    guidelines = models.TextField(
        _("guidelines"), blank=True, help_text=_("Markdown. One key away while annotating.")
    )
    is_blind = models.BooleanField(
        _("blind"), default=False, help_text=_("Annotators see nothing of one another's work.")
    )
    claim_fields = models.JSONField(
        _("asked of claims"),
        default=every_claim_field,
        blank=True,
        help_text=_("What the form of a claim shows."),
    )
    annotators_per_article = models.PositiveSmallIntegerField(_("annotators an article needs"), default=1)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="projects")

    # The roles of the person who asks, set by annotator.access alone.
    held: frozenset[Role]

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="project_name_not_empty"),
            models.CheckConstraint(condition=~Q(slug=""), name="project_slug_not_empty"),
            models.CheckConstraint(
                condition=Q(annotators_per_article__gte=1), name="project_annotators_from_1"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def reviewers(self) -> "MembershipQuerySet":
        """The memberships of those who decide about work here and can sign in."""
        return self.memberships.live().filter(role__in=REVIEWING, user__is_active=True)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> Self:
        """Those that have not ended."""
        return self.filter(left_at=None)


class Membership(models.Model):
    """A role that a person holds, or held, in a project. A person may hold several."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"), related_name="memberships")
    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["project", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user", "role"], condition=Q(left_at=None), name="membership_role_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.project}"

    def leave(self) -> None:
        """End the membership today; what the person did stays."""
        self.left_at = timezone.now()
        self.save(update_fields=["left_at"])

    def is_last_of_managers(self) -> bool:
        """Whether nobody else manages the project. In a transaction: two who leave at once ask in turn."""
        Project.objects.select_for_update().only("pk").get(pk=self.project_id)
        managers = Membership.objects.live().filter(project=self.project_id, role=Role.MANAGER)
        others = managers.filter(user__is_active=True).exclude(user=self.user_id)
        return self.role == Role.MANAGER and not others.exists()
