"""What is quoted in another language than the page's says so, for who hears it read (WCAG 3.1.2)."""

import re

import pytest
from lxml import html

from annotator.models import Entity, Label, Project, Role, Span, Task, User
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, make_story, people
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_member, make_span, make_task

TITLE = "پهپاد به بندر خورد"
TEXT = "هفت کارگر زخمی شدند.\nآدا مارلو گفت.\n"
CLAIM = "هفت کارگر زخمی شدند"
NAME = "آدا مارلو"
# Proper names are of no language, reasons of the page's own, and a record of no part of it.
NAMES = ".aliases bdi, .spelling-table bdi, .why, pre"


@pytest.fixture
def story(project: Project) -> Desk:
    story = make_story(project)
    task = make_task(project, TEXT, source="Shore", story=story.story.title, title=TITLE, language="fa")
    story.tasks["Shore"] = task
    return story


@pytest.fixture
def spans(story: Desk, alice: User, claim: Label, person: Label) -> dict[str, Span]:
    """Alice's claims, one placed and one not, and a name of hers; handed in, for she reviews as well."""
    make_member(story.project, alice, Role.REVIEWER, Role.MANAGER)
    placed = make_claim(story, "Shore", CLAIM, alice, claim, **people(7))
    make_placement(placed, make_statement(story))
    waits = make_claim(story, "Shore", "کارگر زخمی", alice, claim)
    name = make_span(placed.assignment, person, NAME, entity=Entity.make(person, "Ada Marlow", actor=alice))
    return {"placed": placed, "waits": waits, "name": name}


def not_marked(document: html.HtmlElement) -> list[str]:
    """Words in Arabic letters that stand in no element of their language."""
    names = {one for name in document.cssselect(NAMES) for one in name.iter()}
    found = []
    for element in document.body.iter():
        if not isinstance(element.tag, str) or element.tag in ("option", "script") or element in names:
            continue
        words = " ".join(filter(None, [element.text, *(child.tail for child in element)]))
        languages = element.xpath("ancestor-or-self::*/@lang")
        if re.search(r"[\u0600-\u06ff]{2}", words) and languages[-1] != "fa":
            found.append(f"<{element.tag} class={element.get('class')}> {words.strip()}")
    return found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "stories/{story}/",
        "stories/{story}/page.html",
        "stories/{story}/unplaced/",
        "stories/{story}/statements/{statement}/",
        "stories/{story}/claims/{waits}/",
        "entities/{entity}/",
        "articles/{article}/spans/{name}/history/",
        "articles/{article}/suggestions/",
    ],
)
def test_what_is_quoted_is_marked_with_its_language(
    address: str, client_of: ClientOf, story: Desk, spans: dict[str, Span], alice: User
) -> None:
    placed = spans["placed"].claim.placements.get()
    known = {name: span.uid for name, span in spans.items()} | {
        "story": story.story.pk,
        "article": story.article("Shore"),
        "statement": placed.statement_id,
        "entity": spans["name"].entity_id,
    }
    page = client_of(alice).get("/projects/harbour/" + address.format(**known)).content.decode()
    assert re.search(r"[\u0600-\u06ff]{2}", page)
    assert not_marked(html.document_fromstring(page)) == []


def test_so_are_the_lists_of_spans_beside_the_text(
    client_of: ClientOf, story: Desk, spans: dict[str, Span], alice: User, task: Task
) -> None:
    layer = spans["name"].assignment
    address = f"/projects/harbour/articles/{layer.task.article_id}/"
    shown = html.document_fromstring(client_of(alice).get(address).content.decode())
    assert {quote.get("lang") for quote in shown.cssselect("h1, #text, .span-panel .quote")} == {"fa"}
    saved = client_of(alice).post(
        f"{address}spans/{spans['name'].uid}/",
        {"edit": spans["placed"].uid, "seen": 1, "note": "sure"},
        headers={"HX-Request": "true"},
    )
    assert f'<bdi class="quote" lang="fa">{NAME}' in saved.content.decode()
    other = make_assignment(task, alice)
    make_span(other, spans["name"].label, "Ada Marlow")
    page = client_of(alice).get(f"/projects/harbour/articles/{task.article_id}/").content.decode()
    assert '<bdi class="quote">Ada Marlow' in page


@pytest.mark.django_db(transaction=True)  # An export is read on a connection of its own.
@pytest.mark.parametrize(
    "address",
    ["/admin/annotator/assignment/{layer}/change/", "/projects/harbour/export/?state=submitted"],
)
def test_so_is_what_is_handed_in(
    address: str,
    client_of: ClientOf,
    story: Desk,
    spans: dict[str, Span],
    alice: User,
    bob: User,
) -> None:
    layer = spans["name"].assignment
    layer.submit(alice)
    page = client_of(bob).get(address.format(layer=layer.pk)).content.decode()
    assert NAME in page
    assert not_marked(html.document_fromstring(page)) == []
