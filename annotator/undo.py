"""Undo and redo, without limit, of what the log of a layer holds. A batch is one step, in all its layers."""

import uuid
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.learning import learn_again, make_again, unlearn, unmake
from annotator.models import (
    Assignment,
    Edit,
    Entity,
    Placement,
    Project,
    Reading,
    Refusal,
    Relation,
    Span,
    Statement,
    User,
    WrongState,
)
from annotator.models.edits import Conflict, EditQuerySet, Event, Gone, Logged, Snapshot
from articles.models import Story

# What a log can hold, by the name that it has there.
THINGS: dict[str, type[Logged]] = {kind.WHAT: kind for kind in (Span, Relation, Placement, Reading, Refusal)}


# The event that tells of places which an undo left as they are.
KEPT = "undone in part"


class Reverted(NamedTuple):
    """The edits that took a step back, or did it again; none if there was no step.

    `kept` counts the places of the step in other articles that stay as they are, as the work there is handed
    in or they were changed since: from then on they are steps of those articles alone.
    """

    edits: list[Edit]
    kept: int = 0


def undo(layer: Assignment, actor: User, uid: uuid.UUID) -> Reverted | None:
    """Take the last step back that was begun in a locked layer, or elsewhere and reached into it.

    None says that nothing is left of the step, as its statement was deleted or merged: it is passed over, so
    that the next undo reaches the step before. `uid` is the client's: the same undo sent twice undoes once.
    Raises Conflict and WrongState, and then nothing of the step is taken back (call it in a transaction).
    """
    return _sent_before(layer, uid) or _revert(_to_undo(_logs_of(layer), actor), actor, uid, layer)


def redo(layer: Assignment, actor: User, uid: uuid.UUID) -> Reverted | None:
    """Do the step again that was undone last, unless something else was done since. Otherwise like `undo`."""
    return _sent_before(layer, uid) or _revert(_to_redo(_logs_of(layer), actor), actor, uid, layer)


def _logs_of(layer: Assignment) -> list[EditQuerySet]:
    """What was done in a layer, and from it in others: two look-ups by index, where one of both reads all."""
    return [Edit.objects.filter(assignment=layer), Edit.objects.filter(begun_in=layer)]


def _to_undo(logs: Iterable[EditQuerySet], actor: User) -> Edit | None:
    found = [edit for log in logs if (edit := log.to_undo(actor))]
    return max(found, key=attrgetter("pk"), default=None)


def _to_redo(logs: Collection[EditQuerySet], actor: User) -> Edit | None:
    since = max(log.last_step(actor) for log in logs)
    found = [edit for log in logs if (edit := log.to_redo(actor, since))]
    return min(found, key=attrgetter("pk"), default=None)


def undo_in_story(
    project: Project, story: Story, actor: User, owner: User | None, uid: uuid.UUID
) -> list[Edit] | None:
    """Take the person's last placement, reading or stance in a story back. As `undo`.

    In whichever layer of the owner's, who is the person, or nobody, for gold.
    """
    actor.hold()  # Two at once would take the same step back.
    steps = [_steps_in_story(project, story, actor, owner)]
    return _sent_by(actor, uid) or _edits(_revert(_to_undo(steps, actor), actor, uid))


def redo_in_story(
    project: Project, story: Story, actor: User, owner: User | None, uid: uuid.UUID
) -> list[Edit] | None:
    """Do that step again, unless something else was done in the story since."""
    actor.hold()
    steps = [_steps_in_story(project, story, actor, owner)]
    return _sent_by(actor, uid) or _edits(_revert(_to_redo(steps, actor), actor, uid))


def _edits(reverted: Reverted | None) -> list[Edit] | None:
    return reverted and reverted.edits


def _steps_in_story(project: Project, story: Story, actor: User, owner: User | None) -> EditQuerySet:
    """The person's edits of the comparison; what went with a span is a step of the article, and comes not."""
    with_span = Edit.objects.filter(batch=OuterRef("batch"), actor=actor, what=Span.WHAT)
    own = Edit.objects.filter(
        assignment__annotator=owner,
        assignment__task__project=project,
        assignment__task__article__story=story,
        what__in=(Placement.WHAT, Reading.WHAT),
    )
    return own.exclude(Exists(with_span))


def _sent_by(actor: User, uid: uuid.UUID) -> list[Edit]:
    return list(Edit.objects.filter(batch=uid, actor=actor, reverts__isnull=False))


def bring_back(deletion: Edit, actor: User, uid: uuid.UUID) -> Span:
    """Restore a deleted span with what hung on it, as a step of its own. Raises Conflict and WrongState.

    A relation whose other end is gone, and what else has lost its hold since, stays away.
    """
    batch = uuid.uuid4()
    span = Span.restore(deletion, actor=actor, edit_uid=uid, batch=batch)
    hung = Edit.objects.filter(batch=deletion.batch, batch__isnull=False, assignment=deletion.assignment)
    for edit in hung.exclude(what=Span.WHAT).filter(verb=Edit.Verb.DELETED).order_by("pk"):
        thing = THINGS[edit.what](uid=edit.what_uid)
        try:
            thing.take(edit.before or {}, deletion.assignment)
        except Conflict:
            continue
        thing.edit(Edit.Verb.RESTORED, actor, None, batch, None, thing.snapshot()).save(force_insert=True)
    return span


