"""The only look-ups from an id in an address: the object, or 404 for strangers and 403 for the wrong role.

Each takes the person first and goes through the project whose membership it checks; or it takes what such a
look-up has found, and goes on from there.
"""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _

from annotator.comparing import GOLD
from annotator.models import (
    Alias,
    Assignment,
    Edit,
    Entity,
    Import,
    Label,
    Membership,
    Placement,
    Project,
    Role,
    Span,
    StagedDraft,
    Statement,
    Task,
    User,
)
from annotator.models.edits import Conflict
from annotator.models.projects import REVIEWING
from annotator.prepared import prepared
from annotator.visibility import may_see_others, reviewable_layers
from articles.models import ArticleVersion, Story


def access_project(user: User, slug: str, *roles: Role) -> Project:
    """The project, with the person's roles in it as `held`.

    404 if there is none, and for who holds no role in it; 403 for who holds none of those asked for.
    """
    project = _project.first(user.pk, slug)
    if project is None:
        raise Http404
    project.held = _roles_held(user, project, roles)
    return project


@prepared
def _project(user: int, slug: str) -> QuerySet[Project]:
    return Project.objects.filter(slug=slug).annotate(**_roles_of(user, "pk"))


def access_task(user: User, slug: str, article_id: int, *roles: Role) -> Task:
    """The task of an article in a project, with the person's roles as its project's `held`. 404 and 403.

    `newest_number` is that of the article's newest text.
    """
    task = _task.first(user.pk, slug, article_id)
    if task is None:
        raise Http404
    task.project.held = _roles_held(user, task, roles)
    return task


@prepared
def _task(user: int, slug: str, article_id: int) -> QuerySet[Task]:
    tasks = Task.objects.select_related("project", "article__source", "article__story")
    versions = ArticleVersion.objects.filter(article=OuterRef("article")).order_by("-number")
    newest = {"newest_number": Subquery(versions.values("number")[:1])}
    found = tasks.filter(project__slug=slug, article=article_id)
    return found.annotate(**_roles_of(user, "project"), **newest)


def _roles_of(user: int, project: str) -> dict[str, Exists]:
    """What looks up, with the thing itself, which roles the person holds in the project at this path."""
    memberships = Membership.objects.live().filter(user=user, project=OuterRef(project))
    return {f"holds_{role}": Exists(memberships.filter(role=role)) for role in Role}


def _roles_held(user: User, found: Project | Task, wanted: Collection[Role]) -> frozenset[Role]:
    """The roles that were found with a thing. 404 for none at all, 403 for none of those that are wanted."""
    held = frozenset(role for role in Role if user.is_superuser or getattr(found, f"holds_{role}"))
    if not held:
        raise Http404
    if wanted and not held.intersection(wanted):
        raise PermissionDenied(_("Your role in this project does not allow this. Ask one of its managers."))
    return held


def own_layer(user: User, slug: str, article_id: int) -> Assignment:
    """An annotator's layer, locked to change; made if there is none. 404 and 403.

    The role is checked in the same statement: every save goes through here.
    """
    layer = _own_layer.first(user.pk, slug, article_id)
    if layer is not None:
        return layer
    return access_task(user, slug, article_id, Role.ANNOTATOR).assignment_of(user)


@prepared
def _own_layer(user: int, slug: str, article_id: int) -> QuerySet[Assignment]:
    layers = Assignment.objects.with_text().held().select_related("task__project", "task__article")
    text = ("version__number", "version__text")
    needed = ("kind", "state", "annotator", *text, "task__article__language", "task__project__slug")
    own = layers.only(*needed).filter(task__project__slug=slug, task__article=article_id, annotator=user)
    return own.filter(_annotates(user, "task__project"))


def _annotates(user: int, project: str) -> Q:
    """Whether the person annotates in the project at this path, as `access_project` has it."""
    annotators = Membership.objects.live().filter(user=user, role=Role.ANNOTATOR)
    holds = Exists(annotators.filter(project=OuterRef(project)))
    return Q(holds) | Q(Exists(User.objects.filter(pk=user, is_superuser=True)))


def access_layer(user: User, task: Task, uid: str | None = None) -> Assignment | None:
    """The layer to show: the person's own, or the one asked for by its uid.

    Somebody else's layer and gold are for reviewers and managers, and for annotators of a project that is
    not blind. None if nothing has been saved yet.
    """
    if uid is None:
        layer = _layer_by.first(task.pk, user.pk)
        if layer is not None:
            layer.task = task
        return layer
    layers = task.assignments.with_text().select_related("annotator")
    try:
        layer = layers.filter(uid=UUID(uid)).first()
    except ValueError as error:
        raise Http404 from error
    if layer is None:
        raise Http404
    if layer.annotator_id != user.pk and not may_see_others(task.project):
        raise Http404
    return layer


