"""Look and keys are a person's own; a clash is refused with the reason."""

import re
from pathlib import Path

import pytest
from django.test import Client

from annotator.keys import KEYBOARDS, keys_of
from annotator.models import Label, Project, Task, User
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.annotator.stories import make_story
from tests.conftest import ClientOf
from tests.factory import make_assignment

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_KEYS = keys_of({})


@pytest.fixture
def alices(client_of: ClientOf, alice: User) -> Client:
    return client_of(alice)


def test_a_look_is_kept_and_stands_on_every_page(alices: Client, alice: User, task: Task) -> None:
    alices.post("/preferences/look/", {"theme": "dark", "size": "large"})
    alice.refresh_from_db()
    assert alice.preferences["look"] == {"theme": "dark", "size": "large"}
    page = alices.get(f"/projects/harbour/articles/{task.article_id}/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-size="large"' in page


@pytest.mark.django_db(transaction=True)
@one_writer_at_a_time
def test_a_look_that_is_chosen_while_keys_are_leaves_them(alices: Client, alice: User) -> None:
    with just_before(lambda: alices.post("/preferences/look/", {"theme": "dark"}).status_code) as looking:
        alice.prefer(keys={"next_span": "v"})
    assert looking.result() == 302
    alice.refresh_from_db()
    assert alice.preferences == {"look": {"theme": "dark"}, "keys": {"next_span": "v"}}


def test_a_look_that_is_not_offered_is_refused(alices: Client, alice: User) -> None:
    assert alices.post("/preferences/look/", {"theme": '"><script>'}).status_code == 400
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_a_key_is_kept_and_reaches_the_workspace(alices: Client, alice: User, task: Task) -> None:
    alices.post("/preferences/", {**DEFAULT_KEYS, "next_span": "v"})
    alice.refresh_from_db()
    assert alice.preferences["keys"] == {"next_span": "v"}
    page = alices.get(f"/projects/harbour/articles/{task.article_id}/").content.decode()
    assert "&quot;next_span&quot;: &quot;v&quot;" in page


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("k", "k is taken: next span."),
        ("c", "A label of yours has the key c."),
        ("7", "Digits are kept for labels."),
        ("'", "The browser uses &#x27; itself."),
        (" ", "A key is one character that can be seen."),
    ],
)
def test_a_clash_is_refused_with_the_reason(
    alices: Client, alice: User, claim: Label, key: str, why: str
) -> None:
    page = alices.post("/preferences/", {**DEFAULT_KEYS, "next_span": key})
    assert why in page.content.decode()
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_a_label_takes_no_key_of_the_workspace(project: object, person: Label) -> None:
    for key in DEFAULT_KEYS.values():
        person.hotkey = key
        with pytest.raises(Exception, match=r"uses this key|lower-case letter"):
            person.full_clean()


@pytest.mark.parametrize(
    ("page", "script", "help_"),
    [
        ("workspace", "keys", "annotator/_keys"),
        ("story", "storykeys", "annotator/_story_keys"),
        ("review", "reviewkeys", "admin/annotator/assignment/_keys"),
    ],
)
def test_commands_script_and_help_know_the_same_names(page: str, script: str, help_: str) -> None:
    text = (ROOT / f"static/js/{script}.js").read_text()
    answered = set(re.findall(r"^  (\w+): (?:\(|async)", text, re.MULTILINE))
    if stances := re.search(r"STANCES = \[(.*)\]", text):
        answered |= set(re.findall(r"\w+", stances[1]))
    explained = set(re.findall(r"keys\.(\w+)", (ROOT / f"templates/{help_}.html").read_text()))
    assert answered == explained == set(KEYBOARDS[page].commands)


def test_a_key_of_a_story_is_kept_and_reaches_its_page(alices: Client, alice: User, project: Project) -> None:
    desk = make_story(project)
    alices.post("/preferences/", {"story-contested": "C", "next_span": "v"})
    alice.refresh_from_db()
    assert alice.preferences["story_keys"] == {"contested": "C"}
    assert alice.preferences["keys"] == {"next_span": "v"}  # One answer keeps them all.
    page = alices.get(desk.url).content.decode()
    assert "&quot;contested&quot;: &quot;C&quot;" in page
    assert "<kbd>Shift C</kbd>" in page


def test_a_key_of_the_review_is_kept_and_reaches_its_page(
    client_of: ClientOf, bob: User, alice: User, task: Task
) -> None:
    layer = make_assignment(task, alice, "submitted")
    bobs = client_of(bob)
    bobs.post("/preferences/", {"review-accept": "y"})
    page = bobs.get(f"/admin/annotator/assignment/{layer.pk}/change/").content.decode()
    assert "&quot;accept&quot;: &quot;y&quot;" in page
    assert "<kbd>y</kbd>" in page


@pytest.mark.parametrize(
    ("field", "key", "why"),
    [
        ("story-next_claim", "k", "k is taken: next claim that is not placed."),
        ("story-next_claim", "1", "Digits are kept for the proposed statements."),
        ("review-accept", "x", "x is taken: accept the span."),
        ("review-accept", "3", "Digits are kept for labels."),
        ("review-accept", "", "This field is required."),
    ],
)
def test_a_clash_on_another_page_keeps_nothing_and_loses_no_typing(
    alices: Client, alice: User, claim: Label, field: str, key: str, why: str
) -> None:
    page = alices.post("/preferences/", {field: key, "next_span": "v"}).content.decode()
    assert why in page
    assert re.search(r'name="next_span" value="v"', page)
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_the_same_key_may_stand_on_two_pages(alices: Client, alice: User) -> None:
    alices.post("/preferences/", {"story-contested": "i", "review-accept": "i", "note": "i"})
    alice.refresh_from_db()
    assert [alice.preferences[name] for name in ("keys", "story_keys", "review_keys")] == [
        {"note": "i"},
        {"contested": "i"},
        {"accept": "i"},
    ]


def test_the_usual_keys_come_back(alices: Client, alice: User) -> None:
    alices.post("/preferences/", {"story-contested": "i", "note": "i"})
    alices.post("/preferences/", {"usual": "1", "note": "i"})
    alice.refresh_from_db()
    assert alice.keys() == DEFAULT_KEYS
    assert alice.keys("story")["contested"] == "c"


def test_what_is_not_chosen_is_as_usual() -> None:
    assert keys_of({"note": "i"}) == {**DEFAULT_KEYS, "note": "i"}
