"""A large bank of entities: how long a typed look-up takes, and suggestions for 5,000 words."""

import random
from urllib.parse import quote

from annotator.models import Alias, Assignment, Label, Membership, Project, Role, Span, Task
from articles.models import Article
from tests.bank import TYPED, fill_bank
from tests.bench.clients import Clients, Job
from tests.bench.figures import Figure, median
from tests.bench.filling import settle
from tests.bench.setting import Setting

PART = "a bank of entities"
PLAIN = "the minister said on Sunday that seven guards were hurt near the old harbour and nobody knew why"
WORDS, EVERY = 5_000, 50  # the article's length; each 50th word is a name of the bank


def measure(setting: Setting) -> list[Figure]:
    """In a project of its own, as its annotator asks for them over HTTP."""
    watched, manager = setting.filled.watched, setting.filled.manager
    project = Project.objects.create(name="Bank", slug="bank")
    label = Label.objects.create(project=project, name="Person", kind=Label.Kind.ENTITY, hotkey="1")
    Membership.objects.create(project=project, user=watched.user, role=Role.ANNOTATOR)
    aliases = fill_bank(label, manager.user, setting.size.entities)
    task = Task.objects.create(project=project, article=_article())
    layer = Assignment.objects.create(task=task, annotator=watched.user, version=task.current_version())
    span = Span.make(layer, label, 0, len(layer.version.text.split()[0]), actor=watched.user)
    settle()
    address = f"/projects/bank/articles/{task.article_id}"
    floor = setting.floors.view(50)
    typed = [f"{address}/spans/{span.uid}/entities/?q={quote(words)}" for words in TYPED]
    bank = f"{setting.size.entities:,} entities, {aliases:,} aliases"
    figures = []
    for name, paths, goal in (
        (f"find an entity by typing in {bank}, p50", typed, 50),
        (f"suggest on {WORDS:,} words from {bank}, p50", [f"{address}/suggestions/"], 100),
    ):
        job = Job(setting.desk.port, watched.session, paths, setting.size.long)
        figures.append(Figure(PART, name, "ms", median(Clients([job]).wait()[0].times), goal, floor))
    return figures


def _article() -> Article:
    """News-like words, with names of the bank among them."""
    chance = random.Random(1)
    names = list(Alias.objects.order_by("pk").values_list("name", flat=True)[: 100 * 30 : 30])
    plain = PLAIN.split()
    words = [chance.choice(names if number % EVERY == 0 else plain) for number in range(WORDS)]
    article = Article.objects.create(title="Many names", published_on="2021-11-08", language="en")
    article.add_version(" ".join(words) + "\n")
    return article
