"""The named things of a project: one person, place or group under all of its spellings."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple, Self

from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotator import names
from annotator.models.edits import Conflict, Event, Snapshot
from annotator.models.labels import Label
from annotator.models.merging import MERGE_TAKEN_BACK, MERGED, came_along
from annotator.models.projects import Project
from annotator.models.users import User

# The entity that a row, itself of an entity, is read as today: of a span, an alias, a claim …
STANDING = Coalesce("entity__merged_into", "entity")
STANDING_NAME = Coalesce("entity__merged_into__name", "entity__name")


class Entry(NamedTuple):
    """What a bank is loaded from: an entity with its spellings beside the name."""

    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    wikidata_id: str = ""


class EntityQuerySet(models.QuerySet["Entity"]):
    def live(self) -> Self:
        """Those that stand for themselves: not merged into another one."""
        return self.filter(merged_into=None)

    def families(self, entities: Iterable[int]) -> list[int]:
        """The keys of some entities and of what was merged into them."""
        family = self.filter(Q(pk__in=entities) | Q(merged_into__in=entities))
        return list(family.order_by().values_list("pk", flat=True))

    @transaction.atomic
    def load(self, label: Label, entries: Iterable[Entry], *, actor: User) -> int:
        """Store many new entities of a label with their spellings, as one event; return how many."""
        rest, number = iter(entries), 0
        while batch := list(islice(rest, 2_000)):
            made = self.bulk_create(
                Entity(
                    project_id=label.project_id,
                    label=label,
                    name=entry.name[: names.LONGEST_NAME],
                    description=entry.description,
                    wikidata_id=entry.wikidata_id,
                )
                for entry in batch
            )
            Alias.objects.store(
                Alias(entity=entity, name=name)
                for entity, entry in zip(made, batch, strict=True)
                for name in dict.fromkeys(
                    (entity.name, *(each[: names.LONGEST_NAME] for each in entry.aliases))
                )
            )
            number += len(made)
        data = {"label": label.pk, "number": number}
        Event.objects.create(project_id=label.project_id, actor=actor, verb="entities loaded", data=data)
        return number


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

    @property
    def standing(self) -> "Entity":
        """The entity that this one is today."""
        return self.merged_into or self

    def snapshot(self) -> dict[str, Any]:
        """The fields that an event remembers, as JSON values."""
        return {"name": self.name, "description": self.description, "wikidata_id": self.wikidata_id}

    @property
    def is_used(self) -> bool:
        """Whether anything refers to it but the name that it was made with."""
        if self.aliases.exclude(name=self.name).exists():
            return True
        others = (each for each in self._meta.related_objects if each.related_model is not Alias)
        return any(
            other.related_model._default_manager.filter(**{other.field.name: self}).exists()
            for other in others
        )

    @classmethod
    @transaction.atomic
    def make(cls, label: Label, name: str, *, actor: User, edit: str = "", **described: str) -> "Entity":
        """A new entity of the label's project; its name is its first spelling.

        `described` holds its description and its Wikidata id; `edit` is the uid of the form that asks for it.
        """
        name = name.strip()[: names.LONGEST_NAME]
        entity = cls(project_id=label.project_id, label=label, name=name, **described)
        entity.enter(actor, edit)
        return entity

    def enter(self, actor: User, edit: str = "") -> None:
        """Store the new entity with its name as its first spelling, and tell of it."""
        self.save(force_insert=True)
        Alias.objects.store([Alias(entity=self, name=self.name)])
        self.tell("entity made", actor, None, self.snapshot(), **({"edit": edit} if edit else {}))

    @transaction.atomic
    def describe(
        self, *, actor: User, seen: int, name: str, description: str = "", wikidata_id: str = ""
    ) -> None:
        """Rename the entity, or describe it otherwise; the old name stays one of its spellings.

        Raises Conflict if somebody else changed it since the version that was seen.
        """
        before = self.snapshot()
        fields = {"name": name.strip(), "description": description, "wikidata_id": wikidata_id}
        if fields == before:
            return
        standing = Entity.objects.filter(pk=self.pk, version=seen)
        if not standing.update(**fields, version=F("version") + 1):
            raise Conflict(
                _("Somebody else changed this entity since you read it. Read it again, then change it.")
            )
        self.refresh_from_db(fields=[*fields, "version"])
        self.tell(
            "entity renamed" if before["name"] != self.name else "entity described", actor, before, fields
        )
        self.add_alias(self.name, actor=actor)

    @transaction.atomic
    def add_alias(self, name: str, *, actor: User, taught_by: User | None = None) -> "Alias | None":
        """Give the entity a spelling; none if it has it already. `taught_by` keeps it the person's own."""
        name = name.strip()[: names.LONGEST_NAME]
        standing = self.aliases.filter(Q(taught_by=None) | Q(taught_by=taught_by))
        if standing.filter(name=name).exists():
            return None
        return self.take_alias(Alias(entity=self, name=name, taught_by=taught_by), actor)

    def take_alias(self, alias: "Alias", actor: User) -> "Alias | None":
        """Store a new spelling and tell of it; None if somebody gave it the same one at this moment."""
        try:
            with transaction.atomic():
                Alias.objects.store([alias])
        except IntegrityError:
            return None
        self.tell("alias added", actor, None, alias.snapshot())
        return alias

    @transaction.atomic
    def remove_alias(self, alias: "Alias", *, actor: User) -> None:
        """Take a spelling away. Raises Conflict for the name, which stays one of them."""
        if alias.name == self.name and alias.taught_by_id is None:
            raise Conflict(_("The name of an entity is one of its spellings: rename it instead."))
        self.tell("alias removed", actor, alias.snapshot(), None)
        alias.delete()

    @transaction.atomic
    def merge_into(self, target: "Entity", *, actor: User) -> None:
        """Be the target from now on, with all that was merged into this one. Nothing else is changed.

        Raises Conflict where there are no two entities of one project that stand.
        """
        both = Entity.objects.select_for_update().order_by("pk").in_bulk([self.pk, target.pk])
        if len(both) < 2 or self.project_id != target.project_id:
            raise Conflict(_("Only two entities of one project can be merged."))
        if any(entity.merged_into_id for entity in both.values()):
            raise Conflict(_("One of these entities was merged by somebody else since you read it."))
        along = list(self.merged.order_by("pk").values_list("pk", flat=True))
        Entity.objects.filter(pk__in=[self.pk, *along]).update(merged_into=target)
        self.merged_into = target
        self.tell(MERGED, actor, None, {"into": target.pk, "name": target.name, "along": along})

    @transaction.atomic
    def take_back_merge(self, *, actor: User) -> None:
        """Stand for oneself again, with what was merged along and is still where it went. Raises Conflict.

        The name is one of its spellings again, if a split gave that to another one.
        """
        locked = Entity.objects.select_for_update().get(pk=self.pk)
        if locked.merged_into_id is None:
            raise Conflict(_("This entity is not merged."))
        target = locked.merged_into_id
        still = Entity.objects.filter(pk__in=came_along(self.pk, self.project), merged_into=target)
        along = list(still.order_by("pk").values_list("pk", flat=True))
        Entity.objects.filter(pk__in=along).update(merged_into=self.pk)
        Entity.objects.filter(pk=self.pk).update(merged_into=None)
        self.merged_into = None
        self.tell(MERGE_TAKEN_BACK, actor, {"into": target, "along": along}, None)
        self.add_alias(self.name, actor=actor)

    def tell(
        self, verb: str, actor: User, before: Snapshot | None, after: Snapshot | None, **more: str
    ) -> None:
        """Write down what was done to the bank."""
        data = {"entity": self.pk, "before": before, "after": after, **more}
        Event.objects.create(project_id=self.project_id, actor=actor, verb=verb, data=data)


