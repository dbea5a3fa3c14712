"""Undo and redo, without limit, of what the log of a layer holds. A batch is one step, in all its layers."""

import uuid

from django.utils.translation import gettext as _

from annotator.models import Assignment, Edit, Span, User
from annotator.models.spans import Conflict


def undo(layer: Assignment, actor: User, uid: uuid.UUID) -> list[Edit]:
    """Take the last step of a locked layer back. Return the edits that did it; none if there is no step.

    `uid` is the client's: the same undo sent twice undoes once. Raises Conflict and WrongState, and then
    nothing of the step is taken back (call it in a transaction).
    """
    return _sent_before(layer, uid) or _revert(layer.edits.to_undo(), layer, actor, uid)


def redo(layer: Assignment, actor: User, uid: uuid.UUID) -> list[Edit]:
    """Do the step again that was undone last, unless something else was done since. Otherwise like `undo`."""
    return _sent_before(layer, uid) or _revert(layer.edits.to_redo(), layer, actor, uid)


def _sent_before(layer: Assignment, uid: uuid.UUID) -> list[Edit]:
    return list(Edit.objects.filter(batch=uid, assignment=layer, reverts__isnull=False))


def _revert(last: Edit | None, layer: Assignment, actor: User, uid: uuid.UUID) -> list[Edit]:
    if last is None:
        return []
    if last.actor_id != actor.pk:
        raise Conflict(_("The last step was somebody else's: they can take it back."))
    step = list(Edit.objects.of_step(last).select_related("assignment").order_by("pk"))
    if not last.is_undone:
        step.reverse()
    locked = {edit.assignment_id for edit in step} - {layer.pk}
    others = Assignment.objects.select_for_update().in_bulk(locked)
    done = []
    for edit in step:
        edit.assignment = others.get(edit.assignment_id, layer)
        done.append(Span.revert(edit, actor=actor, uid=uuid.uuid4(), batch=uid))
    Edit.objects.filter(pk__in=[edit.pk for edit in step]).update(is_undone=not last.is_undone)
    return done
