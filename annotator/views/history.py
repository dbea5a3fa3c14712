"""What was done in a layer, and taking it back: undo, redo, a span's history, deleted spans."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_deletion, access_layer, access_task
from annotator.forms.spans import EditForm
from annotator.fragments import shown
from annotator.models import Assignment, Claim, Edit, Entity, Label, Role, Span, User
from annotator.models.edits import NOTHING_LEFT, Conflict, Snapshot
from annotator.models.entities import without_gone_entities
from annotator.requests import DeskRequest
from annotator.undo import Reverted, bring_back
from annotator.undo import redo as redo_step
from annotator.undo import undo as undo_step
from annotator.views.claimfields import told
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved

Step = Callable[[Assignment, User, uuid.UUID], Reverted | None]


@require_POST
@says_why_not
def undo(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    return _revert(request, slug, article_id, undo_step, _("Nothing to undo."), _("Undone"))


@require_POST
@says_why_not
def redo(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    return _revert(request, slug, article_id, redo_step, _("Nothing to redo."), _("Done again"))


def _revert(
    request: DeskRequest, slug: str, article_id: int, step: Step, nothing: str, done: str
) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(task.project.slug)
    save = EditForm(request.POST).save_of(request.user)
    with transaction.atomic():
        layer = task.assignment_of(request.user)
        reverted = step(layer, request.user, save["edit"])
        if reverted == Reverted([]):
            transaction.set_rollback(True)  # Where there was no work yet, none has begun by this.
    if reverted is None:
        raise Conflict(NOTHING_LEFT)
    edits = reverted.edits
    ranges = [place for edit in edits if edit.assignment_id == layer.pk for place in edit.places()]
    said = []
    if edits:
        said.append(f"{done}: {_summary(edits)}.")
    if reverted.kept:
        said.append(_kept(reverted.kept))
    return saved(request, labels, layer, ranges, said=" ".join(said) or nothing)


def _summary(edits: list[Edit]) -> str:
    """The first things of a step, and how many they are."""
    kinds = {
        "relation": _("relation"),
        "placement": _("placement"),
        "reading": _("reading"),
        "refusal": _("refusal"),
    }
    words = "; ".join(
        _quote(edit.after or edit.before or {}) or kinds.get(edit.what, "") for edit in edits[:3]
    )
    return words + (f" … ({len(edits)})" if len(edits) > 3 else "")


def _quote(state: Snapshot) -> str:
    """The beginning of a span's words, in one line; of what is no span none."""
    words = shown(state["quote"], state["start"], state["fragments"]) if "quote" in state else ""
    return truncatechars(" ".join(words.split()), 60)


def _kept(number: int) -> str:
    """What to tell of places in other articles that undo leaves."""
    said = ngettext(
        "%d place in another article stays: the work there is handed in, or it was changed since.",
        "%d places in other articles stay: the work there is handed in, or they were changed since.",
        number,
    )
    return said % number


@require_GET
@vary_on_headers("HX-Request")
def span_history(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """Every edit of a span: who, when, what it was before."""
    task = access_task(request.user, slug, article_id)
    layer = access_layer(request.user, task, request.GET.get("layer"))
    of_span = Edit.objects.filter(assignment=layer, what=Span.WHAT, what_uid=uid)
    edits = of_span if layer else Edit.objects.none()
    entries = _entries(edits.select_related("actor").order_by("-pk"), labels_of(task.project.slug))
    changes = _changes(entries)
    return render(
        request, "annotator/history.html", {"task": task, "entries": zip(entries, changes, strict=True)}
    )


@require_GET
@vary_on_headers("HX-Request")
def deleted_spans(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """The spans of one's own layer that are gone, the latest first, to find and bring back."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    layer = access_layer(request.user, task)
    deletions = layer.edits.filter(what=Span.WHAT).deletions()[:200] if layer else []
    entries = _entries(deletions, labels_of(task.project.slug))
    context = {"task": task, "entries": entries, "new_edit": uuid.uuid4}  # Called for each entry.
    return render(request, "annotator/deleted.html", context)


@require_POST
@says_why_not
def restore_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(task.project.slug)
    save = EditForm(request.POST).save_of(request.user)
    with transaction.atomic():
        layer = task.assignment_of(request.user)
        earlier = layer.edits.filter(uid=save["edit"]).first()
        if earlier is not None:
            return saved(request, labels, layer, earlier.places())
        deletion = access_deletion(layer, uid)
        span = bring_back(deletion, request.user, save["edit"])
    said = _("Brought back: %(quote)s") % {"quote": _quote(deletion.before or {})}
    if deletion.before and without_gone_entities(deletion.before) != deletion.before:
        said += f". {_('An entity that it named was deleted since.')}"
    return saved(request, labels, span.assignment, [(span.start, span.end)], said=said)


def _changes(entries: list[dict[str, Any]]) -> list[list[tuple[str, str, str]]]:
    """What each edit changed in the entity and in the claim of a span: the field, what it said, what it says.

    Takes one query, for the names of the entities.
    """
    states = [state for entry in entries for state in (entry["before"], entry["after"]) if state]
    claims = [state["claim"] for state in states if state.get("claim")]
    keys = {state.get("entity") for state in states} | {claim["claimant"] for claim in claims}
    entities = Entity.objects.select_related("merged_into").in_bulk(keys - {None})
    found = []
    for entry in entries:
        was, now = (_told(entry[side], entities) for side in ("before", "after"))
        names = dict.fromkeys((*was, *now))
        changed = [(name, was.get(name, ""), now.get(name, "")) for name in names]
        found.append([change for change in changed if change[1] != change[2]])
    return found


def _told(state: Snapshot | None, entities: dict[int, Entity]) -> dict[str, str]:
    """What a span meant and said once, by the name of the field."""
    if not state:
        return {}
    entity, claim = entities.get(state.get("entity") or 0), Claim()
    if state.get("claim"):
        claim.fill({**state["claim"], "claimant": None})
        claim.claimant = entities.get(state["claim"]["claimant"] or 0)
    return ({_("Entity"): str(entity)} if entity else {}) | told(claim)


def _entries(edits: Iterable[Edit], labels: dict[int, Label]) -> list[dict[str, Any]]:
    """What the pages show of an edit: it, and the label and the words before and after."""
    return [
        {"edit": edit, "before": _side(edit.before, labels), "after": _side(edit.after, labels)}
        for edit in edits
    ]


def _side(state: Snapshot | None, labels: dict[int, Label]) -> Snapshot | None:
    if state is None:
        return None
    words = shown(state["quote"], state["start"], state["fragments"])
    return {**state, "label": labels.get(state["label"]), "words": words}
