"""What links do to the bank: spellings that they teach it, entities made for them; undo and redo follow."""

from typing import Any

from django.db.models import Q

from annotator import names
from annotator.fragments import words_of
from annotator.models import Alias, Edit, Entity, Label, User
from annotator.models.edits import Snapshot

Lesson = dict[str, Any]  # a spelling that a link taught, as JSON values: pk, entity, name, taught_by


def learn(entity: Entity, quote: str, *, actor: User, for_all: bool) -> Lesson | None:
    """Take the words of a link as a new spelling, for all or as the person's own; what was learned."""
    name = names.plain(quote)
    if len(name) > names.LONGEST_NAME:
        return None
    alias = entity.take_alias(Alias(entity=entity, name=name, taught_by=None if for_all else actor), actor)
    return None if alias is None else _lesson(alias)


def forget(entity: int, quote: str, *, actor: User) -> Lesson | None:
    """Take away what the person's link of these words taught an entity, if no other one says the same."""
    taught = Alias.objects.filter(entity=entity, name=names.plain(quote), taught_by=actor)
    alias = taught.select_related("entity").first()
    if alias is None or _is_said(alias):
        return None
    lesson = _lesson(alias)
    alias.entity.remove_alias(alias, actor=actor)
    return lesson


def unlearn(lesson: Lesson, *, actor: User) -> None:
    """Take back what a link taught, unless it was changed since, or another link says the same."""
    alias = Alias.objects.filter(**lesson).select_related("entity").first()
    if alias is not None and alias.name != alias.entity.name and not _is_said(alias):
        alias.entity.remove_alias(alias, actor=actor)


def learn_again(lesson: Lesson, *, actor: User) -> None:
    """Know again what was taken back or forgotten, where the entity still stands."""
    entity = Entity.objects.filter(pk=lesson["entity"]).first()
    if entity is not None:
        name, taught_by = lesson["name"], lesson["taught_by"]
        entity.take_alias(Alias(pk=lesson["pk"], entity=entity, name=name, taught_by_id=taught_by), actor)


def unmake(made: Snapshot, link: Edit, *, actor: User) -> None:
    """Take the entity back that was made for a link, unless somebody has done something with it since.

    What the same person did since in the same layer was undone before, and comes back after it.
    """
    entity = Entity.objects.filter(**made, version=1, merged_into=None).first()
    if entity is None or entity.is_used:
        return
    own = Q(assignment=link.assignment_id, actor=link.actor_id)
    later = Edit.objects.filter(pk__gt=link.pk, assignment__task__project=entity.project_id).exclude(own)
    if later.naming(entity.pk).exists():
        return
    entity.tell("entity deleted", actor, entity.snapshot(), None)
    entity.delete()


def make_again(made: Snapshot, *, actor: User) -> None:
    """Bring back what was taken back so, under the same key."""
    label = Label.objects.filter(pk=made["label"]).first()
    if label is not None and not Entity.objects.filter(pk=made["pk"]).exists():
        again = Entity(pk=made["pk"], project_id=label.project_id, label=label, name=made["name"])
        again.enter(actor)


def _lesson(alias: Alias) -> Lesson:
    return {"pk": alias.pk, "entity": alias.entity_id, **alias.snapshot()}


def _is_said(alias: Alias) -> bool:
    """Whether a link to its entity has these words: one of the person who taught it, or anybody's."""
    spans = alias.entity.spans.filter(quote__startswith=alias.name.split()[0])
    if alias.taught_by_id:
        spans = spans.filter(assignment__annotator=alias.taught_by_id)
    said = spans.values_list("quote", "start", "fragments")
    return any(names.plain(words_of(*each)) == alias.name for each in said)
