"""A span is linked to an entity here: candidates with their reasons, choosing one, making a new one."""

import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotator.access import Teaching, access_span, access_task, entity_to_teach, own_span_to_change
from annotator.forms.links import LinkForm, UnlinkForm
from annotator.forms.spans import RefusedForm
from annotator.learning import forget, learn
from annotator.linking import candidates_for, look_up
from annotator.models import Edit, Entity, Label, Role, Span, Task, User
from annotator.models.edits import Conflict, Snapshot
from annotator.names import LONGEST_NAME, plain
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved


@require_POST
@says_why_not
def link_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """Link a span of one's own to the chosen entity, or to a new one; the bank learns the spelling."""
    user = request.user
    with transaction.atomic():
        span = own_span_to_change(user, slug, article_id, uid)
        save = LinkForm(request.POST).save_of(user)
        if span.label.kind != Label.Kind.ENTITY:
            raise RefusedForm(_("Only a span of an entity label is linked to an entity."))
        made = None if save["entity"] else _new_entity(span, save, user)
        if pk := save["entity"] or (made and made.pk):
            teaching = entity_to_teach(user, slug, pk, plain(span.words))
            span.link(
                teaching.entity,
                actor=user,
                seen=save["seen"],
                edit_uid=save["edit"],
                teach=partial(_taught, span, teaching, span.entity_id, user, made),
            )
    return saved(request, labels_of(slug), span.assignment, [(span.start, span.end)])


def _new_entity(span: Span, save: dict[str, Any], user: User) -> Entity | None:
    """One made of what was typed or tagged; none if this very save has made it before."""
    if Edit.objects.filter(uid=save["edit"], assignment=span.assignment).exists():
        return None
    if span.version != save["seen"]:
        raise Conflict(_("This span was changed elsewhere since you read it; it now shows as it is."))
    return Entity.make(span.label, save["q"] or plain(span.words), actor=user)


def _taught(
    span: Span, teaching: Teaching | None, before: int | None, user: User, made: Entity | None = None
) -> Snapshot:
    """Let the bank learn a link's spelling, and forget what the span's link before taught; what it did."""
    learned = None
    if teaching is not None and not teaching.is_known:
        learned = learn(teaching.entity, span.words, actor=user, for_all=teaching.for_all)
    lessons = {"learned": learned, "forgotten": before and forget(before, span.words, actor=user)}
    if made is not None:
        lessons["made"] = {"pk": made.pk, "label": made.label_id, "name": made.name}
    return {"bank": lessons} if any(lessons.values()) else {}


@require_POST
@says_why_not
def unlink_span(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    with transaction.atomic():
        span = own_span_to_change(request.user, slug, article_id, uid)
        save = UnlinkForm(request.POST).save_of(request.user)
        span.link(
            None,
            actor=request.user,
            seen=save["seen"],
            edit_uid=save["edit"],
            teach=partial(_taught, span, None, span.entity_id, request.user),
        )
    return saved(request, labels_of(slug), span.assignment, [(span.start, span.end)])


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
    name = typed or plain(span.words)[:LONGEST_NAME]
    linked = span.entity.standing_id if span.entity else None
    choices = [choice for choice in found if choice.entity.pk != linked]
    return {"span": span, "task": task, "typed": typed, "choices": choices, "new_name": name}
