"""What a span can be tagged as."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Substr
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.keys import COMMANDS
from annotator.models.projects import Project

# The labels, by their names, whose spans say something.
SPEAKERS = ("person", "people", "organization", "organisation", "group", "outlet")


class LabelQuerySet(models.QuerySet["Label"]):
    def live(self) -> Self:
        """Those that can be given today."""
        return self.filter(archived_at=None)

    def make_said_by(self, project: Project) -> "Label | None":
        """The relation that every project begins with: from its claims to its persons and organizations.

        None if the project has a relation already, or no claims.
        """
        live = list(self.live().filter(project=project))
        claims = [label for label in live if label.kind == Label.Kind.CLAIM]
        if not claims or any(label.kind == Label.Kind.RELATION for label in live):
            return None
        entities = [label for label in live if label.kind == Label.Kind.ENTITY]
        speakers = [label for label in entities if label.name.lower() in SPEAKERS]
        said_by = self.create(
            project=project,
            kind=Label.Kind.RELATION,
            name=gettext("said by"),
            colour=Label.Colour.SLATE,
            description=gettext("From a claim to the person or the organization whose words it is."),
            order=max(label.order for label in live) + 1,
        )
        said_by.from_labels.set(claims)
        said_by.to_labels.set(speakers or entities)
        return said_by


class Label(models.Model):
    class Kind(models.TextChoices):
        ENTITY = "entity", _("Entity")
        CLAIM = "claim", _("Claim")
        RELATION = "relation", _("Relation")

    class Colour(models.TextChoices):
        """Names of classes in static/css/labels.css, each readable in the light and in the dark."""

        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        GREEN = "green", _("Green")
        OLIVE = "olive", _("Olive")
        AMBER = "amber", _("Amber")
        ORANGE = "orange", _("Orange")
        RED = "red", _("Red")
        PINK = "pink", _("Pink")
        PURPLE = "purple", _("Purple")
        INDIGO = "indigo", _("Indigo")
        BROWN = "brown", _("Brown")
        SLATE = "slate", _("Slate")

        @classmethod
        def least_used(cls, used: Iterable[str]) -> "Label.Colour":
            """The first of those that the fewest labels have, told the colours of these."""
            number = Counter(used)
            return min(cls, key=lambda colour: number[colour])

    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"), related_name="labels")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(
        _("short name"),
        max_length=6,
        blank=True,
        help_text=_("Stands at the span in the text; the name's start if empty."),
    )
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.BLUE)
    hotkey = models.CharField(
        _("key"), max_length=1, blank=True, help_text=_("One lower-case letter or digit.")
    )
    description = models.CharField(_("description"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    from_labels = models.ManyToManyField(
        "self",
        symmetrical=False,
        verbose_name=_("from"),
        related_name="relations_out",
        blank=True,
        help_text=_("For a relation: the labels it may start from; any if empty."),
    )
    to_labels = models.ManyToManyField(
        "self",
        symmetrical=False,
        verbose_name=_("to"),
        related_name="relations_in",
        blank=True,
        help_text=_("For a relation: the labels it may lead to; any if empty."),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "project", Lower("name"), condition=Q(archived_at=None), name="label_name_unique_among_live"
            ),
            models.UniqueConstraint(
                fields=["project", "hotkey"],
                condition=Q(archived_at=None) & ~Q(hotkey=""),
                name="label_hotkey_unique_among_live",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="label_name_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=["entity", "claim", "relation"]), name="label_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    colour__in=[
                        *("blue", "teal", "green", "olive", "amber", "orange"),
                        *("red", "pink", "purple", "indigo", "brown", "slate"),
                    ]
                ),
                name="label_colour_known",
            ),
            models.CheckConstraint(
                condition=Q(hotkey=Lower(Substr("hotkey", 1, 1))), name="label_hotkey_is_one_lower_case_sign"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a key that the workspace uses itself, or that can't be told apart from another by Shift."""
        for key, does in COMMANDS.values():
            if self.hotkey == key:
                why = _("The workspace uses this key: %(does)s.") % {"does": does}
                raise ValidationError({"hotkey": why})
        if self.hotkey and not (self.hotkey.isalnum() and self.hotkey == self.hotkey.lower()):
            raise ValidationError({"hotkey": _("A key is one lower-case letter or digit.")})
        self._check_apart()

    def _check_apart(self) -> None:
        """Refuse a name or a key that another label of the project has."""
        if self.archived_at is not None or self.project_id is None:
            return
        for other in Label.objects.live().filter(project=self.project_id).exclude(pk=self.pk):
            if other.name.lower() == self.name.lower():
                raise ValidationError({"name": _("Another label of this project has this name.")})
            if self.hotkey and other.hotkey == self.hotkey:
                raise ValidationError({"hotkey": _("“%(name)s” has this key.") % {"name": other.name}})

    @property
    def tag(self) -> str:
        """What stands at a span in the text."""
        return self.short_name or self.name[:4]

    @property
    def is_offered(self) -> bool:
        """Whether a span can be given this label today."""
        return self.archived_at is None and self.kind != self.Kind.RELATION

    def archive(self) -> None:
        """Offer the label no longer; spans that carry it keep it."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def restore(self) -> None:
        """Offer the label again. Raises ValidationError if its name or its key is taken by now."""
        self.archived_at = None
        self.clean()
        self.save(update_fields=["archived_at"])
