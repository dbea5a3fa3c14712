"""A span is linked to an entity here: candidates with their reasons, choosing one, making a new one."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotator.access import access_roles, access_span, access_task, entity_to_link, own_span_to_change
from annotator.forms.links import LinkForm, UnlinkForm
from annotator.forms.spans import RefusedForm
from annotator.linking import candidates_for, look_up
from annotator.models import Edit, Entity, Label, Role, Span, Task, User
from annotator.models.edits import Conflict
from annotator.names import LONGEST_NAME, plain
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.spans import saved, says_why_not


@require_POST
@says_why_not
def link_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """Link a span of one's own to the chosen entity, or to a new one; the bank learns the spelling."""
    held = access_roles(request.user, slug, Role.ANNOTATOR)
    labels = labels_of(slug)
    save = LinkForm(request.POST).save_of(request.user)
    with transaction.atomic():
        span = own_span_to_change(request.user, slug, article_id, uid)
        if span.label.kind != Label.Kind.ENTITY:
            raise RefusedForm(_("Only a span of an entity label is linked to an entity."))
        entity = (
            entity_to_link(slug, save["entity"]) if save["entity"] else _new_entity(span, save, request.user)
        )
        if entity is not None:
            before = span.entity
            span.link(
                entity, actor=request.user, seen=save["seen"], edit_uid=save["edit"], batch=save["batch"]
            )
            teach(entity, span.quote, request.user, held)
            if before is not None and before != entity:
                before.forget(span.quote, actor=request.user)
    return saved(request, labels, span.assignment, [(span.start, span.end)])


def _new_entity(span: Span, save: dict[str, Any], user: User) -> Entity | None:
    """An entity made of what was typed or tagged; none if this very save has made it before."""
    if Edit.objects.filter(uid=save["edit"], assignment=span.assignment).exists():
        return None
    if span.version != save["seen"]:
        raise Conflict(_("This span was changed elsewhere since you read it; it now shows as it is."))
    return Entity.make(span.label, save["q"] or plain(span.quote), actor=user)


def teach(entity: Entity, quote: str, user: User, held: frozenset[Role]) -> None:
    """Let the bank learn a spelling: for all from a reviewer or a manager, else as the annotator's own."""
    spelling = plain(quote)
    if len(spelling) <= LONGEST_NAME:
        is_given = bool(held & {Role.REVIEWER, Role.MANAGER})
        entity.add_alias(spelling, actor=user, taught_by=None if is_given else user)


@require_POST
@says_why_not
def unlink_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    access_roles(request.user, slug, Role.ANNOTATOR)
    labels = labels_of(slug)
    save = UnlinkForm(request.POST).save_of(request.user)
    with transaction.atomic():
        span = own_span_to_change(request.user, slug, article_id, uid)
        entity = span.entity
        span.link(None, actor=request.user, seen=save["seen"], edit_uid=save["edit"], batch=save["batch"])
        if entity is not None and span.entity_id is None:
            entity.forget(span.quote, actor=request.user)
    return saved(request, labels, span.assignment, [(span.start, span.end)])


@require_GET
def find_entities(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """What was typed (`q`) finds in the bank; without it, whom the span may mean."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    span = access_span(request.user, task, uid)
    return render(request, "annotator/candidates.html", link_context(request, span, task))


def link_context(request: DeskRequest, span: Span, task: Task) -> dict[str, Any]:
    """What the panel shows of the entities that a span may be linked to."""
    typed = request.GET.get("q", "").strip()[:LONGEST_NAME]
    found = look_up(typed, task.project, request.user) if typed else candidates_for(span, task, request.user)
    name = typed or plain(span.quote)[:LONGEST_NAME]
    linked = span.entity.standing_id if span.entity else None
    choices = [choice for choice in found if choice.entity.pk != linked]
    return {"span": span, "task": task, "typed": typed, "choices": choices, "new_name": name}
