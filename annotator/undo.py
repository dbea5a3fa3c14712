"""Undo and redo, without limit, of what the log of a layer holds. A batch is one step, in all its layers."""

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

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
)
from annotator.models.edits import Conflict, EditQuerySet, Logged, Snapshot
from articles.models import Story

NOTHING_LEFT = gettext_lazy("This can't be taken back: what it refers to was deleted.")
# What a log can hold, by the name that it has there.
THINGS: dict[str, type[Logged]] = {kind.WHAT: kind for kind in (Span, Relation, Placement, Reading, Refusal)}
# What a snapshot refers to, by its name there, that somebody may have deleted since.
HOLDS: dict[str, type[Statement] | type[Entity]] = {"statement": Statement, "entity": Entity}


def undo(layer: Assignment, actor: User, uid: uuid.UUID) -> list[Edit] | None:
    """Take the last step of a locked layer back. Return the edits that did it; none if there is no step.

    None instead of a list says that nothing is left of the step, as its statement was deleted or merged: it
    is passed over, so that the next undo reaches the step before. `uid` is the client's: the same undo sent
    twice undoes once. Raises Conflict and WrongState, and then nothing of the step is taken back (call it in
    a transaction).
    """
    return _sent_before(layer, uid) or _revert(layer.edits.to_undo(actor), actor, uid, layer)


def redo(layer: Assignment, actor: User, uid: uuid.UUID) -> list[Edit] | None:
    """Do the step again that was undone last, unless something else was done since. Otherwise like `undo`."""
    return _sent_before(layer, uid) or _revert(layer.edits.to_redo(actor), actor, uid, layer)


def undo_in_story(
    project: Project, story: Story, actor: User, owner: User | None, uid: uuid.UUID
) -> list[Edit] | None:
    """Take the person's last placement, reading or stance in a story back. As `undo`.

    In whichever layer of the owner's, who is the person, or nobody, for gold.
    """
    steps = _steps_in_story(project, story, actor, owner)
    return _sent_by(actor, uid) or _revert(steps.to_undo(actor), actor, uid)


def redo_in_story(
    project: Project, story: Story, actor: User, owner: User | None, uid: uuid.UUID
) -> list[Edit] | None:
    """Do that step again, unless something else was done in the story since."""
    steps = _steps_in_story(project, story, actor, owner)
    return _sent_by(actor, uid) or _revert(steps.to_redo(actor), actor, uid)


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
        before = edit.before or {}
        if str(span.uid) not in (before.get("span"), before.get("from"), before.get("to")):
            continue
        thing = THINGS[edit.what](uid=edit.what_uid)
        try:
            thing.take(before, deletion.assignment)
        except Conflict:
            continue
        thing.edit(Edit.Verb.RESTORED, actor, None, batch, None, thing.snapshot()).save(force_insert=True)
    return span


def _sent_before(layer: Assignment, uid: uuid.UUID) -> list[Edit]:
    return list(Edit.objects.filter(batch=uid, assignment=layer, reverts__isnull=False))


def _revert(
    last: Edit | None, actor: User, uid: uuid.UUID, locked: Assignment | None = None
) -> list[Edit] | None:
    if last is None:
        return []
    step = list(Edit.objects.of_step(last).select_related("assignment").order_by("pk"))
    if not last.is_undone:
        step.reverse()
    layers = {locked.pk: locked} if locked else {}
    others = {edit.assignment_id for edit in step} - layers.keys()
    layers |= Assignment.objects.select_for_update().in_bulk(others)
    done = []
    for edit in _with_hold(step):
        edit.assignment = layers[edit.assignment_id]
        if edit.is_undone and (made := _made_by(edit)):
            make_again(made, actor=actor)
        done.append(THINGS[edit.what].revert(edit, actor=actor, uid=uuid.uuid4(), batch=uid))
        _revert_bank(edit, actor)
    Edit.objects.filter(pk__in=[edit.pk for edit in step]).update(is_undone=not last.is_undone)
    return done or None


def _with_hold(step: list[Edit]) -> list[Edit]:
    """The edits without those on what was deleted, or merged, since: they lead nowhere."""
    standing = {name: set(kind.objects.in_bulk(_held(step, name))) for name, kind in HOLDS.items()}
    standing["entity"] |= {made["pk"] for edit in step if (made := _made_by(edit))}
    return [edit for edit in step if all(_held([edit], name) <= standing[name] for name in HOLDS)]


def _held(edits: Iterable[Edit], name: str) -> set[int]:
    """The keys of that name that the edits lead from or to."""
    states = (state for edit in edits for state in (edit.before, edit.after) if state)
    return {state[name] for state in states if state.get(name)}


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
        unmake(made, actor=actor)