@prepared
def _layer_by(task: int, user: int) -> QuerySet[Assignment]:
    return Assignment.objects.with_text().select_related("annotator").filter(task=task, annotator=user)


def own_span_to_change(user: User, slug: str, article_id: int, uid: UUID) -> Span:
    """A span of an annotator's own layer, locked with it until the transaction ends.

    The layer is locked first, as everywhere: an undo at the same time, which has it, would wait for the span.
    Conflict if it is gone; 404 and 403, checked in the same statement.
    """
    span = _own_span.first(user.pk, slug, article_id, uid)
    if span is None:
        access_project(user, slug, Role.ANNOTATOR)
        raise Conflict(_("This span is gone: it was deleted elsewhere."))
    return span


@prepared
def _own_span(user: int, slug: str, article_id: int, uid: UUID) -> QuerySet[Span]:
    spans = Span.objects.select_for_update(of=("assignment", "self"), no_key=True)
    related = spans.select_related(
        "assignment__version", "assignment__task__project", "assignment__task__article", "label", "claim"
    ).defer("assignment__version__raw", "assignment__task__project__guidelines")
    layer = Q(assignment__task__project__slug=slug, assignment__task__article=article_id)
    own = related.filter(layer, uid=uid, assignment__annotator=user)
    return own.filter(_annotates(user, "assignment__task__project"))


def own_span(user: User, task: Task, uid: UUID) -> Span:
    """A span of the person's own layer, to read. Conflict if it is gone."""
    spans = Span.objects.select_related("label")
    span = spans.filter(uid=uid, assignment__task=task, assignment__annotator=user).first()
    if span is None:
        raise Conflict(_("This span is gone: it was deleted elsewhere."))
    return span


def access_span(user: User, task: Task, uid: UUID) -> Span:
    """A span of any layer of a task that the person may see, with its label, entity and claim; else 404."""
    related = Span.objects.select_related(
        "assignment__annotator", "label", "entity__merged_into", "claim__claimant__merged_into"
    )
    span = related.filter(uid=uid, assignment__task=task).first()
    if span is None or (span.assignment.annotator_id != user.pk and not may_see_others(task.project)):
        raise Http404
    return span


def access_own_layers(user: User, task: Task, articles: Collection[int]) -> dict[int, Assignment]:
    """The person's layers on these articles of the task's story, or of the task alone, by article; locked.

    Made where there are none yet. 404 if an article is not of the story or not in the project.
    """
    in_reach = Task.objects.of_story(task) if task.article.story_id else Task.objects.filter(pk=task.pk)
    tasks = in_reach.filter(article__in=articles).select_related("article", "project").order_by("pk")
    layers = {other.article_id: other.assignment_of(user) for other in tasks}
    if len(layers) != len(articles):
        raise Http404
    return layers


def access_deletion(layer: Assignment, uid: UUID) -> Edit:
    """The last deletion of a span of the person's own locked layer. Conflict without one."""
    deletion = layer.edits.filter(what=Span.WHAT, what_uid=uid).deletions().first()
    if deletion is None:
        raise Conflict(_("This span is not deleted."))
    deletion.assignment = layer
    return deletion


def access_reviewable_layer(user: User, pk: int, lock: bool = False) -> Assignment:
    """A layer to review with its text and its article, locked if asked for. 404 for everybody else's."""
    layers = reviewable_layers(user).with_text()
    layers = layers.select_related(
        "annotator", "task__project", "task__article__source", "task__article__story"
    )
    if lock:
        layers = layers.held()
    layer = layers.filter(pk=pk).first()
    if layer is None:
        raise Http404
    return layer


def access_import(user: User, slug: str, uid: UUID) -> Import:
    """What a manager is about to import, or has imported, with its project. 404 for everybody else's."""
    project = access_project(user, slug, Role.MANAGER)
    batch = project.imports.filter(actor=user, uid=uid).first()
    if batch is None:
        raise Http404
    batch.project = project
    return batch


def access_staged_draft(user: User, slug: str, uid: UUID, pk: int) -> StagedDraft:
    """A draft of such an import, to change it: locked until the transaction ends."""
    batch = access_import(user, slug, uid)
    draft = batch.drafts.select_for_update().filter(pk=pk).first()
    if draft is None:
        raise Http404
    draft.batch = batch
    return draft


def access_story(user: User, slug: str, story_id: int, *roles: Role) -> tuple[Project, Story]:
    """A story that has an article in the project, and the project with the person's roles. 404 and 403.

    All in one statement, as every save in a story goes through here.
    """
    task = _task_of_story.first(user.pk, slug, story_id)
    if task is None or task.article.story is None:
        raise Http404
    task.project.held = _roles_held(user, task, roles)
    return task.project, task.article.story


@prepared
def _task_of_story(user: int, slug: str, story: int) -> QuerySet[Task]:
    tasks = Task.objects.select_related("project", "article__story").annotate(**_roles_of(user, "project"))
    return tasks.filter(project__slug=slug, article__story=story)[:1]


