"""What a person has to do, over all projects: each list short, and in the order in which it is best done."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from annotator.models import Assignment, Edit, Membership, Project, Role, Task, User
from annotator.models.tasks import AssignmentQuerySet, TaskQuerySet
from annotator.visibility import reviewable_layers

State = Assignment.State


def own_layers(user: User) -> AssignmentQuerySet:
    """The person's layers in the projects that they still take part in, with what a list shows of them."""
    layers = Assignment.objects.filter(annotator=user, task__project__in=Project.objects.visible_to(user))
    return layers.select_related("task__project", "task__article__source", "task__article__story")


def left_off(user: User) -> AssignmentQuerySet:
    """What the person has begun, the latest edited first, with the time of that edit as `edited_at`."""
    edits = Edit.objects.filter(assignment=OuterRef("pk")).order_by("-pk").values("at")[:1]
    begun = own_layers(user).filter(state=State.IN_PROGRESS).annotate(edited_at=Subquery(edits))
    return begun.order_by(F("edited_at").desc(nulls_last=True), "-pk")


def returned(user: User) -> AssignmentQuerySet:
    """What reviewers gave back."""
    return own_layers(user).filter(state=State.RETURNED).order_by("pk")


def to_do(user: User) -> AssignmentQuerySet:
    """What the person was given and has not begun."""
    return own_layers(user).filter(state=State.TO_DO).order_by("pk")


def put_off(user: User) -> AssignmentQuerySet:
    """What the person wanted to come back to later, with the reason as its message."""
    return own_layers(user).filter(state=State.DEFERRED).order_by("pk")


def open_tasks(user: User) -> TaskQuerySet:
    """What still needs annotators in the projects where the person is one, and they have not begun."""
    annotated = Membership.objects.live().filter(user=user, role=Role.ANNOTATOR)
    tasks = Task.objects.filter(project__in=annotated.values("project")).needing_annotators()
    others = tasks.exclude(pk__in=Assignment.objects.filter(annotator=user).values("task"))
    return others.select_related("project", "article__source", "article__story").order_by("pk")


def waiting_for_review(user: User) -> QuerySet[Assignment]:
    """What others handed in where the person reviews, the longest waiting first."""
    layers = reviewable_layers(user).waiting_for_review().exclude(annotator=user)
    related = layers.select_related("annotator", "task__project", "task__article")
    return related.order_by("submitted_at", "pk")


def left_to_do(user: User, project: int) -> TaskQuerySet:
    """What of a project needs the person's work: begun and not handed in, or to be begun."""
    own = Assignment.objects.filter(annotator=user, task=OuterRef("pk"))
    unfinished = own.filter(state__in=Assignment.UNFINISHED)
    tasks = Task.objects.filter(project=project)
    needed = tasks.needing_annotators().exclude(Exists(own))
    return tasks.filter(Q(Exists(unfinished)) | Q(pk__in=needed.values("pk")))


def next_task(user: User, done: Task) -> Task | None:
    """The next article of the project that needs the person's work, round from the one that is done."""
    waiting = left_to_do(user, done.project_id)
    return waiting.filter(pk__gt=done.pk).order_by("pk").first() or waiting.order_by("pk").first()
