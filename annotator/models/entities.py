"""The named things of a project: one person, place or group under all of its spellings."""

from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.labels import Label
from annotator.models.projects import Project
from annotator.models.users import User


class EntityQuerySet(models.QuerySet["Entity"]):
    def live(self) -> Self:
        """Those that stand for themselves: not merged into another one."""
        return self.filter(merged_into=None)


class Entity(models.Model):
    """A named thing of a project. The bank is shared; who linked what to it is the annotator's.

    A merged entity stays and says into which one (`merged_into`, itself never merged): spans keep the link
    that was made and are read through it, so that a merge changes no layer and can be taken back whole.
    """

    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"), related_name="entities")
    label = models.ForeignKey(Label, models.PROTECT, verbose_name=_("label"), related_name="entities")
    name = models.CharField(_("name"), max_length=300)
    description = models.CharField(_("description"), max_length=500, blank=True)
    wikidata_id = models.CharField(
        _("Wikidata id"),
        max_length=15,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9]\d*\Z", _("A Wikidata id looks like Q42."))],
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("merged into"), related_name="merged", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["project", "name"], name="entity_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entity_name_not_empty"),
            models.CheckConstraint(
                condition=Q(wikidata_id="") | Q(wikidata_id__startswith="Q"), name="entity_wikidata_id_form"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="entity_not_merged_into_itself"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="entity_version_from_1"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing_id(self) -> int:
        """The id of the entity that this one is today: itself, or what it was merged into."""
        return self.merged_into_id or self.pk

    def snapshot(self) -> dict[str, Any]:
        """The fields that an event remembers, as JSON values."""
        return {"name": self.name, "description": self.description, "wikidata_id": self.wikidata_id}


class AliasQuerySet(models.QuerySet["Alias"]):
    def shown_to(self, user: User, project: Project) -> Self:
        """Those the person may see: in a blind project not what another annotator's links taught."""
        if not project.is_blind:
            return self
        return self.filter(Q(taught_by=None) | Q(taught_by=user))


class Alias(models.Model):
    """A spelling of an entity; its name is one of them.

    `key` is the spelling folded, by which it is found. `taught_by` is the person whose link taught it, and
    empty for what the bank was given on purpose.
    """

    entity = models.ForeignKey(Entity, models.CASCADE, verbose_name=_("entity"), related_name="aliases")
    name = models.CharField(_("spelling"), max_length=300)
    key = models.CharField(max_length=300, editable=False)
    taught_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("taught by"), related_name="aliases", null=True, blank=True
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "name"], condition=Q(taught_by=None), name="alias_given_once"
            ),
            models.UniqueConstraint(
                fields=["entity", "name", "taught_by"],
                condition=Q(taught_by__isnull=False),
                name="alias_taught_once_by_a_person",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class AliasWord(models.Model):
    """A word of an alias, by which the alias is looked up in a bank of any size.

    `beginning` are its first letters, so that a typed start is found through an index on both databases;
    `sound` is what is left of it across transliterations (see annotator/names.py).
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="alias_words")
    alias = models.ForeignKey(Alias, models.CASCADE, related_name="words")
    position = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=100)
    beginning = models.CharField(max_length=3)
    sound = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("word of an alias")
        verbose_name_plural = _("words of aliases")
        ordering = ["alias", "position"]
        indexes = [
            models.Index(fields=["project", "word", "position"], name="alias_word_whole"),
            models.Index(fields=["project", "beginning"], name="alias_word_beginning"),
            models.Index(fields=["project", "sound"], name="alias_word_sound"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["alias", "position"], name="alias_word_position_once"),
            models.CheckConstraint(condition=~Q(word=""), name="alias_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word
