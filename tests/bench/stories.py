"""A large story, and how long its page takes: 60 articles, 1,500 claims, 400 statements."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from annotator.models import (
    Assignment,
    Claim,
    Label,
    Placement,
    Project,
    Reading,
    Span,
    Statement,
    Task,
    User,
)
from articles.models import Article, ArticleVersion, Source, Story
from articles.text import sha256
from tests.bench.clients import Clients, Job
from tests.bench.figures import Figure, median
from tests.bench.filling import SLUG
from tests.bench.setting import Setting

PART = "a story compared"
ARTICLES, CLAIMS, STATEMENTS = 60, 1500, 400
UNPLACED = 100  # of the claims: they stand beside, with proposals
READ = 8  # articles for each statement
NOUNS = ("workers", "soldiers", "houses", "ships", "tonnes", "children", "bridges", "drones")
VERBS = ("injured", "killed", "missing", "burnt", "arrested", "rescued", "counted", "moved", "sold", "found")


@transaction.atomic
def fill_large_story(
    project: Project, label: Label, annotator: User, articles: int = ARTICLES, claims: int = CLAIMS,
    statements: int = STATEMENTS,
) -> Story:  # fmt: skip
    """Make the story through bulk inserts: every claim has a number, most stand under a statement."""
    story = Story.objects.create(title=f"Large story of {articles}")
    layers = _layers(project, story, annotator, articles)
    made = Statement.objects.bulk_create(
        Statement(project=project, story=story, text=f"number of {_thing(number)} ({number})")
        for number in range(statements)
    )
    spans = []
    for number in range(claims):
        layer = layers[number % articles]
        quote = _sentence(number)
        start = layer.version.text.index(quote)
        spans.append(Span(assignment=layer, label=label, start=start, end=start + len(quote), quote=quote))
    Span.objects.bulk_create(spans)
    carried = Claim.objects.bulk_create(
        Claim(
            span=span,
            quantity_low=Decimal(number % 9),
            quantity_high=Decimal(number % 9),
            quantity_unit=NOUNS[number % len(NOUNS)],
            via="AP" if number % 5 == 0 else "",
        )
        for number, span in enumerate(spans)
    )
    Placement.objects.bulk_create(
        Placement(
            claim=claim,
            statement=made[(number * 7) % statements],
            stance="refutes" if number % 11 == 0 else "affirms",
        )
        for number, claim in enumerate(carried[: max(0, claims - UNPLACED)])
    )
    Reading.objects.bulk_create(
        Reading(assignment=layers[(number * 3 + step) % articles], statement=statement)
        for number, statement in enumerate(made)
        for step in range(min(READ, articles))
    )
    return story


def _layers(project: Project, story: Story, annotator: User, articles: int) -> list[Assignment]:
    layers = []
    for number in range(articles):
        source, _ = Source.objects.get_or_create(name=f"Outlet {number}")
        published = date(2021, 3, 1) + timedelta(days=number % 20)
        article = Article.objects.create(
            title=f"Report {number}", source=source, story=story, published_on=published
        )
        text = "\n\n".join(_sentence(claim) for claim in range(number, CLAIMS, articles)) + "\n"
        version = ArticleVersion.objects.create(article=article, text=text, sha256=sha256(text))
        task = Task.objects.create(project=project, article=article)
        layers.append(Assignment.objects.create(task=task, annotator=annotator, version=version))
    return layers


def _thing(number: int) -> str:
    return f"{NOUNS[number % len(NOUNS)]} {VERBS[(number // len(NOUNS)) % len(VERBS)]}"


def _sentence(number: int) -> str:
    return (
        f"Report no. {number} says that {number % 9} {_thing(number * 7)} were seen near quay {number % 13}."
    )


def measure(setting: Setting) -> list[Figure]:
    """The page of a large story, as its analyst and as a manager open it."""
    filled = setting.filled
    story = fill_large_story(filled.project, _claim_label(filled.project), filled.watched.user)
    path = f"/projects/{SLUG}/stories/{story.pk}/"
    figures = []
    for who, person in (("analyst", filled.watched), ("manager", filled.manager)):
        job = Job(setting.desk.port, person.session, [path], setting.size.long)
        times = Clients([job]).wait()[0].times
        name = f"open {ARTICLES} articles, {CLAIMS} claims, {STATEMENTS} statements as {who}, p50"
        figures.append(Figure(PART, name, "ms", median(times), 1000, setting.floors.view(50)))
    return figures


def _claim_label(project: Project) -> Label:
    found = project.labels.filter(kind=Label.Kind.CLAIM).first()
    return found or Label.objects.create(project=project, name="Claim of a story", kind=Label.Kind.CLAIM)
