"""The review page of an assignment and the reviewer's steps on it. Every write holds the layer's lock."""

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from annotator.access import access_reviewable_layer
from annotator.admin.reviewed import Reviewed
from annotator.forms.reviews import (
    UNDECIDED,
    AcceptForm,
    DecisionForm,
    GoldForm,
    MissedForm,
    NothingHereForm,
    ReturnForm,
)
from annotator.forms.spans import RefusedForm
from annotator.models import Assignment, Review, Span, WrongState
from annotator.models.edits import Conflict
from annotator.models.reviews import Amendment, Seen, was_taken
from annotator.models.spans import BadRange
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.saying import refused
from annotator.visibility import reviewable_layers

Range = tuple[int, int]
# From a locked layer and the request to the ranges of the text that have changed.
Step = Callable[[DeskRequest, Assignment], list[Range]]


@require_GET
def review_page(request: DeskRequest, pk: int) -> HttpResponse:
    """The article with its spans, the decisions on them, and the chosen one (`?span=<uid>`) to decide on."""
    layer = access_reviewable_layer(request.user, pk)
    reviewed = Reviewed.of(layer)
    before, after = _neighbours(request, layer)
    keys = request.user.keys("review")
    context = {
        "assignment": layer,
        "task": layer.task,
        "project": layer.task.project,
        "article": layer.task.article,
        "reviewed": reviewed,
        "layer": reviewed.layer(),
        "labels": [label for label in reviewed.labels.values() if label.is_offered],
        "chosen": reviewed.choice(request.GET.get("span")),
        "refusal": _refusal(request, layer),
        "steps": layer.events.exclude(verb="reviewed").select_related("actor").order_by("pk"),
        "previous_id": before,
        "next_id": after,
        "new_edit": uuid.uuid4,
        "keys": keys,
        "keys_json": json.dumps(keys),
    }
    return render(request, "admin/annotator/assignment/review.html", context)


def _step(step: Step) -> Callable[[DeskRequest, int], HttpResponse]:
    """A view of one change: locks the layer, takes a change that came before no second time, and answers
    htmx with what has changed, or with one sentence that says why not."""

    @require_POST
    @wraps(step)
    def view(request: DeskRequest, pk: int) -> HttpResponse:
        try:
            with transaction.atomic():
                layer = access_reviewable_layer(request.user, pk, lock=True)
                ranges = step(request, layer)
        except (RefusedForm, BadRange, WrongState, Conflict) as error:
            if request.htmx:
                return refused(error)
            messages.error(request, str(error))
            return redirect("admin:annotator_assignment_change", pk)
        if not request.htmx:
            return redirect("admin:annotator_assignment_change", pk)
        reviewed = Reviewed.of(layer)
        context = {
            "assignment": layer,
            "reviewed": reviewed,
            "layer": reviewed.layer(ranges),
            "new_edit": uuid.uuid4,
        }
        return render(request, "admin/annotator/assignment/_decided.html", context)

    return view


@_step
def decide(request: DeskRequest, layer: Assignment) -> list[Range]:
    """Accept, reject or correct a span, or take the decision back."""
    save = DecisionForm(request.POST, labels_of(layer.task.project.slug)).save_of(request.user)
    span = layer.spans.select_related("label").filter(uid=save["span"]).first()
    if span is None:
        raise Conflict(_("This span is gone: the annotator has deleted it."))
    ranges = [(span.start, span.end), *_corrections(span)]
    if not was_taken(layer, save["edit"]):
        seen = Seen(save["seen"], save["seen_review"])
        given: dict[str, Any] = {"actor": request.user, "seen": seen, "edit_uid": save["edit"]}
        if save["decision"] == UNDECIDED:
            Review.take_back(layer, span, **given)
        else:
            amendment = Amendment(save["label"], save["start"], save["end"])
            decision = Review.Decision(save["decision"])
            Review.decide(layer, span, decision, comment=save["comment"], amendment=amendment, **given)
    return ranges + _corrections(span)


@_step
def nothing_here(request: DeskRequest, layer: Assignment) -> list[Range]:
    """Agree that an article without spans has nothing to tag, or take that back."""
    save = NothingHereForm(request.POST).save_of(request.user)
    if not was_taken(layer, save["edit"]):
        Review.nothing_here(layer, save["is_so"], actor=request.user, edit_uid=save["edit"])
    return []


