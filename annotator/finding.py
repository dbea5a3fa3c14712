"""The articles of a project as a list: what stands in a row, what there is to choose from, how far all is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower

from annotator.models import Assignment, Project, Role, Span, Task, User
from annotator.models.tasks import AssignmentQuerySet
from articles.models import Article, ArticleVersion, Source, Story
from articles.words import Piece, Term, highlighted, snippet

# How an address says that something is missing.
NONE = "none"
# So many stories stand beside the list; others are reached from their articles.
STORIES = 50


class Layer(NamedTuple):
    """What a list shows of one person's layer on a task."""

    pk: int
    uid: UUID
    annotator: str
    state: str
    state_name: str
    span_count: int


@dataclass
class Row:
    """An article with the layers on it that the person may see."""

    article: Article
    title: list[Piece]
    snippet: list[Piece]
    mine: Layer | None = None
    others: list[Layer] = field(default_factory=list)

    @property
    def span_count(self) -> int:
        """The spans of all these layers."""
        return sum(layer.span_count for layer in self.others) + (self.mine.span_count if self.mine else 0)


def rows_of(tasks: list[Task], layers: AssignmentQuerySet, user: User, terms: list[Term]) -> list[Row]:
    """The rows of one page: a query for the layers and, where words are looked for, one for the texts."""
    texts = _newest_texts(tasks) if terms else {}
    rows = {
        task.pk: Row(
            task.article,
            title=highlighted(task.article.title, terms),
            snippet=snippet(texts.get(task.article_id, ""), terms),
        )
        for task in tasks
    }
    names = {value: str(name) for value, name in Assignment.State.choices}
    spans = Span.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    counted = layers.filter(task__in=rows).annotate(
        span_count=Coalesce(Subquery(spans.annotate(number=Count("pk")).values("number")), 0)
    )
    for task, annotator, pk, uid, name, state, number in counted.values_list(
        "task", "annotator", "pk", "uid", "annotator__username", "state", "span_count"
    ):
        layer = Layer(pk, uid, name, state, names[state], number)
        if annotator == user.pk:
            rows[task].mine = layer
        else:
            rows[task].others.append(layer)
    return list(rows.values())


def _newest_texts(tasks: Iterable[Task]) -> dict[int, str]:
    """The newest text of each task's article."""
    versions = ArticleVersion.objects.filter(article__in=[task.article_id for task in tasks])
    return dict(versions.order_by("number").values_list("article", "text"))


class Choice(NamedTuple):
    """Something to choose the articles by, as it stands in the address, and how many it leaves."""

    value: str
    name: str
    number: int = 0


@dataclass(frozen=True)
class Choices:
    """What the articles of a project can be chosen by; `number` is that of all of them."""

    number: int
    stories: list[Choice]
    more_stories: int
    sources: list[Choice]
    languages: list[Choice]


def choices_of(project: Project, story: str = "") -> Choices:
    """Count a project's articles by story (the newest ones, and the chosen one), source and language.

    Takes three queries.
    """
    kinds = project.tasks.order_by().values_list("article__story", "article__source", "article__language")
    # Counted here: for as many rows as a project has, that is quicker than to group them in the database.
    rows = list(kinds)
    stories: Counter[int | None] = Counter(story for story, _, _ in rows)
    sources: Counter[int | None] = Counter(source for _, source, _ in rows)
    languages = Counter(language for _, _, language in rows)
    listed = sorted(filter(None, stories), reverse=True)[:STORIES]
    listed += [pk for pk in filter(None, stories) if str(pk) == story and pk not in listed]
    titles = Story.objects.filter(pk__in=listed).order_by("-pk").values_list("pk", "title")
    names = Source.objects.filter(pk__in=filter(None, sources)).order_by(Lower("name"))
    return Choices(
        number=len(rows),
        stories=_choices(titles, stories),
        more_stories=len(stories) - len(listed) - (None in stories),
        sources=_choices(names.values_list("pk", "name"), sources),
        languages=[Choice(name or NONE, name, languages[name]) for name in sorted(languages)],
    )


def _choices(names: Iterable[tuple[int, str]], numbers: Mapping[int | None, int]) -> list[Choice]:
    choices = [Choice(str(pk), name, numbers[pk]) for pk, name in names]
    return [*choices, Choice(NONE, "", numbers[None])] if None in numbers else choices


def annotators_of(project: Project) -> list[Choice]:
    """Who annotates, or annotated, in a project."""
    memberships = project.memberships.filter(role=Role.ANNOTATOR).order_by("user__username").distinct()
    return [Choice(str(pk), name) for pk, name in memberships.values_list("user", "user__username")]


@dataclass(frozen=True)
class Progress:
    """How many layers a project needs, and how many of them are how far."""

    articles: int
    needed: int
    accepted: int
    submitted: int
    begun: int

    def share(self, number: int) -> int:
        """Of a hundred. What annotators did beyond what an article needs adds nothing."""
        return min(100, 100 * number // self.needed) if self.needed else 0

    @property
    def accepted_share(self) -> int:
        return self.share(self.accepted)

    @property
    def handed_in_share(self) -> int:
        """Accepted, or waiting for a review."""
        return self.share(self.accepted + self.submitted)

    @property
    def begun_share(self) -> int:
        """All that somebody has begun."""
        return self.share(self.accepted + self.submitted + self.begun)


def progress_of(numbers: Mapping[Project, int]) -> dict[Project, Progress]:
    """How far some projects are, given with the numbers of their articles, in one query."""
    state = Assignment.State
    layers = Assignment.objects.annotators().filter(task__project__in=numbers).order_by()
    counted = layers.values_list("task__project", "state").annotate(number=Count("pk"))
    found = {(project, state): number for project, state, number in counted}
    return {
        project: Progress(
            articles=articles,
            needed=articles * project.annotators_per_article,
            accepted=found.get((project.pk, state.ACCEPTED), 0),
            submitted=found.get((project.pk, state.SUBMITTED), 0),
            begun=found.get((project.pk, state.IN_PROGRESS), 0) + found.get((project.pk, state.RETURNED), 0),
        )
        for project, articles in numbers.items()
    }


class ProjectRow(NamedTuple):
    """What a person's list of projects shows of one."""

    project: Project
    progress: Progress
    roles: list[str]


def projects_of(user: User) -> list[ProjectRow]:
    """The projects that the person takes part in, and how far they are, in four queries."""
    projects = Project.objects.visible_to(user)
    articles = dict(projects.annotate(number=Count("tasks")).values_list("pk", "number"))
    progress = progress_of({project: articles[project.pk] for project in projects})
    roles: dict[int, list[str]] = {}
    for project, role in user.memberships.live().order_by("role").values_list("project", "role"):
        roles.setdefault(project, []).append(str(Role(role).label))
    return [ProjectRow(project, done, roles.get(project.pk, [])) for project, done in progress.items()]
