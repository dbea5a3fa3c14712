"""Somebody deletes an entity in the very moment in which another one links to it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

import pytest
from django.db import connection, transaction
from django.urls import reverse

from annotator.models import Assignment, Entity, Label, Span, Task, User
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span
from tests.pages import HTMX

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_link_to_what_is_just_being_deleted_waits_and_is_refused(
    task: Task, alice: User, mary: User, person: Label, client_of: ClientOf
) -> None:
    marlow = Entity.make(person, "Ada Marlow", actor=mary)
    span = make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), person, "Ghaani")
    address = reverse("link_span", args=(task.project.slug, task.article_id, span.uid))
    sent = {"edit": uuid.uuid4(), "seen": span.version, "entity": marlow.pk}
    client = client_of(alice)

    def link() -> tuple[int, str]:
        try:
            answer = client.post(address, sent, headers=HTMX)
            return answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            marlow.delete()
            linking = pool.submit(link)
            with pytest.raises(FutureTimeout):
                linking.result(0.5)
        assert linking.result(9) == (409, "This entity is gone: it was deleted.")
    assert Span.objects.get().entity is None
