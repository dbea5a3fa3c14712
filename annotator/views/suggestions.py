"""What is suggested for an article: the list, accepting and refusing."""

import uuid

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_layer, access_task
from annotator.forms.suggestions import AcceptForm, RefuseForm
from annotator.models import Edit, Entity, Refusal, Role, Span
from annotator.models.edits import TAKEN, Conflict
from annotator.requests import DeskRequest
from annotator.suggesting import suggest
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved


@require_GET
@gzip_page
@vary_on_headers("HX-Request")
def suggestions(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """The suggestions for one's own layer, in text order, each with its reason."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    layer = access_layer(request.user, task)
    version = layer.version if layer else task.current_version()
    found = suggest(task, request.user, layer, version)
    labels = labels_of(slug)
    context = {
        "project": task.project,
        "task": task,
        "version": version,
        "suggestions": [
            (one, labels[one.label], version.text[one.start : one.end])
            for one in found.suggestions
            if one.label in labels
        ],
        "complaints": found.complaints,
        "may_edit": layer is None or layer.is_editable,
        "new_edit": uuid.uuid4,  # Called for each form.
        "keys": request.user.keys(),
    }
    template = "annotator/suggestions.html"
    return render(request, f"{template}#suggestions" if request.htmx else template, context)


@require_POST
@says_why_not
def accept_suggestions(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Make spans of one or many suggestions of a label, as one step."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(slug)
    save = AcceptForm(request.POST, labels).save_of(request.user)
    wanted = {place.entity for place in save["places"]}
    entities = {entity.pk: entity for entity in Entity.objects.filter(project=task.project, pk__in=wanted)}
    with transaction.atomic():
        layer = task.assignment_of(request.user)
        layer.check_text(save["text"])
        if not Edit.objects.filter(batch=save["edit"], assignment=layer).exists():
            for start, end, entity in save["places"]:
                Span.make(
                    layer,
                    save["label"],
                    start,
                    end,
                    actor=request.user,
                    batch=save["edit"],
                    origin=Span.Origin.SUGGESTED,
                    entity=entities.get(entity),
                )
    number = len(save["places"])
    said = ngettext("%d suggestion accepted.", "%d suggestions accepted.", number) % number
    return saved(request, labels, layer, [(start, end) for start, end, _entity in save["places"]], said=said)


@require_POST
@says_why_not
def refuse_suggestion(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Never suggest this label for this range again; undo takes it back."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(slug)
    save = RefuseForm(request.POST, labels).save_of(request.user)
    try:
        with transaction.atomic():
            layer = task.assignment_of(request.user)
            layer.check_text(save["text"])
            place = {"label": save["label"], "start": save["start"], "end": save["end"]}
            was_taken = layer.edits.filter(uid=save["edit"]).exists()
            if not was_taken and not layer.refusals.filter(**place).exists():
                Refusal(assignment=layer, **place).add(actor=request.user, edit_uid=save["edit"])
    except IntegrityError:
        raise Conflict(TAKEN) from None
    return saved(request, labels, layer, [], said=_("Refused: it is not suggested again."))