def _sent_before(layer: Assignment, uid: uuid.UUID) -> Reverted | None:
    """What this very undo did when it came before, in the layer or in those that its step was begun from."""
    sent = Edit.objects.filter(batch=uid, reverts__isnull=False)
    done = [*sent.filter(assignment=layer), *sent.filter(reverts__begun_in=layer)]
    told = Event.objects.filter(assignment=layer, verb=KEPT, data__edit=str(uid)).first()
    return Reverted(done, told.data["kept"] if told else 0) if done or told else None


def _revert(
    last: Edit | None, actor: User, uid: uuid.UUID, locked: Assignment | None = None
) -> Reverted | None:
    if last is None:
        return Reverted([])
    edits = Edit.objects.of_step(last)
    if last.is_undone:  # What was gone already was not undone, and is not made again.
        undone_by = last.reverted_by.order_by("pk").last()
        edits = edits.filter(reverted_by__batch=undone_by.batch) if undone_by else edits
    step = list(edits.select_related("assignment").order_by("pk" if last.is_undone else "-pk"))
    layers = {locked.pk: locked} if locked else {}
    others = {edit.assignment_id for edit in step} - layers.keys()
    layers |= Assignment.objects.held().in_bulk(others)
    done: list[Edit] = []
    kept: list[Edit] = []
    for edit in _with_hold(step):
        edit.assignment = layers[edit.assignment_id]
        is_elsewhere = locked is not None and edit.assignment_id != locked.pk
        try:
            # What fails leaves no half: without its span, an entity is not made again for it.
            with transaction.atomic() if is_elsewhere or _made_by(edit) else nullcontext():
                done.append(_reverting(edit, actor, uid))
        except Gone:
            continue  # A step that leads nowhere would stand before all others for ever.
        except (Conflict, WrongState):
            if not is_elsewhere:
                raise
            kept.append(edit)
    left = {edit.pk for edit in kept}
    Edit.objects.filter(pk__in={edit.pk for edit in step} - left).update(is_undone=not last.is_undone)
    if locked and kept:
        _leave(kept, locked, actor, uid)
    return Reverted(done, len(kept)) if done or kept else None


def _leave(kept: list[Edit], layer: Assignment, actor: User, uid: uuid.UUID) -> None:
    """Let edits of a step begun in a layer be steps of their own articles, and write that down."""
    for other in {edit.assignment_id for edit in kept}:
        own = Edit.objects.filter(pk__in=[edit.pk for edit in kept], assignment=other)
        own.update(batch=uuid.uuid4(), begun_in=None)
    data = {"edit": str(uid), "kept": len(kept)}
    Event.objects.create(
        project_id=layer.task.project_id, actor=actor, assignment=layer, verb=KEPT, data=data
    )


def _reverting(edit: Edit, actor: User, uid: uuid.UUID) -> Edit:
    """Take an edit back, or do it again, with what the bank learned by it."""
    made = _made_by(edit) if edit.is_undone else None
    if made:
        make_again(made, actor=actor)
    done = THINGS[edit.what].revert(edit, actor=actor, uid=uuid.uuid4(), batch=uid)
    _revert_bank(edit, actor)
    return done


def _with_hold(step: list[Edit]) -> list[Edit]:
    """The edits without those that lead to what was deleted since, or on it, and what hangs on theirs."""
    statements = set(Statement.objects.in_bulk(_of_all(step, _statements)))
    entities = set(Entity.objects.in_bulk(_of_all(step, _entities)))
    entities |= {made["pk"] for edit in step if (made := _made_by(edit))}
    held = [edit for edit in step if _statements(edit) <= statements and _entities(edit) <= entities]
    lost = {str(edit.what_uid) for edit in step if edit not in held and edit.what == Span.WHAT}
    return [edit for edit in held if not lost & _ends(edit)]


def _of_all(edits: Iterable[Edit], keys_of: Callable[[Edit], set[int]]) -> set[int]:
    return set().union(*map(keys_of, edits))


def _statements(edit: Edit) -> set[int]:
    """The statements that a placement or a reading stood on, before or after."""
    return {state["statement"] for state in (edit.before, edit.after) if state and "statement" in state}


def _entities(edit: Edit) -> set[int]:
    """The entities that undoing, or redoing, a link needs: the one it came from, and the one it names.

    What else names one that is gone does without it.
    """
    if not (edit.before and edit.after):
        return set()
    linked = {edit.before.get("entity"), edit.after.get("entity")}
    return linked - {None} if len(linked) > 1 else set()


def _ends(edit: Edit) -> set[str]:
    """The spans that a relation or a placement hangs on."""
    states = [state for state in (edit.before, edit.after) if state]
    return {state[name] for state in states for name in ("span", "from", "to") if name in state}


def _made_by(edit: Edit) -> Snapshot | None:
    """The entity that a link made, which comes and goes with it."""
    made: Snapshot | None = (edit.after or {}).get("bank", {}).get("made")
    return made


def _revert_bank(edit: Edit, actor: User) -> None:
    """Let the bank follow a link that made an entity, taught it a spelling, or made it forget one."""
    bank = (edit.after or {}).get("bank", {})
    gone, known = ("forgotten", "learned") if edit.is_undone else ("learned", "forgotten")
    if bank.get(gone):
        unlearn(bank[gone], actor=actor)
    if bank.get(known):
        learn_again(bank[known], actor=actor)
    if not edit.is_undone and (made := _made_by(edit)):
        unmake(made, edit, actor=actor)
