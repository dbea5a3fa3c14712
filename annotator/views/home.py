"""The first page: where I left off, what there is to do, how far my projects are."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator import queue
from annotator.finding import projects_of
from annotator.requests import DeskRequest

# So many rows of each list: a page to start from, not to look things up.
SHOWN = 8


@require_safe
def home(request: DeskRequest) -> HttpResponse:
    user = request.user
    context = {
        "left_off": queue.left_off(user)[:SHOWN],
        "returned": queue.returned(user)[:SHOWN],
        "to_do": queue.to_do(user)[:SHOWN],
        "put_off": queue.put_off(user)[:SHOWN],
        "open_tasks": queue.open_tasks(user)[:SHOWN],
        "waiting": queue.waiting_for_review(user)[:SHOWN],
        "projects": projects_of(user),
        "may_administer": admin.site.has_permission(request),
    }
    return render(request, "annotator/home.html", context)
