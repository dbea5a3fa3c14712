"""Suggesters that the administrator sets up beside the desk's own: a spaCy pipeline, an HTTP service."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import spacy
from pytest_django.fixtures import Settings

from annotator.models import Label, Project, User
from annotator.suggestions.kinds import Context, Suggestion, Unavailable
from annotator.suggestions.pipeline import Pipeline
from annotator.suggestions.remote import Remote
from tests.conftest import ClientOf
from tests.factory import make_task

CONTEXT = Context("👩🏽‍🚒 Ada Marlow left Veldt.\n", "en", date(2021, 11, 8), {"person": 1, "place": 2})
ADA = CONTEXT.text.index("Ada")
Answer = Callable[[dict[str, object]], tuple[int, bytes]]


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    """A pipeline that knows one person, one place and a law."""
    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler")
    patterns = [("PERSON", "Ada Marlow"), ("GPE", "Veldt"), ("LAW", "left")]
    ruler.add_patterns([{"label": label, "pattern": words} for label, words in patterns])  # type: ignore[attr-defined]
    made.to_disk(tmp_path / "pipeline")
    return str(tmp_path / "pipeline")


@contextmanager
def service(answer: Answer) -> Iterator[str]:
    """The address of a service that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = answer(asked)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            if body == b"cut off":
                self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Not on the tests' output."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/suggest"
    server.shutdown()
    server.server_close()


def found(**fields: object) -> Answer:
    row = {"start": ADA, "end": ADA + 10, "label": "person", **fields}
    return lambda asked: (200, json.dumps({"suggestions": [row]}).encode())


def test_a_pipeline_gives_what_the_project_has_labels_for(pipeline: str) -> None:
    person, place = Pipeline(pipeline)(CONTEXT)
    assert CONTEXT.text[person.start : person.end] == "Ada Marlow"
    assert CONTEXT.text[place.start : place.end] == "Veldt"
    assert (person.label, place.label) == (1, 2)
    assert person.reason.endswith(": PERSON")


def test_a_pipeline_that_is_not_there_is_told_on_the_page(
    client_of: ClientOf, alice: User, project: Project, person: Label, settings: Settings
) -> None:
    settings.SUGGEST_SPACY = "nowhere/at-all"
    task = make_task(project)
    page = client_of(alice).get(f"/projects/{project.slug}/articles/{task.article_id}/suggestions/")
    assert page.status_code == 200
    assert "The pipeline nowhere/at-all can" in page.content.decode()


def test_a_service_is_asked_with_the_text_and_answers_in_code_points() -> None:
    asked = {}

    def answer(question: dict[str, object]) -> tuple[int, bytes]:
        asked.update(question)
        return found(reason="known here")(question)

    with service(answer) as address:
        assert Remote(address)(CONTEXT) == [Suggestion(ADA, ADA + 10, 1, "known here")]
    assert asked == {
        "text": CONTEXT.text,
        "language": "en",
        "published_on": "2021-11-08",
        "labels": ["person", "place"],
    }


def test_labels_that_the_project_has_not_are_left_out() -> None:
    with service(found(label="weapon")) as address:
        assert Remote(address)(CONTEXT) == []


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked: (500, b"{}"),
        lambda asked: (302, b"http://127.0.0.1:1/"),
        lambda asked: (200, b"not JSON"),
        lambda asked: (200, b"cut off"),
        lambda asked: (200, b"[]"),
        lambda asked: (200, b'{"suggestions": [{"label": "person"}]}'),
        lambda asked: (200, b"x" * 5_000_001),
        found(end=9_999),
        found(start=-1),
        found(start="Ada"),
        found(end=float("inf")),
        lambda asked: (200, b"[" * 100_000),
    ],
)
def test_a_service_that_answers_badly_is_unavailable(answer: Answer) -> None:
    with service(answer) as address, pytest.raises(Unavailable, match="did not answer as it should"):
        Remote(address)(CONTEXT)


def test_a_service_that_is_down_takes_nothing_else_away(
    client_of: ClientOf, alice: User, project: Project, person: Label, settings: Settings
) -> None:
    settings.SUGGEST_URL = "http://127.0.0.1:1/"
    task = make_task(project)
    page = client_of(alice).get(f"/projects/{project.slug}/articles/{task.article_id}/suggestions/")
    assert page.status_code == 200
    assert "The suggestion service did not answer" in page.content.decode()
