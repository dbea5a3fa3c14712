"""What hangs on a thing that is to be deleted, counted without loading it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def hindrances(
    model: type[models.Model], keys: Sequence[object], deleted_along: Iterable[str] = ()
) -> dict[object, dict[type[models.Model], int]]:
    """Return, for each key, how many objects of which model forbid its deletion; empty where none does.

    One query a relation, whatever the number of keys. The relations named in `deleted_along` do not count
    themselves: they are deleted first, and what hangs on them counts.
    """
    found: dict[object, dict[type[models.Model], int]] = defaultdict(dict)
    for related, path in _protecting(model, "", frozenset(deleted_along)):
        rows = related._base_manager.filter(**{f"{path}__in": keys}).order_by().values_list(path)
        for key, count in rows.annotate(count=models.Count("pk")):
            found[key][related] = max(count, found[key].get(related, 0))
    return found


def consequences(
    model: type[models.Model], keys: Sequence[object], deleted_along: Iterable[str] = ()
) -> dict[str, int]:
    """Return how many objects of which name would be deleted along."""
    counted = {}
    for relation in _relations(model):
        if relation.on_delete is models.CASCADE or relation.name in deleted_along:
            related = relation.related_model
            count = related._base_manager.filter(**{f"{relation.field.name}__in": keys}).count()
            if count:
                counted[str(related._meta.verbose_name_plural)] = count
    return counted


def reason_of(obj: models.Model, hanging: dict[type[models.Model], int], instead: str) -> str:
    """One sentence: what can't be deleted, because of what, and what to do instead."""
    counts = [f"{count} {_name(model, count)}" for model, count in hanging.items()]
    sentence = ngettext(
        "“%(name)s” can't be deleted: %(what)s hangs on it.",
        "“%(name)s” can't be deleted: %(what)s hang on it.",
        sum(hanging.values()),
    ) % {"name": obj, "what": get_text_list(counts, _("and"))}
    return f"{sentence} {instead}".strip()


def _name(model: type[models.Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def _protecting(
    model: type[models.Model], path: str, deleted_along: frozenset[str]
) -> Iterator[tuple[type[models.Model], str]]:
    """The models whose foreign keys forbid a deletion, with the path from them to what is to be deleted."""
    for relation in _relations(model):
        way = f"{relation.field.name}__{path}" if path else relation.field.name
        if relation.on_delete is models.CASCADE or relation.name in deleted_along:
            yield from _protecting(relation.related_model, way, frozenset())
        elif relation.on_delete in (models.PROTECT, models.RESTRICT):
            yield relation.related_model, way


def _relations(model: type[models.Model]) -> "Iterator[models.ManyToOneRel]":
    for relation in model._meta.related_objects:
        if isinstance(relation, models.ManyToOneRel):
            yield relation