class AliasQuerySet(models.QuerySet["Alias"]):
    def of_bank(self, project: Project) -> Self:
        """Those in a project's bank, checked once they are found: by a key, an entity, a word.

        Negated twice, as SQLite finds nothing by that: a connection that has not read how large the bank is
        would begin with the whole of it. PostgreSQL reads the two as none.
        """
        return self.exclude(~Q(entity__project=project))

    def shown_to(self, user: User, project: Project) -> Self:
        """Those the person may see: in a blind project not what another annotator's links taught."""
        if not project.is_blind:
            return self
        return self.exclude(Q(taught_by__isnull=False) & ~Q(taught_by=user))

    def store(self, aliases: Iterable["Alias"]) -> list["Alias"]:
        """Store new spellings with the words that they are found by."""
        kept = list(aliases)
        for alias in kept:
            alias.key = names.key(alias.name)
        self.bulk_create(kept, batch_size=2_000)
        AliasWord.objects.bulk_create(
            (
                AliasWord(
                    project_id=alias.entity.project_id,
                    alias=alias,
                    position=position,
                    word=word.folded,
                    sound=word.sound,
                )
                for alias in kept
                for position, word in enumerate(names.words(alias.name))
            ),
            batch_size=2_000,
        )
        return kept


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
        indexes = [models.Index(fields=["key"], name="alias_by_key")]
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

    def snapshot(self) -> dict[str, Any]:
        """The fields that an event remembers, as JSON values."""
        return {"name": self.name, "taught_by": self.taught_by_id}


