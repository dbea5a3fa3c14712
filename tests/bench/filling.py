"""Fills a desk's database by bulk inserts: a project, its people, articles, layers and spans."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.test import Client

from annotator.models import Assignment, Edit, Label, Membership, Project, Role, Span, Task, User
from articles.models import Article, ArticleVersion, Source, Story
from articles.search import index_versions
from articles.text import sha256
from tests.bench.texts import Text, make_text, places, vocabulary

SLUG = "bench"
OTHERS = 8  # people who work beside the one who is watched: the “eight clients”
SHORT = 2000  # characters of a usual article
SPANS = 20  # of a usual article that somebody has worked on
CROWD = 100  # spans of each of the articles that make the database a large one
STORY = 5  # articles of one story


@dataclass(frozen=True)
class Size:
    """How much is filled in, and how often each thing is measured."""

    articles: int = 2000
    articles_each: int = 20  # with spans, for each person to read, and as many to work on
    crowded: int = 1000  # articles with CROWD spans
    alone: int = 300  # requests of one client
    together: int = 150  # requests of each of eight clients
    long: int = 60  # requests for a long article
    warming: int = 10  # requests of each of eight clients that no figure is of
    entities: int = 50_000  # of a large bank
    rounds: int = 10  # pages opened in the browser, of each kind
    keys: int = 60  # spans made in the browser, of each kind
    load_seconds: float = 10  # of the others' saving meanwhile


QUICK = Size(
    articles=300,
    articles_each=6,
    crowded=50,
    alone=30,
    together=15,
    long=8,
    entities=500,
    rounds=2,
    keys=8,
    load_seconds=3,
)


@dataclass
class Person:
    """Somebody signed in, and the articles where they have spans: those to open, those to save more in."""

    user: User
    session: str
    to_read: list[int] = field(default_factory=list)
    to_save: list[int] = field(default_factory=list)
    words: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # their ranges, by article


@dataclass
class Filled:
    """What stands in the database, as far as the measuring needs it."""

    project: Project
    label: Label
    watched: Person
    others: list[Person]
    manager: Person
    long: int = 0  # 100,000 characters with 2,000 spans
    wordy: int = 0  # 20,000 words with 6,000 spans
    spare: list[Task] = field(default_factory=list)  # tasks without spans, for a crowd of them
    texts: dict[int, Text] = field(default_factory=dict)  # of the spare tasks' articles

    def path(self, article: int, rest: str = "") -> str:
        return f"/projects/{SLUG}/articles/{article}/{rest}"

    @property
    def crowded(self) -> int:
        """How many spans `crowd` makes."""
        return CROWD * len(self.spare)

    @transaction.atomic
    def crowd(self) -> None:
        """Give the watched person accepted work with very many spans."""
        layers = _make_layers(self.spare, self.watched.user, Assignment.State.ACCEPTED)
        ranges = [places(self.texts[layer.task.article_id], CROWD) for layer in layers]
        _make_spans(layers, ranges, self.label)


def fill(size: Size) -> Filled:
    with transaction.atomic():
        filled = _fill(size)
    settle()
    return filled


def settle() -> None:
    """Let PostgreSQL count its rows, as it does by itself within a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fill(size: Size) -> Filled:
    project = Project.objects.create(name="Bench", slug=SLUG)
    label = Label.objects.create(project=project, name="Person", hotkey="1", kind=Label.Kind.ENTITY)
    for order, name in enumerate(("Organization", "Place", "Date", "Quantity", "Event", "Weapon"), start=2):
        Label.objects.create(
            project=project, name=name, kind=Label.Kind.ENTITY, hotkey=str(order), order=order
        )
    watched, manager, *others = [
        _make_person(project, f"bench-{name}") for name in ("watched", "manager", *map(str, range(OTHERS)))
    ]
    Membership.objects.create(project=project, user=manager.user, role=Role.MANAGER)
    filled = Filled(project, label, watched, others, manager)

    words = vocabulary()
    texts = [make_text(number, words, length=SHORT) for number in range(size.articles)]
    tasks = list(_make_tasks(project, texts))
    for person in (watched, *others):
        for articles in (person.to_read, person.to_save):
            mine, tasks = tasks[: size.articles_each], tasks[size.articles_each :]
            texts_of_mine, texts = texts[: size.articles_each], texts[size.articles_each :]
            _work_on(person, mine, texts_of_mine, SPANS, label)
            articles += [task.article_id for task in mine]
    filled.spare = tasks[: size.crowded]
    filled.texts = {task.article_id: text for task, text in zip(tasks, texts, strict=True)}

    long, wordy = make_text(-1, words, length=100_000), make_text(-2, words, count=20_000)
    for name, text, number in (("long", long, 2000), ("wordy", wordy, 6000)):
        [task] = _make_tasks(project, [text])
        _work_on(watched, [task], [text], number, label)
        setattr(filled, name, task.article_id)
    return filled


