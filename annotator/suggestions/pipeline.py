"""A suggester that is a spaCy pipeline installed beside the desk: the entities that it finds.

spaCy is not among the desk's requirements (see requirements-nlp.txt), so it is loaded here only if a pipeline
was named by the administrator, and kept: loading takes seconds.
"""

from functools import lru_cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from annotator.suggestions.kinds import Context, Suggestion, Unavailable
from articles.text import fold

# What the usual pipelines call the things that a newsroom's labels name, folded on both sides.
ALSO = {
    "per": ("person",),
    "org": ("organization", "organisation"),
    "gpe": ("place", "location"),
    "loc": ("place", "location"),
    "fac": ("place", "location"),
    "norp": ("group",),
    "date": ("date", "time"),
    "time": ("date", "time"),
    "quantity": ("quantity", "number"),
    "cardinal": ("quantity", "number"),
    "money": ("quantity", "number"),
    "percent": ("quantity", "number"),
}


class Pipeline:
    """`name` is an installed package or the path of a saved pipeline."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, context: Context) -> list[Suggestion]:
        document = _loaded(self.name)(context.text)
        found = []
        for entity in document.ents:
            kind = fold(entity.label_)
            if (label := context.label_named(kind, *ALSO.get(kind, ()))) is not None:
                reason = _("%(pipeline)s: %(kind)s") % {"pipeline": self.name, "kind": entity.label_}
                found.append(Suggestion(entity.start_char, entity.end_char, label, reason))
        return found


@lru_cache(maxsize=2)
def _loaded(name: str) -> Any:
    try:
        return import_module("spacy").load(name)
    except (ImportError, OSError) as error:
        why = _("The pipeline %(name)s can't be loaded: %(why)s") % {"name": name, "why": error}
        raise Unavailable(why) from error
