"""The workspace: an article to read and tag, and the steps of an assignment."""

import json
from binascii import crc32
from typing import NamedTuple

from django.contrib.messages import get_messages
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_layer, access_task
from annotator.forms.preferences import LookForm
from annotator.models import Assignment, Edit, Role, Task
from annotator.prepared import prepared
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of, whole_layer
from annotator.visibility import layers_to_see

FRESH = 300  # seconds that the browser may keep an article that it fetched ahead


@require_GET
@gzip_page
@vary_on_headers("HX-Request")
def workspace(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """The article with the person's own layer; `?layer=<uid>` shows somebody else's, read only."""
    task = access_task(request.user, slug, article_id)
    project = task.project
    assignment = access_layer(request.user, task, request.GET.get("layer"))
    # Before all else: what changes while the rest is read makes the page an old one.
    as_of = stamp_of(task, assignment)
    is_own = assignment is None or assignment.annotator_id == request.user.pk
    may_edit = is_own and Role.ANNOTATOR in project.held and (assignment is None or assignment.is_editable)
    version = assignment.version if assignment else task.current_version()
    labels = labels_of(project.slug)
    previous_id, next_id = task.neighbours()
    keys = request.user.keys()
    is_ahead = "HX-Preloaded" in request.headers
    context = {
        "project": project,
        "task": task,
        "article": task.article,
        "assignment": assignment,
        "version": version,
        "layer": whole_layer(version, task.article.language, assignment, labels),
        "labels": [label for label in labels.values() if label.is_offered],
        "may_edit": may_edit,
        "is_own": is_own,
        "siblings": siblings_of(task),
        "other_layers": layers_to_see(request.user, task),
        "stamp": as_of,
        "previous_id": previous_id,
        "next_id": next_id,
        "keys": keys,
        "keys_json": json.dumps(keys),
        "taken_keys": set(keys.values()),
        "messages": [] if is_ahead else get_messages(request),  # They are for the page that is looked at.
        "look": LookForm(initial=request.user.preferences.get("look", {})),
    }
    template = "annotator/workspace.html"
    answer = render(request, f"{template}#workspace" if request.htmx else template, context)
    if is_ahead:
        patch_cache_control(answer, private=True, max_age=FRESH)
    return answer


@require_GET
def stamp(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """By it a page finds out whether it shows the layer as it is: what was fetched ahead may be old."""
    task = access_task(request.user, slug, article_id)
    layer = access_layer(request.user, task, request.GET.get("layer"))
    return HttpResponse(stamp_of(task, layer), content_type="text/plain")


def stamp_of(task: Task, layer: Assignment | None) -> str:
    """What tells a state of a layer, with the note to self, from an earlier or later one.

    Without a layer a new text is what may change.
    """
    if layer is None:
        return f"text {task.newest_number}"
    last = _last_edit.first(layer.pk)
    return f"{last or 0}-{layer.state}-{crc32(layer.note.encode())}"


@prepared
def _last_edit(layer: int) -> QuerySet[Edit, int | None]:
    edits = Edit.objects.filter(assignment=layer).order_by().values("assignment")
    return edits.annotate(last=Max("pk")).values_list("last", flat=True)


class Sibling(NamedTuple):
    """A report of the same event: what its link shows."""

    article: int
    title: str
    source: str | None


def siblings_of(task: Task) -> list[Sibling]:
    """The reports of the same event in this project, by time; none for an article without a story."""
    if task.article.story_id is None:
        return []
    return [Sibling(*row) for row in _siblings(task.project_id, task.article.story_id)]


@prepared
def _siblings(project: int, story: int) -> QuerySet[Task, tuple[int, str, str | None]]:
    tasks = Task.objects.filter(project=project, article__story=story).oldest_first()
    return tasks.values_list("article", "article__title", "article__source__name")