def _make_person(project: Project, username: str) -> Person:
    user = User.objects.create_user(username)
    Membership.objects.create(project=project, user=user, role=Role.ANNOTATOR)
    client = Client()
    client.force_login(user)
    return Person(user, client.cookies["sessionid"].value)


def _make_tasks(project: Project, texts: Sequence[Text]) -> Iterable[Task]:
    """An article in the project for each text, from twenty outlets on one event after another."""
    sources = [Source.objects.get_or_create(name=f"Outlet {number}")[0] for number in range(20)]
    stories = Story.objects.bulk_create(
        Story(title=f"Event {number}") for number in range(-(-len(texts) // STORY))
    )
    articles = Article.objects.bulk_create(
        Article(
            title=text.text[:60].strip(),
            source=sources[number % 20],
            story=stories[number // STORY],
            published_on=date(2021, 1, 1) + timedelta(days=number // STORY),
            language="en",
        )
        for number, text in enumerate(texts)
    )
    versions = ArticleVersion.objects.bulk_create(
        ArticleVersion(article=article, text=text.text, sha256=sha256(text.text))
        for article, text in zip(articles, texts, strict=True)
    )
    index_versions(versions)
    return Task.objects.bulk_create(Task(project=project, article=article) for article in articles)


def _work_on(person: Person, tasks: Sequence[Task], texts: Sequence[Text], number: int, label: Label) -> None:
    """Give the person so many spans on each of the tasks."""
    layers = _make_layers(tasks, person.user, Assignment.State.IN_PROGRESS)
    _make_spans(layers, [places(text, number) for text in texts], label)
    for task, text in zip(tasks, texts, strict=True):
        person.words[task.article_id] = text.words


def _make_layers(tasks: Sequence[Task], user: User, state: str) -> list[Assignment]:
    versions = Task.objects.filter(pk__in=[task.pk for task in tasks]).current_versions()
    return Assignment.objects.bulk_create(
        Assignment(task=task, annotator=user, version=versions[task.pk], state=state) for task in tasks
    )


def _make_spans(layers: Sequence[Assignment], ranges: Sequence[list[tuple[int, int]]], label: Label) -> None:
    """Spans on each layer, and the edits that made them."""
    spans = Span.objects.bulk_create(_spans(layers, ranges, label), batch_size=5000)
    Edit.objects.bulk_create((_made(span) for span in spans), batch_size=5000)


def _spans(
    layers: Sequence[Assignment], ranges: Sequence[list[tuple[int, int]]], label: Label
) -> Iterator[Span]:
    for layer, places_of_layer in zip(layers, ranges, strict=True):
        text = layer.version.text
        for start, end in places_of_layer:
            yield Span(assignment=layer, label=label, start=start, end=end, quote=text[start:end])


def _made(span: Span) -> Edit:
    return Edit(
        assignment=span.assignment,
        actor=span.assignment.annotator,
        verb=Edit.Verb.MADE,
        what="span",
        what_uid=span.uid,
        after=span.snapshot(),
    )
