"""What is done on a story's page: claims placed, moved, removed; articles read; statements worded and judged.

Each answer to htmx holds the rows that changed. A plain form goes back to the page, at the row.
"""

import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.access import (
    access_placing,
    access_statement,
    access_story,
    own_claim,
    own_layers_of_story,
    own_placement,
)
from annotator.comparing import Comparison
from annotator.forms.spans import EditForm
from annotator.forms.stories import PlaceForm, ReadForm, StanceForm, StoryForm, VerdictForm, WordingForm
from annotator.models import (
    Assignment,
    Edit,
    Placement,
    Project,
    Reading,
    Review,
    Statement,
    Task,
    User,
)
from annotator.models.edits import NOTHING_LEFT, Conflict
from annotator.models.projects import REVIEWING
from annotator.requests import DeskRequest
from annotator.undo import redo_in_story, undo_in_story
from annotator.views.matrix import Table
from annotator.views.saying import says_where_it_was, story_address
from annotator.visibility import may_see_others
from articles.models import Story

Undo = Callable[[Project, Story, User, User | None, uuid.UUID], list[Edit] | None]


@require_POST
@says_where_it_was
def place_claim(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """A claim of one's own under a statement, which may be made for it; `moved` takes it from another one."""
    project, story, owner = access_placing(request.user, slug, story_id, request.GET.get("layer", ""))
    save = PlaceForm(request.POST).save_of(request.user)
    changed: list[Statement] = []
    try:
        with transaction.atomic():
            span = own_claim(owner, project, story, save["claim"], lock=True)
            statement = _statement_for(save, project, story, request.user)
            changed.append(statement)
            batch = save["edit"] if save["moved"] else None
            if save["moved"]:
                moved = own_placement(owner, project, story, save["moved"])
                changed.append(moved.statement)
                moved.drop(actor=request.user, batch=batch)
            placement = Placement.of(span, statement, save["stance"], save["uid"])
            placement.add(actor=request.user, edit_uid=save["edit"], batch=batch)
    except (IntegrityError, Conflict) as error:
        if not _was_taken(save["edit"], request.user):
            if isinstance(error, Conflict):
                raise
            access_statement(project, story, changed[0].pk)  # It may just have been deleted, or merged.
            raise Conflict(_("This claim stands under this statement already.")) from None
    said = _("Placed under: %(statement)s") % {"statement": changed[0].text} if changed else ""
    return _saved(request, project, story, changed, said=said, placed=save["claim"])


def _statement_for(save: dict[str, Any], project: Project, story: Story, actor: User) -> Statement:
    """The one chosen or typed, or a new one. Raises Conflict if there is none."""
    if save["new"]:
        return Statement.make(project, story, save["wording"], actor=actor)
    if save["typed"]:
        found = Statement.objects.of_story(project, story).filter(text__iexact=save["typed"]).first()
        if found is None:
            raise Conflict(
                _("No statement reads “%(text)s”. Make a new one of it, or choose another.")
                % {"text": save["typed"]}
            )
        return found
    return access_statement(project, story, save["statement"])


@require_POST
@says_where_it_was
def change_stance(request: DeskRequest, slug: str, story_id: int, uid: uuid.UUID) -> HttpResponse:
    project, story, owner = access_placing(request.user, slug, story_id, request.GET.get("layer", ""))
    save = StanceForm(request.POST).save_of(request.user)
    with transaction.atomic():
        placement = own_placement(owner, project, story, uid)
        if not _was_taken(save["edit"], request.user):
            wanted = {**placement.snapshot(), "stance": save["stance"]}
            placement.alter(wanted, actor=request.user, edit_uid=save["edit"])
    return _saved(request, project, story, [placement.statement], said=placement.get_stance_display())


@require_POST
@says_where_it_was
def remove_placement(request: DeskRequest, slug: str, story_id: int, uid: uuid.UUID) -> HttpResponse:
    project, story, owner = access_placing(request.user, slug, story_id, request.GET.get("layer", ""))
    save = EditForm(request.POST).save_of(request.user)
    with transaction.atomic():
        try:
            placement = own_placement(owner, project, story, uid)
        except Conflict:
            if not _was_taken(save["edit"], request.user):
                raise
            return _saved(request, project, story, [], said="")
        placement.drop(actor=request.user, edit_uid=save["edit"])
    said = _("Taken away from: %(statement)s") % {"statement": placement.statement}
    return _saved(request, project, story, [placement.statement], said=said, tray_changed=True)


@require_POST
@says_where_it_was
def mark_read(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """Articles as read for a statement, in one step; or one's own readings of them taken back.

    Without an article all that the person has begun: nobody has read what they never opened.
    """
    project, story, owner = access_placing(request.user, slug, story_id, request.GET.get("layer", ""))
    articles = Task.objects.filter(project=project, article__story=story).values_list("article", flat=True)
    save = ReadForm(request.POST, list(articles)).save_of(request.user)
    with transaction.atomic():
        statement = access_statement(project, story, save["statement"], lock=True)
        if not Edit.objects.filter(batch=save["edit"], actor=request.user).exists():
            if save["unread"]:
                own = statement.readings.filter(assignment__annotator=owner)
                wanted = own.filter(assignment__task__article__in=save["article"] or articles)
                for reading in wanted.select_related("assignment"):
                    reading.drop(actor=request.user, batch=save["edit"])
            else:
                layers = own_layers_of_story(owner, project, story, save["article"])
                if not layers:
                    raise Conflict(_("You have begun no article of this story yet: mark one cell as read."))
                if save["article"] and _has_rejected(layers, statement):
                    raise Conflict(
                        _(
                            "Not marked as read: a claim stands here that the reviewer rejected, so the "
                            "article can't be silent. Take the claim away first."
                        )
                    )
                Reading.mark(layers, statement, actor=request.user, batch=save["edit"])
    said = _("Unread again: %(statement)s") if save["unread"] else _("Read for: %(statement)s")
    return _saved(request, project, story, [statement], said=said % {"statement": statement})


def _has_rejected(layers: Collection[Assignment], statement: Statement) -> bool:
    """Whether one of the layers has a claim under the statement whose rejection stands: no reading counts."""
    rejected = Review.objects.current().filter(Review.says_no_claim(), assignment__in=layers)
    return rejected.filter(span__claim__placements__statement=statement).exists()


@require_POST
@says_where_it_was
def rename_statement(request: DeskRequest, slug: str, story_id: int, pk: int) -> HttpResponse:
    project, story = access_story(request.user, slug, story_id)
    save = WordingForm(request.POST).save_of(request.user)
    with transaction.atomic():
        statement = access_statement(project, story, pk, lock=True)
        statement.rename(save["text"], actor=request.user, seen=save["seen"])
    return _saved(request, project, story, [statement], said=_("Reworded: %(text)s") % {"text": statement})


@require_POST
@says_where_it_was
def delete_statement(request: DeskRequest, slug: str, story_id: int, pk: int) -> HttpResponse:
    """One that nothing stands under; one that is gone already is what was wanted.

    Where annotators work blind it is for those who see everyone's work: a refusal would tell of it.
    """
    project, story = access_story(request.user, slug, story_id)
    if not may_see_others(project):
        raise PermissionDenied(
            _("Statements are shared by the project: a reviewer or a manager deletes them.")
        )
    EditForm(request.POST).save_of(request.user)
    with transaction.atomic():
        statement = Statement.objects.of_story(project, story).select_for_update().filter(pk=pk).first()
        if statement is not None:
            statement.remove(actor=request.user)
    return _saved(request, project, story, [], said=_("The statement is deleted."), gone=[pk])


@require_POST
@says_where_it_was
def judge_statement(request: DeskRequest, slug: str, story_id: int, pk: int) -> HttpResponse:
    project, story = access_story(request.user, slug, story_id, *REVIEWING)
    save = VerdictForm(request.POST).save_of(request.user)
    with transaction.atomic():
        statement = access_statement(project, story, pk, lock=True)
        statement.judge(save["verdict"], save["justification"], actor=request.user, seen=save["seen"])
    said = statement.get_verdict_display() or _("No verdict")
    return _saved(request, project, story, [statement], said=said)


@require_POST
@says_where_it_was
def undo_story(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    return _revert(request, slug, story_id, undo_in_story, _("Undone."), _("Nothing to undo."))


@require_POST
@says_where_it_was
def redo_story(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    return _revert(request, slug, story_id, redo_in_story, _("Done again."), _("Nothing to redo."))


def _revert(
    request: DeskRequest, slug: str, story_id: int, step: Undo, done: str, nothing: str
) -> HttpResponse:
    project, story, owner = access_placing(request.user, slug, story_id, request.GET.get("layer", ""))
    save = EditForm(request.POST).save_of(request.user)
    with transaction.atomic():
        edits = step(project, story, request.user, owner, save["edit"])
    if edits is None:
        raise Conflict(NOTHING_LEFT)
    states = [state for edit in edits for state in (edit.before, edit.after) if state]
    keys = {state["statement"] for state in states if "statement" in state}
    changed = list(Statement.objects.of_story(project, story).filter(pk__in=keys))
    said = done if edits else nothing
    return _saved(request, project, story, changed, said=said, tray_changed=bool(edits))


def _was_taken(edit: uuid.UUID, actor: User) -> bool:
    """Whether this very save was stored before."""
    return Edit.objects.filter(uid=edit, actor=actor).exists()


def _saved(
    request: DeskRequest,
    project: Project,
    story: Story,
    changed: Collection[Statement],
    *,
    said: str,
    placed: uuid.UUID | None = None,
    gone: Collection[int] = (),
    tray_changed: bool = False,
) -> HttpResponse:
    """The rows that changed and the page's numbers, a sentence for the person, and whether the list of what
    waits is another one.
    """
    if not request.htmx:
        at = next((statement.pk for statement in changed), None)
        return redirect(story_address(request, project.slug, story.pk, at))
    comparison = Comparison(request.user, project, story, request.GET.get("layer", ""))
    table = Table(comparison, StoryForm(request.GET))
    context = {
        "project": project,
        "story": story,
        "comparison": comparison,
        "table": table,
        "rows": table.of(changed),
        "gone": gone,
        "said": said,
        "placed": placed,
        "tray_changed": tray_changed,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "annotator/_story_saved.html", context)