def access_placing(user: User, slug: str, story_id: int, whose: str) -> tuple[Project, Story, User | None]:
    """A story, and whose layers a save there changes: the person's own or, where gold is in view, gold.

    Annotators place their own claims, reviewers and managers those of gold: 404 and 403.
    """
    if whose == GOLD:
        return (*access_story(user, slug, story_id, *REVIEWING), None)
    return (*access_story(user, slug, story_id, Role.ANNOTATOR), user)


def access_statement(project: Project, story: Story, pk: int, lock: bool = False) -> Statement:
    """A statement of a story, locked if asked for. Conflict if it is gone: a page may still show it."""
    statements = Statement.objects.of_story(project, story)
    statement = (statements.select_for_update() if lock else statements).filter(pk=pk).first()
    if statement is None:
        raise Conflict(_("This statement is gone: it was deleted or merged."))
    return statement


def own_claim(owner: User | None, project: Project, story: Story, uid: UUID, lock: bool = False) -> Span:
    """A claim span of the owner's layers in a story, or of gold, with its claim. Conflict if it is gone.

    Locked with its layer, which comes first, if asked for.
    """
    spans = Span.objects.select_related("assignment__task__article", "label", "claim__claimant__merged_into")
    if lock:
        spans = spans.select_for_update(of=("assignment", "self"), no_key=True)
    here = Q(assignment__task__project=project, assignment__task__article__story=story)
    span = spans.filter(here, uid=uid, assignment__annotator=owner, label__kind=Label.Kind.CLAIM).first()
    if span is None:
        raise Conflict(_("This claim is gone: it was deleted, or is no claim any more."))
    return span


def own_placement(owner: User | None, project: Project, story: Story, uid: UUID) -> Placement:
    """A placement of the owner's, or of gold, locked after its layer. Conflict if it is gone."""
    locked = Placement.objects.select_for_update(of=("claim__span__assignment", "self"), no_key=True)
    placements = locked.select_related("claim__span__assignment", "statement")
    here = Q(statement__project=project, statement__story=story)
    placement = placements.filter(here, uid=uid, claim__span__assignment__annotator=owner).first()
    if placement is None:
        raise Conflict(_("This claim stands here no longer."))
    return placement


def own_layers_of_story(
    owner: User | None, project: Project, story: Story, articles: list[int]
) -> list[Assignment]:
    """The owner's layers, or gold, on these articles of a story, where work begins; all begun ones for none.

    Whoever put an article off, or declined it, has not read it whole: such a one has to be named.
    """
    if not articles:
        own = Assignment.objects.filter(task__project=project, task__article__story=story, annotator=owner)
        state = Assignment.State
        return list(own.exclude(state__in=(state.TO_DO, state.DEFERRED, state.DECLINED)))
    return Task.objects.filter(project=project, article__story=story, article__in=articles).begin(owner)


def access_entity(user: User, slug: str, pk: int, *roles: Role) -> tuple[Project, Entity]:
    """An entity of the project's bank, merged ones too, and the project with the person's roles. 404, 403."""
    project = access_project(user, slug, *roles)
    entity = project.entities.select_related("label", "merged_into").filter(pk=pk).first()
    if entity is None:
        raise Http404
    entity.project = project
    return project, entity


def entity_to_link(slug: str, pk: int) -> Entity:
    """The entity that one of a project whose roles were checked stands for. Conflict if there is none.

    It can't be deleted before the transaction ends.
    """
    entity = _kept().filter(project__slug=slug, pk=pk).first()
    if entity is None:
        raise Conflict(_("This entity is gone: it was deleted."))
    return entity.standing


def _kept() -> QuerySet[Entity]:
    """Entities with what they stand for. Who would delete one waits for this transaction, and the reverse."""
    return Entity.objects.select_related("merged_into").select_for_update(of=("self",), no_key=True)


class Teaching(NamedTuple):
    """An entity to link, whether the person knows it by a spelling, whether what they teach is for all."""

    entity: Entity
    is_known: bool
    for_all: bool


def entity_to_teach(user: User, slug: str, pk: int, spelling: str) -> Teaching:
    """As `entity_to_link`, with what is to be known to teach the bank, in the same statement."""
    known = Alias.objects.filter(name=spelling, entity=Coalesce(OuterRef("merged_into"), OuterRef("pk")))
    roles = Membership.objects.live().filter(user=user, project=OuterRef("project"))
    entities = _kept().annotate(
        is_known=Exists(known.filter(Q(taught_by=None) | Q(taught_by=user))),
        for_all=Exists(roles.filter(role__in=REVIEWING)),
    )
    entity: Any = entities.filter(project__slug=slug, pk=pk).first()
    if entity is None:
        raise Conflict(_("This entity is gone: it was deleted."))
    return Teaching(entity.standing, entity.is_known, entity.for_all or user.is_superuser)
