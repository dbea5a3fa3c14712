"""What is known of a span beyond its words: its entity, its claim, its relations."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_span, access_task
from annotator.models import Label, Review, Role, Span, Task, User
from annotator.proposing import Proposals, proposals_for
from annotator.requests import DeskRequest
from annotator.views.claimfields import rows_of
from annotator.views.links import link_context


@require_GET
@vary_on_headers("HX-Request")
def span_detail(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """The panel of the chosen span; its forms change a span of one's own that can be changed now."""
    task = access_task(request.user, slug, article_id)
    try:
        span = access_span(request.user, task, uid)
    except Http404:
        if not request.htmx:
            raise
        return HttpResponse(status=204)  # It was undone in the moment that it was chosen: nothing to show.
    layer = span.assignment
    is_own = layer.annotator_id == request.user.pk and Role.ANNOTATOR in task.project.held
    may_edit = is_own and layer.is_editable
    context = {
        "project": task.project,
        "task": task,
        "span": span,
        "may_edit": may_edit,
        "whose": "" if layer.annotator_id == request.user.pk else layer.uid,
        "keys": request.user.keys(),
        "edit": uuid.uuid4(),
        **(link_context(request, span, task) if may_edit and span.label.kind == Label.Kind.ENTITY else {}),
        **_claim_of(span, task, request.user, may_edit),
        **_asked_of(span, may_edit),
        **_relations_of(span, task, may_edit, with_ends=not request.htmx),
    }
    template = "annotator/span_detail.html"
    return render(request, f"{template}#detail" if request.htmx else template, context)


def _claim_of(span: Span, task: Task, user: User, may_edit: bool) -> dict[str, Any]:
    """The rows of the claim's form, with what is proposed to those who may take it."""
    if span.label.kind != Label.Kind.CLAIM:
        return {}
    proposals = proposals_for(span, task, user) if may_edit else Proposals({}, "", "")
    rows = rows_of(task.project, span.claim_or_none, proposals.fields)
    return {"rows": rows, "proposals": proposals}


def _asked_of(span: Span, may_edit: bool) -> dict[str, Any]:
    """How the reviewer would have the span as it is, for those who may take that over."""
    reviews = Review.objects.current().filter(span=span).exclude(decision=Review.Decision.ACCEPTED)
    review = reviews.select_related("correction__label").first() if may_edit else None
    if review is None:
        return {}
    right = review.correction
    stretches = (right.fragments or [(right.start, right.end)]) if right else []
    ranges = " ".join(f"{start}-{end}" for start, end in stretches)
    return {"review": review, "right": right, "right_ranges": ranges, "right_edit": uuid.uuid4()}


def _relations_of(span: Span, task: Task, may_edit: bool, with_ends: bool) -> dict[str, Any]:
    """The relations of a span, those it may get, and for a page without script the spans to choose from."""
    out = span.relations_from.select_related("label", "target__label")
    into = span.relations_to.select_related("label", "source__label")
    labels = Label.objects.live().filter(project=task.project, kind=Label.Kind.RELATION)
    offered = list(labels.prefetch_related("from_labels", "to_labels")) if may_edit else []
    ends = Span.objects.filter(assignment=span.assignment_id).exclude(pk=span.pk).in_text_order()
    relations = [(relation, relation.target, True, uuid.uuid4()) for relation in out]
    relations += [(relation, relation.source, False, uuid.uuid4()) for relation in into]
    return {
        "relations": relations,
        "relation_labels": offered,
        "ends": ends.select_related("label") if with_ends and offered else Span.objects.none(),
        "relation_uid": uuid.uuid4(),
        "relation_edit": uuid.uuid4(),
    }