@_step
def add_missed(request: DeskRequest, layer: Assignment) -> list[Range]:
    """Put a span that the annotator missed into gold."""
    save = MissedForm(request.POST, labels_of(layer.task.project.slug)).save_of(request.user)
    if not was_taken(layer, save["edit"]):
        if Span.objects.filter(uid=save["uid"]).exists():
            raise Conflict(_("This span can't be saved: its identifier is taken. Select the text again."))
        Review.add_missed(
            layer, save["label"], save["start"], save["end"],
            actor=request.user, uid=save["uid"], note=save["note"] or "", edit_uid=save["edit"],
        )  # fmt: skip
    return [(save["start"], save["end"])]


@_step
def remove_missed(request: DeskRequest, layer: Assignment) -> list[Range]:
    """Take what was added as missed, or is left of a deleted span, out of gold again."""
    save = GoldForm(request.POST).save_of(request.user)
    if was_taken(layer, save["edit"]):
        return []
    place = Review.remove_missed(
        layer, save["span"], actor=request.user, seen=save["seen"], edit_uid=save["edit"]
    )
    return [place]


@_step
def keep_missed(request: DeskRequest, layer: Assignment) -> list[Range]:
    """Keep what is left of a deleted span in gold, as one that was missed."""
    save = GoldForm(request.POST).save_of(request.user)
    if not was_taken(layer, save["edit"]):
        Review.keep_missed(layer, save["span"], actor=request.user, seen=save["seen"], edit_uid=save["edit"])
    kept = Span.objects.filter(assignment__task=layer.task_id, uid=save["span"])
    return list(kept.values_list("start", "end"))


@require_POST
def accept(request: DeskRequest, pk: int) -> HttpResponse:
    """Accept the whole; what is undecided counts as it is, and is named."""
    form = AcceptForm(request.POST)
    message = form.cleaned_data["message"] if form.is_valid() else ""
    try:
        with transaction.atomic():
            layer = access_reviewable_layer(request.user, pk, lock=True)
            layer.check_reviewable(request.user)
            _check_read(layer, form)
            layer.accept(request.user, message)
    except (WrongState, Conflict) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, accepted_sentence(layer.spans.undecided().count()))
    return redirect("admin:annotator_assignment_change", pk)


@require_POST
def return_to_annotator(request: DeskRequest, pk: int) -> HttpResponse:
    """Return the whole with a message that the annotator sees."""
    form = ReturnForm(request.POST)
    try:
        with transaction.atomic():
            layer = access_reviewable_layer(request.user, pk, lock=True)
            if not form.is_valid():
                messages.error(request, str(form.errors["message"][0]))
            else:
                layer.check_reviewable(request.user)
                _check_read(layer, form)
                layer.return_to_annotator(request.user, form.cleaned_data["message"])
                messages.success(request, _("Returned to %(name)s.") % {"name": layer.annotator})
    except (WrongState, Conflict) as error:
        messages.error(request, str(error))
        if form.is_valid():
            typed = _("Your message was not sent: “%(message)s”")
            messages.info(request, typed % {"message": form.cleaned_data["message"]})
    return redirect("admin:annotator_assignment_change", pk)


def _check_read(layer: Assignment, form: AcceptForm) -> None:
    """Raise Conflict if the work was taken back and handed in anew since the reviewer's page was read."""
    handed_in = layer.submitted_at.isoformat() if layer.submitted_at else ""
    if form.cleaned_data.get("seen") != handed_in:
        raise Conflict(
            _("%(name)s has handed this in anew since you opened it. Below is how it is now: read it again.")
            % {"name": layer.annotator}
        )


def accepted_sentence(undecided: int) -> str:
    """That it is accepted, and what nobody has decided about."""
    if not undecided:
        return _("Accepted.")
    return ngettext(
        "Accepted. %(count)d span is undecided and counts as it is.",
        "Accepted. %(count)d spans are undecided and count as they are.",
        undecided,
    ) % {"count": undecided}


def _corrections(span: Span) -> list[Range]:
    """Where the span's correction stands in the text, if it has one."""
    places = Review.objects.filter(span=span, correction__isnull=False)
    return list(places.values_list("correction__start", "correction__end"))


def _refusal(request: DeskRequest, layer: Assignment) -> str:
    """Why this person can't decide here; empty if they can."""
    try:
        layer.check_reviewable(request.user)
    except WrongState as error:
        return str(error)
    return ""


def _neighbours(request: DeskRequest, layer: Assignment) -> tuple[int | None, int | None]:
    """The layers that wait for review in this project, before and after this one, oldest first."""
    waiting = reviewable_layers(request.user).waiting_for_review().filter(task__project=layer.task.project_id)
    keys = waiting.values_list("pk", flat=True)
    before = keys.filter(pk__lt=layer.pk).order_by("-pk").first()
    after = keys.filter(pk__gt=layer.pk).order_by("pk").first()
    return before, after
