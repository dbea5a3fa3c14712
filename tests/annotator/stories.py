"""A story of four outlets, to compare: made through the models' own verbs."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.test import Client
from lxml import html

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
from articles.models import Story
from tests.factory import make_assignment, make_span, make_task
from tests.pages import HTMX, words

TITLE = "Port strike"
TEXTS = {
    "Wire": "Seven workers were injured at the port on Sunday.\n",
    "State TV": "Six workers were lightly injured, the ministry said.\n",
    "Blog": "Wire says that seven workers were injured.\n",
    "Radio": "The silo burnt all night.\n",
}


@dataclass
class Desk:
    """The story in its project, with its tasks by outlet."""

    project: Project
    story: Story
    tasks: dict[str, Task]

    @property
    def url(self) -> str:
        return f"/projects/{self.project.slug}/stories/{self.story.pk}/"

    def article(self, outlet: str) -> int:
        return self.tasks[outlet].article_id


def make_story(project: Project) -> Desk:
    tasks = {
        outlet: make_task(project, text, source=outlet, story=TITLE, published_on=date(2021, 3, 15 + number))
        for number, (outlet, text) in enumerate(TEXTS.items())
    }
    return Desk(project, Story.objects.get(title=TITLE), tasks)


def make_claim(desk: Desk, outlet: str, quote: str, annotator: User, label: Label, **fields: Any) -> Span:
    """A claim span in the person's layer; with fields it carries a claim."""
    task = desk.tasks[outlet]
    layer = Assignment.objects.filter(task=task, annotator=annotator).first()
    span = make_span(layer or make_assignment(task, annotator), label, quote)
    if fields:
        Claim.objects.create(span=span, **fields)
    return Span.objects.select_related("assignment", "claim").get(pk=span.pk)


def people(number: int, **fields: Any) -> dict[str, Any]:
    """The fields of a claim that counts people."""
    return {"quantity_low": number, "quantity_high": number, "quantity_unit": "workers", **fields}


def make_statement(desk: Desk, text: str = "number of workers injured") -> Statement:
    return Statement.objects.create(project=desk.project, story=desk.story, text=text)


def make_placement(span: Span, statement: Statement, stance: str = "affirms") -> Placement:
    assert span.assignment.annotator is not None
    placement = Placement.of(span, statement, stance)
    placement.add(actor=span.assignment.annotator)
    return placement


def make_reading(desk: Desk, outlet: str, statement: Statement, annotator: User) -> None:
    task = desk.tasks[outlet]
    layer = Assignment.objects.filter(task=task, annotator=annotator).first() or make_assignment(
        task, annotator
    )
    Reading.mark([layer], statement, actor=annotator, batch=uuid4())


def page_of(client: Client, url: str) -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.content.decode())


def cells_of(page: html.HtmlElement, statement: Statement) -> list[str]:
    """The words in the cells of a statement's row."""
    return [words(cell) for cell in page.cssselect(f"#statement-{statement.pk} td")]


def send(client: Client, url: str, **fields: Any) -> Any:
    """A save as htmx sends it, with an `edit` of its own unless given."""
    return client.post(url, {"edit": uuid4(), **fields}, headers=HTMX)
