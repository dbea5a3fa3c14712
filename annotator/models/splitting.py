"""Splitting an entity: what its bank knows and what every layer linked, in one step."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator import names
from annotator.models.edits import Conflict, Edit
from annotator.models.entities import Alias, Entity
from annotator.models.reviews import Review
from annotator.models.spans import Span
from annotator.models.users import User


@transaction.atomic
def split(entity: Entity, keys: Collection[str], name: str, *, actor: User) -> Entity:
    """Make a new entity of some spellings, given by their keys: their aliases and mentions go to it.

    Each mention is changed with an edit of the actor's, all in one batch and whatever state its layer is in;
    a decision on it stays, since it was about its words and label. Raises Conflict if nothing would go.
    """
    locked = Entity.objects.select_for_update().get(pk=entity.pk)
    if locked.merged_into_id:
        raise Conflict(_("This entity was merged into another one: split that one."))
    family = Entity.objects.families([entity.pk])
    linked = Span.objects.filter(entity__in=family).select_related("assignment", "claim").order_by("pk")
    spans = [span for span in linked.select_for_update(of=("self",)) if names.key(span.words) in keys]
    own_name = Alias.objects.filter(entity=entity, name=entity.name, taught_by=None)
    aliases = list(Alias.objects.filter(entity__in=family, key__in=keys).exclude(pk__in=own_name))
    if not spans and not aliases:
        raise Conflict(_("Nothing has these spellings any more. Read the entity again."))
    new = Entity.make(entity.label, name, actor=actor)
    _give(aliases, new)
    batch = uuid.uuid4()
    _link(spans, new, actor, batch)
    before = {"spellings": sorted(keys), "mentions": len(spans)}
    entity.tell("entity split", actor, before, {"new": new.pk, "name": new.name, "batch": str(batch)})
    return new


def _give(aliases: list[Alias], new: Entity) -> None:
    """Let the aliases be the new entity's, each spelling once a person."""
    known = {(alias.name, alias.taught_by_id) for alias in new.aliases.all()}
    for alias in aliases:
        if (alias.name, alias.taught_by_id) in known:
            alias.delete()
        else:
            known.add((alias.name, alias.taught_by_id))
            alias.entity = new
            alias.save(update_fields=["entity"])


def _link(spans: list[Span], new: Entity, actor: User, batch: uuid.UUID) -> None:
    """Link the spans to the new entity, with an edit each."""
    keys = [span.pk for span in spans]
    Review.objects.filter(span__in=keys, span_version=F("span__version")).update(
        span_version=F("span_version") + 1
    )
    edits = []
    for span in spans:
        before = span.snapshot()
        span.entity = new
        span.version += 1
        span.updated_at = timezone.now()
        edits.append(span.edit(Edit.Verb.CHANGED, actor, None, batch, before, span.snapshot()))
    Span.objects.bulk_update(spans, ["entity", "version", "updated_at"], batch_size=500)
    Edit.objects.bulk_create(edits, batch_size=1_000)
