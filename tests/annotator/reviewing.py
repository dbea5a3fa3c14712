"""What the tests of reviews share: the requests of a review page, and of the annotator whose work it is."""

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from annotator.models import Assignment, Review, Span
from tests.pages import HTMX


def page(layer: Assignment) -> str:
    return reverse("admin:annotator_assignment_change", args=(layer.pk,))


def read(client: Client, layer: Assignment) -> str:
    """The review page, with each stretch of white space as one blank."""
    return " ".join(client.get(page(layer)).content.decode().split())


def send(client: Client, layer: Assignment, step: str, **fields: Any) -> Any:
    """A reviewer's step, as the page's script sends it."""
    address = reverse(f"admin:review_{step}", args=(layer.pk,))
    read = handed_in(layer) if step in ("accept", "return") else {}
    return client.post(address, {"edit": uuid.uuid4(), **read, **fields}, headers=HTMX)


def decide(client: Client, span: Span, decision: str, **fields: Any) -> Any:
    """Decide on a span as it is now, knowing the decision that stands."""
    span.refresh_from_db()
    review = Review.objects.filter(span=span).first()
    seen = {"seen": span.version, "seen_review": review.stamp if review else ""}
    return send(client, span.assignment, "decide", span=span.uid, decision=decision, **seen, **fields)


def annotate(client: Client, layer: Assignment, path: str, **fields: Any) -> Any:
    """A step of the annotator's; `path` is what follows the article's address."""
    address = reverse("workspace", args=(layer.task.project.slug, layer.task.article_id))
    answer = client.post(f"{address}{path}", {"edit": uuid.uuid4(), **fields}, headers=HTMX)
    assert answer.status_code in (200, 204, 302), answer.content.decode()
    return answer


def delete(client: Client, span: Span) -> None:
    """The annotator deletes a span of work that was returned."""
    span.refresh_from_db()
    annotate(client, span.assignment, f"spans/{span.uid}/delete/", seen=span.version)


def handed_in(layer: Assignment) -> dict[str, str]:
    """What the page sends with a yes to the whole, and with its return: which handing in was read."""
    layer.refresh_from_db(fields=["submitted_at"])
    return {"seen": layer.submitted_at.isoformat() if layer.submitted_at else ""}
