"""Spans are made, changed and deleted here. Each answer holds just what changed, for htmx to swap."""

import uuid

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.access import own_layer, own_span_to_change
from annotator.forms.spans import SpanChangeForm, SpanDeleteForm, SpanForm
from annotator.models import Assignment, Edit, Label, Span
from annotator.models.edits import Conflict
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of, touched_part
from annotator.views.saying import says_why_not


@require_POST
@says_why_not
def make_span(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    labels = labels_of(slug)
    form = SpanForm(request.POST, labels)
    form.full_clean()  # Before the lock is had, for which others wait.
    try:
        with transaction.atomic():
            layer = own_layer(request.user, slug, article_id)
            save = form.save_of(request.user)
            layer.check_text(save["text"])
            Span.make(
                layer,
                save["label"],
                save["start"],
                save["end"],
                actor=request.user,
                uid=save["uid"],
                edit_uid=save["edit"],
                note=save["note"],
            )
    except IntegrityError:
        if not Span.was_made(save["uid"], layer):
            taken = _("This span can't be saved: its identifier is taken. Tag the text again.")
            raise Conflict(taken) from None
    return saved(request, labels, layer, [(save["start"], save["end"])])


@require_POST
@says_why_not
def change_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    labels = labels_of(slug)
    form = SpanChangeForm(request.POST, labels)
    form.full_clean()
    with transaction.atomic():
        span = own_span_to_change(request.user, slug, article_id, uid)
        save = form.save_of(request.user)
        before = (span.start, span.end)
        span.change(
            actor=request.user,
            seen=save["seen"],
            label=save["label"],
            ranges=save["ranges"],
            note=save["note"],
            edit_uid=save["edit"],
        )
    return saved(request, labels, span.assignment, [before, (span.start, span.end)])


@require_POST
@says_why_not
def delete_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    form = SpanDeleteForm(request.POST)
    with transaction.atomic():
        try:
            span = own_span_to_change(request.user, slug, article_id, uid)
        except Conflict:
            earlier = Edit.of_layer(slug, article_id, request.user, form.save_of(request.user)["edit"])
            if earlier is None:
                raise
            return saved(request, labels_of(slug), earlier.assignment, earlier.places())
        save = form.save_of(request.user)
        span.remove(actor=request.user, seen=save["seen"], edit_uid=save["edit"])
    return saved(request, labels_of(slug), span.assignment, [(span.start, span.end)])


def saved(
    request: DeskRequest,
    labels: dict[int, Label],
    layer: Assignment,
    ranges: list[tuple[int, int]],
    said: str = "",
) -> HttpResponse:
    """The paragraphs and list entries that the ranges touch; a plain form goes back to the article.

    `said` is a sentence for the person, where the change itself does not show what was done.
    """
    if not request.htmx:
        return redirect("workspace", layer.task.project.slug, layer.task.article_id)
    context = {"assignment": layer, "layer": touched_part(layer, ranges, labels), "said": said}
    return render(request, "annotator/_saved.html", context)
