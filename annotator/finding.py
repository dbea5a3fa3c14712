"""The articles of a project as a list: what stands in a row, what there is to choose from, how far all is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet

from annotator.models import Assignment, Membership, Project, Role, Task, User
from annotator.models.tasks import AssignmentQuerySet
from annotator.paging import Page
from annotator.prepared import prepared
from annotator.visibility import may_see_others
from articles.models import ArticleVersion
from articles.words import Term, highlighted, snippet

# How an address says that something is missing.
NONE = "none"
# So many stories stand beside the list; others are reached from their articles.
STORIES = 50


# What a row shows of a task's article, read as plain values: a template is quickest with dictionaries.
FIELDS = {
    "task": F("pk"),
    "article_pk": F("article"),
    "title": F("article__title"),
    "source": F("article__source__name"),
    "story": F("article__story__title"),
    "story_id": F("article__story"),
    "language": F("article__language"),
    "published_on": F("article__published_on"),
}


def rows_of(page: Page, project: Project, user: User, terms: list[Term]) -> list[dict[str, Any]]:
    """The rows of a page with the layers on each: `mine`, `others`, and the number of spans on all of them.

    `title` and `snippet` are lists of pieces. Takes a query for the layers and, where words are looked for,
    one for the texts.
    """
    texts = dict(_newest_texts([row["article_pk"] for row in page.rows])) if terms else {}
    tasks = [row["task"] for row in page.rows]
    layers = _layers_on(tasks) if may_see_others(project) else _own_layers_on(tasks, user.pk)
    layers_by_task = _by_task(layers)
    rows = []
    for row in page.rows:
        found = layers_by_task.get(row["task"], [])
        rows.append(
            row
            | {
                "title": highlighted(row["title"], terms),
                "snippet": snippet(texts.get(row["article_pk"], ""), terms),
                "mine": next((layer for layer in found if layer["annotator_id"] == user.pk), None),
                "others": [layer for layer in found if layer["annotator_id"] != user.pk],
                "span_count": sum(layer["span_count"] for layer in found),
            }
        )
    return rows


def _by_task(layers: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    names = {value: str(name) for value, name in Assignment.State.choices}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for layer in layers:
        found[layer["task"]].append(layer | {"state_name": names[layer["state"]]})
    return found


@prepared
def _layers_on(tasks: list[int]) -> QuerySet[Assignment, dict[str, Any]]:
    return _shown(Assignment.objects.annotators().filter(task__in=tasks))


@prepared
def _own_layers_on(tasks: list[int], user: int) -> QuerySet[Assignment, dict[str, Any]]:
    return _shown(Assignment.objects.filter(task__in=tasks, annotator=user))


def _shown(layers: AssignmentQuerySet) -> QuerySet[Assignment, dict[str, Any]]:
    """What a row shows of layers, with the number of spans on each."""
    columns: Any = layers.values("task", "pk", "uid", "annotator_id", "state", who=F("annotator__username"))
    return columns.annotate(span_count=Count("spans")).order_by("pk")  # type: ignore[no-any-return]


@prepared
def _newest_texts(articles: list[int]) -> QuerySet[ArticleVersion, tuple[int, str]]:
    """The texts of the articles, the newest of each last."""
    versions = ArticleVersion.objects.filter(article__in=articles)
    return versions.order_by("number").values_list("article", "text")


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


def choices_of(project: Project, story: str = "", *, all_stories: bool = False) -> Choices:
    """Count a project's articles by story (the newest ones and the chosen one, or all), source and language.

    Takes two queries.
    """
    every = _stories(project.pk)
    stories = [row for row in every if row[0] is not None]
    newest = stories if all_stories else stories[:STORIES]
    listed = newest + [row for row in stories[len(newest) :] if str(row[0]) == story]
    of_none = [row for row in every if row[0] is None]
    sources: Counter[tuple[str, str]] = Counter()
    languages: Counter[str] = Counter()
    for pk, language, name, number in _sources_and_languages(project.pk):
        sources[str(pk or NONE), name or ""] += number
        languages[language] += number
    return Choices(
        number=sum(number for _pk, _title, number in every),
        stories=[Choice(str(pk or NONE), title or "", number) for pk, title, number in listed + of_none],
        more_stories=len(stories) - len(listed),
        sources=[
            Choice(value, name, number) for (value, name), number in sorted(sources.items(), key=_none_last)
        ],
        languages=[Choice(name or NONE, name, languages[name]) for name in sorted(languages)],
    )


@prepared
def _stories(project: int) -> QuerySet[Task, tuple[int | None, str | None, int]]:
    """The newest first."""
    tasks = Task.objects.filter(project=project).order_by("-article__story_id")
    return tasks.values_list("article__story", "article__story__title").annotate(number=Count("pk"))


@prepared
def _sources_and_languages(project: int) -> QuerySet[Task, tuple[int | None, str, str | None, int]]:
    tasks = Task.objects.filter(project=project).order_by()
    kinds = tasks.values_list("article__source", "article__language")
    # To take the name of a group of one source is quicker than to group by the name too.
    return kinds.annotate(name=Max("article__source__name"), number=Count("pk"))


def _none_last(source: tuple[tuple[str, str], int]) -> tuple[bool, str]:
    """By name, articles without a source at the end."""
    (value, name), _number = source
    return value == NONE, name.lower()


def annotators_of(project: Project) -> list[Choice]:
    """Who annotates, or annotated, in a project."""
    return [Choice(str(pk), name) for pk, name in _annotators(project.pk)]


@prepared
def _annotators(project: int) -> QuerySet[Membership, tuple[int, str]]:
    memberships = Membership.objects.filter(project=project, role=Role.ANNOTATOR)
    return memberships.order_by("user__username").distinct().values_list("user", "user__username")


class Crowded(NamedTuple):
    """The layers on an article that has more of them than it needs: accepted; handed in too; begun at all."""

    project: int
    needed: int
    accepted: int
    handed_in: int
    begun: int


@dataclass(frozen=True)
class Progress:
    """How many layers a project needs, and how many there are of how far.

    A share is of a hundred of those needed. What people did on an article beyond what it needs adds nothing:
    another article waits for it all the same.
    """

    articles: int
    needed: int
    accepted: int
    submitted: int
    begun: int
    crowded: Sequence[Crowded]

    @property
    def accepted_share(self) -> int:
        return self._share(self.accepted, [one.accepted - one.needed for one in self.crowded])

    @property
    def handed_in_share(self) -> int:
        """Accepted, or waiting for a review."""
        number = self.accepted + self.submitted
        return self._share(number, [one.handed_in - one.needed for one in self.crowded])

    @property
    def begun_share(self) -> int:
        """All that somebody has begun."""
        number = self.accepted + self.submitted + self.begun
        return self._share(number, [one.begun - one.needed for one in self.crowded])

    def _share(self, number: int, beyond: Iterable[int]) -> int:
        needed_ones = number - sum(max(0, more) for more in beyond)
        return 100 * needed_ones // self.needed if self.needed else 0


def progress_of(project: Project, articles: int) -> Progress:
    """How far a project of so many articles is, in two queries."""
    return _progress(project, articles, dict(_layers_by_state(project.pk)), _crowded(project.pk))


@prepared
def _layers_by_state(project: int) -> QuerySet[Assignment, tuple[str, int]]:
    layers = Assignment.objects.annotators().filter(task__project=project).order_by()
    return layers.values_list("state").annotate(number=Count("pk"))


@prepared
def _crowded(project: int) -> QuerySet[Assignment, tuple[int, ...]]:
    return _of_crowded(Assignment.objects.annotators().filter(task__project=project))


def _of_crowded(layers: QuerySet[Assignment]) -> QuerySet[Assignment, tuple[int, ...]]:
    """A row of `Crowded` an article."""
    state = Assignment.State
    begun = layers.filter(state__in=(*Assignment.HANDED_IN, state.IN_PROGRESS, state.RETURNED)).order_by()
    counted = begun.values("task", "task__project", "task__project__annotators_per_article").annotate(
        accepted=Count("pk", filter=Q(state=state.ACCEPTED)),
        handed_in=Count("pk", filter=Q(state__in=Assignment.HANDED_IN)),
        layers=Count("pk"),
    )
    columns = ("task__project", "task__project__annotators_per_article", "accepted", "handed_in", "layers")
    return counted.filter(layers__gt=F("task__project__annotators_per_article")).values_list(*columns)


def _progress(
    project: Project, articles: int, layers: Mapping[str, int], crowded: Iterable[tuple[int, ...]]
) -> Progress:
    state = Assignment.State
    return Progress(
        articles=articles,
        needed=articles * project.annotators_per_article,
        accepted=layers.get(state.ACCEPTED, 0),
        submitted=layers.get(state.SUBMITTED, 0),
        begun=layers.get(state.IN_PROGRESS, 0) + layers.get(state.RETURNED, 0),
        crowded=[Crowded(*row) for row in crowded],
    )


class ProjectRow(NamedTuple):
    """What a person's list of projects shows of one."""

    project: Project
    progress: Progress
    roles: list[str]


def projects_of(user: User) -> list[ProjectRow]:
    """The projects that the person takes part in, and how far they are, in five queries."""
    projects = Project.objects.visible_to(user)
    articles = dict(projects.annotate(number=Count("tasks")).values_list("pk", "number"))
    counted = Assignment.objects.annotators().filter(task__project__in=projects).order_by()
    layers: dict[int, dict[str, int]] = defaultdict(dict)
    for key, state, number in counted.values_list("task__project", "state").annotate(number=Count("pk")):
        layers[key][state] = number
    crowded: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for row in _of_crowded(counted):
        crowded[row[0]].append(row)
    roles: dict[int, list[str]] = {}
    for key, role in user.memberships.live().order_by("role").values_list("project", "role"):
        roles.setdefault(key, []).append(str(Role(role).label))
    return [
        ProjectRow(
            project,
            _progress(project, articles[project.pk], layers[project.pk], crowded[project.pk]),
            roles.get(project.pk, []),
        )
        for project in projects
    ]
