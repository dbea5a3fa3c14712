"""What a claim says is written down here, field by field, and its claimant is looked up."""

import uuid

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotator.access import access_task, own_span_to_change
from annotator.forms.claims import ClaimForm
from annotator.forms.spans import RefusedForm
from annotator.linking import look_up
from annotator.models import Claim, Label, Role
from annotator.requests import DeskRequest
from annotator.values.writing import Unreadable, typed_days, typed_quantity, write_days, write_quantity
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved


@require_POST
@says_why_not
def describe_claim(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """Save what the form sends of a claim of one's own."""
    with transaction.atomic():
        span = own_span_to_change(request.user, slug, article_id, uid)
        if span.label.kind != Label.Kind.CLAIM:
            raise RefusedForm(_("This span is no claim: give it a label of claims first."))
        form = ClaimForm(request.POST, span, request.user)
        save = form.save_of(request.user)
        claim = span.claim_or_none or Claim()
        span.describe(
            form.over(claim.snapshot()),
            actor=request.user,
            seen=save["seen"],
            edit_uid=save["edit"],
        )
    return saved(request, labels_of(slug), span.assignment, [(span.start, span.end)])


@require_GET
def find_claimants(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """The entities of the bank whose names hold what was typed (`q`), the best first."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    typed = request.GET.get("q", "")[:300]
    found = [choice.entity for choice in look_up(typed, task.project, request.user)] if typed else []
    return render(request, "annotator/claimants.html", {"typed": typed, "found": found, "task": task})


@require_GET
def read_value(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """How a typed `quantity` or `date` is understood: `read` as the form writes it, or `why` it can't be."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    article = task.article
    words = request.GET.get("quantity") or request.GET.get("date") or ""
    try:
        if "quantity" in request.GET:
            read = write_quantity(typed_quantity(words[:100], article.language))
        else:
            read = write_days(typed_days(words[:100], article.published_on, article.language))
    except Unreadable as error:
        return JsonResponse({"read": "", "why": str(error)})
    return JsonResponse({"read": read, "why": ""})