class AliasWordQuerySet(models.QuerySet["AliasWord"]):
    def shown_to(self, user: User, project: Project) -> Self:
        """Those of the aliases that the person may see."""
        if not project.is_blind:
            return self
        others = Alias.objects.filter(pk=OuterRef("alias"), taught_by__isnull=False).exclude(taught_by=user)
        return self.filter(~Exists(others))

    def beginning(self, start: str) -> Self:
        """The words that begin so, found through the index: a word's own order is that of its characters."""
        return self.filter(word__gte=start, word__lt=f"{start}\U0010ffff")


class AliasWord(models.Model):
    """A word of an alias, by which the alias is looked up in a bank of any size.

    `sound` is what is left of it across transliterations (see annotator/names.py). PostgreSQL keeps `word` in
    the collation "C" (migration 0006), so that both databases find a typed start as a range of the index.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="alias_words")
    alias = models.ForeignKey(Alias, models.CASCADE, related_name="words", db_index=False)
    position = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=100)
    sound = models.CharField(max_length=100)

    objects = AliasWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of an alias")
        verbose_name_plural = _("words of aliases")
        ordering = ["alias", "position"]
        indexes = [
            # Each holds all that its look-up asks for, so that the table itself is not read.
            models.Index(fields=["project", "word", "position", "alias"], name="alias_word_looked_up"),
            models.Index(fields=["project", "sound", "alias"], name="alias_word_sounding"),
            models.Index(fields=["alias", "word"], name="alias_word_of_alias"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["alias", "position"], name="alias_word_position_once"),
            models.CheckConstraint(condition=~Q(word=""), name="alias_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word


def without_gone_entities(snapshot: Snapshot) -> Snapshot:
    """A span's snapshot without those of its entities that are no more.

    A claim that says nothing beside is none.
    """
    entity, claim = snapshot.get("entity"), snapshot.get("claim")
    named: set[int] = {key for key in (entity, claim and claim["claimant"]) if key}
    gone = named - set(Entity.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else named
    if entity in gone:
        snapshot = {**snapshot, "entity": None}
    if claim and claim["claimant"] in gone:
        said = {**claim, "claimant": None}
        # Whether a quantity is “about” so many says nothing without the quantity.
        is_blank = all(value in (None, "") or name == "quantity_about" for name, value in said.items())
        snapshot = {**snapshot, "claim": None if is_blank else said}
    return snapshot
