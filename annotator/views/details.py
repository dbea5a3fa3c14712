"""What is known of a span beyond its words: its entity, its claim, its relations."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_span, access_task
from annotator.models import Role
from annotator.requests import DeskRequest


@require_GET
@vary_on_headers("HX-Request")
def span_detail(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """The panel of the chosen span; its forms change a span of one's own that can be changed now."""
    task = access_task(request.user, slug, article_id)
    span = access_span(request.user, task, uid)
    layer = span.assignment
    is_own = layer.annotator_id == request.user.pk and Role.ANNOTATOR in task.project.held
    context = {
        "project": task.project,
        "task": task,
        "span": span,
        "may_edit": is_own and layer.is_editable,
        "keys": request.user.keys(),
    }
    template = "annotator/span_detail.html"
    return render(request, f"{template}#detail" if request.htmx else template, context)
