"""The steps of one's own assignment: hand in, take back, put off, decline; a note to self, and time spent."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from annotator.access import access_layer, access_project, access_task
from annotator.forms.steps import NoteForm, ReasonForm, ShownForm, TimeForm
from annotator.models import Assignment, Role, Task, User, WrongState
from annotator.queue import left_to_do, next_task, put_off
from annotator.requests import DeskRequest
from annotator.views.saying import says_why_not

GivingUp = Callable[[Assignment, User, str], object]
SHOWN = 20  # articles that were put off, at the end of the queue


@require_POST
def submit(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    shown = ShownForm(request.POST)
    try:
        with transaction.atomic():
            layer = task.assignment_of(request.user)
            if layer.state != Assignment.State.SUBMITTED:  # Or it is asked once more: the answer was lost.
                layer.check_text(shown.cleaned_data["text"] if shown.is_valid() else None)
                layer.submit(request.user)
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("workspace", slug, article_id)
    return _go_on(request, task, _("Submitted: {}."))


@require_POST
def reopen(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    try:
        with transaction.atomic():
            task.assignment_of(request.user).reopen(request.user)
    except WrongState as error:
        messages.error(request, str(error))
    return redirect("workspace", slug, article_id)


@require_POST
def defer(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Come back later."""
    return _give_up(request, slug, article_id, Assignment.State.DEFERRED, Assignment.defer, _("Put off: {}."))


@require_POST
def decline(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Not for me."""
    return _give_up(
        request, slug, article_id, Assignment.State.DECLINED, Assignment.decline, _("Declined: {}.")
    )


def _give_up(
    request: DeskRequest, slug: str, article_id: int, state: str, step: GivingUp, said: str
) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect("workspace", slug, article_id)
    try:
        with transaction.atomic():
            layer = task.assignment_of(request.user)
            if layer.state != state:
                step(layer, request.user, form.cleaned_data["reason"])
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("workspace", slug, article_id)
    return _go_on(request, task, said)


@require_POST
@says_why_not
def keep_note(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    save = NoteForm(request.POST).save_of(request.user)
    with transaction.atomic():
        task.assignment_of(request.user).keep_note(save["note"], save["was"])
    return HttpResponse(status=204) if request.htmx else redirect("workspace", slug, article_id)


@require_POST
def spend_time(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """The page tells of time in use; while there is no layer to keep it, the page does."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400, content_type="text/plain")
    layer = access_layer(request.user, task)
    if layer is None:
        return HttpResponse(status=202)
    layer.spend(**form.cleaned_data)
    return HttpResponse(status=204)


@require_GET
def end_of_queue(request: DeskRequest, slug: str) -> HttpResponse:
    """Nothing more to do here for now, but for what was put off."""
    project = access_project(request.user, slug)
    later = put_off(request.user).filter(task__project=project)[:SHOWN]
    return render(request, "annotator/end_of_queue.html", {"project": project, "put_off": later})


def _go_on(request: DeskRequest, done: Task, said: str) -> HttpResponse:
    """To the next article that needs the person's work, with a way back to the one that is done."""
    address = reverse("workspace", args=[done.project.slug, done.article_id])
    title = format_html('<a href="{}">{}</a>', address, done.article.title)
    number = left_to_do(request.user, done.project_id).count()
    left = ngettext("%d is left for you here.", "%d are left for you here.", number) % number
    messages.success(request, format_html("{} {}", format_html(said, title), left if number else ""))
    following = next_task(request.user, done)
    if following is None:
        end = reverse("end_of_queue", args=[done.project.slug])
        # A page of its own does not come in place of an article.
        return HttpResponseClientRedirect(end) if request.htmx else redirect(end)
    return redirect("workspace", done.project.slug, following.article_id)
