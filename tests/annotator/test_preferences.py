"""Look and keys are a person's own; a clash is refused with the reason."""

import re
from pathlib import Path

import pytest
from django.test import Client

from annotator.keys import COMMANDS, DEFAULT_KEYS, keys_of
from annotator.models import Label, Task, User
from tests.conftest import ClientOf

ROOT = Path(__file__).resolve().parent.parent.parent


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


def test_commands_script_and_help_know_the_same_names() -> None:
    script = (ROOT / "static/js/keys.js").read_text()
    answered = set(re.findall(r"^  (\w+): (?:\(|async)", script, re.MULTILINE))
    explained = set(re.findall(r"keys\.(\w+)", (ROOT / "templates/annotator/_keys.html").read_text()))
    assert answered == explained == set(COMMANDS)


def test_what_is_not_chosen_is_as_usual() -> None:
    assert keys_of({"note": "i"}) == {**DEFAULT_KEYS, "note": "i"}
