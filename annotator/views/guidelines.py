"""What a project asks of its annotators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_project
from annotator.markdown import as_html
from annotator.models import Role
from annotator.requests import DeskRequest


@require_safe
@vary_on_headers("HX-Request")
def guidelines(request: DeskRequest, slug: str) -> HttpResponse:
    """The guidelines and the labels; htmx gets what the workspace shows in its dialog."""
    project = access_project(request.user, slug)
    context = {
        "project": project,
        "guidelines": as_html(project.guidelines),
        "labels": project.labels.live(),
        "may_edit": Role.MANAGER in project.held,
    }
    return render(request, "annotator/guidelines.html", context)
