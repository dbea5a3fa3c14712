"""What of a project a person may see: whose layers, whose spellings, whose links.

Roles are those on the project, which annotator/access.py has looked up.
"""

from django.db.models import Q, QuerySet

from annotator.models import Alias, AliasWord, Assignment, Project, Span, Task, User
from annotator.models.entities import AliasQuerySet, AliasWordQuerySet
from annotator.models.projects import REVIEWING
from annotator.models.spansets import SpanQuerySet
from annotator.models.tasks import AssignmentQuerySet
from annotator.prepared import prepared


def may_review(project: Project) -> bool:
    """Whether the person whose roles are on the project decides there, and so sees everyone's work."""
    return not project.held.isdisjoint(REVIEWING)


def may_see_others(project: Project) -> bool:
    """Whether the person whose roles are on the project may see other people's layers and gold."""
    return may_review(project) or not project.is_blind


def layers_to_see(user: User, task: Task) -> list[Assignment]:
    """Other people's layers of a task and gold, as far as the person may see them."""
    return _other_layers(task.pk, user.pk) if may_see_others(task.project) else []


@prepared
def _other_layers(task: int, user: int) -> QuerySet[Assignment]:
    return Assignment.objects.select_related("annotator").filter(task=task).exclude(annotator=user)


def layers_to_list(user: User, project: Project) -> AssignmentQuerySet:
    """The annotators' layers in a project that the person may see."""
    layers = Assignment.objects.annotators().filter(task__project=project)
    return layers if may_see_others(project) else layers.filter(annotator=user)


def layers_to_export(user: User, project: Project) -> AssignmentQuerySet:
    """The layers of a project that the person may export, and gold; in a blind one, an annotator's own."""
    layers = Assignment.objects.filter(task__project=project)
    return layers if may_see_others(project) else layers.filter(annotator=user)


def reviewable_layers(user: User) -> AssignmentQuerySet:
    """The annotators' layers in the projects where the person reviews or manages."""
    layers = Assignment.objects.annotators()
    if user.is_superuser:
        return layers
    return layers.filter(task__project__in=Project.objects.for_roles(user, *REVIEWING))


def aliases_to_see(user: User, project: Project) -> AliasQuerySet:
    """The spellings in a project's bank that the person may see: in a blind one not what others taught."""
    aliases = Alias.objects.of_bank(project)
    return aliases if may_see_others(project) else aliases.shown_to(user, project)


def alias_words_to_see(user: User, project: Project) -> AliasWordQuerySet:
    """The words of those spellings."""
    words = AliasWord.objects.filter(project=project)
    return words if may_see_others(project) else words.shown_to(user, project)


def mentions_to_see(user: User, project: Project) -> SpanQuerySet:
    """The linked spans of the layers that the person may see: their own, and others' and gold if they may."""
    mentions = Span.objects.filter(assignment__task__project=project, entity__isnull=False)
    return mentions if may_see_others(project) else mentions.filter(assignment__annotator=user)


def links_to_learn_from(user: User, project: Project) -> SpanQuerySet:
    """The linked spans that rankings draw on: in a blind project those of one's own layers and of gold."""
    linked = Span.objects.filter(assignment__task__project=project, entity__isnull=False)
    if may_see_others(project):
        return linked
    return linked.filter(Q(assignment__annotator=user) | Q(assignment__kind=Assignment.Kind.GOLD))


def may_compare(user: User, project: Project, annotator: int | None) -> bool:
    """Whether a person may compare the layer of this one, or gold: an analyst their own, a reviewer all."""
    return may_review(project) or annotator == user.pk
