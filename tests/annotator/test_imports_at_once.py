"""Two requests of one import at one instant: it is stored once, and nothing that was said of it is lost."""

from typing import Any

import pytest
from django.test import Client

from annotator.access import access_staged_draft
from annotator.importing import Inbox, Intake, store_import
from annotator.models import Event, Import, Project, Role, StagedDraft, User
from articles.models import Article, ArticleVersion, Source
from articles.reading import Draft
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.annotator.imports import CRANE, address, upload
from tests.conftest import ClientOf
from tests.factory import make_member, make_project
from tests.pages import HTMX

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


@pytest.fixture
def manager(mary: User, client_of: ClientOf) -> Client:
    return client_of(mary)


@pytest.fixture
def batch(manager: Client) -> Import:
    return upload(manager, ("crane.txt", CRANE))


@pytest.fixture
def draft(batch: Import) -> StagedDraft:
    return batch.drafts.get()


def locked(draft: StagedDraft, mary: User) -> StagedDraft:
    return access_staged_draft(mary, "harbour", draft.batch.uid, draft.pk)


def send(client: Client, batch: Import, path: str, **fields: Any) -> int:
    return client.post(address(batch, path), fields, headers=HTMX).status_code


def test_two_cuts_are_both_kept(manager: Client, draft: StagedDraft, mary: User) -> None:
    def cut() -> int:
        return send(manager, draft.batch, f"drafts/{draft.pk}/cut/", range="10-20")

    draft.keep(0, len(draft.text))
    with just_before(cut) as second:
        locked(draft, mary).cut(0, 5)
    assert second.result() == 200
    draft.refresh_from_db()
    assert draft.cuts == [[0, 5], [10, 20]]


def test_what_is_cut_while_it_is_stored_is_cut(manager: Client, draft: StagedDraft, mary: User) -> None:
    draft.keep(0, len(draft.text))
    with just_before(lambda: send(manager, draft.batch, "store/")) as storing:
        locked(draft, mary).cut(0, CRANE.index("A crane"))
    assert storing.result() == 302
    assert ArticleVersion.objects.get().text.startswith("A crane fell")


def test_an_import_is_stored_once_by_two_clicks(manager: Client, batch: Import, mary: User) -> None:
    with just_before(lambda: send(manager, batch, "store/")) as second:
        store_import(batch, mary)
    assert second.result() == 302
    batch.refresh_from_db()
    assert batch.report is not None
    assert batch.report["counts"] == {"kept": 1}
    assert Event.objects.filter(verb="imported").count() == 1


def test_what_is_just_being_stored_is_not_discarded(manager: Client, batch: Import, mary: User) -> None:
    with just_before(lambda: send(manager, batch, "discard/")) as discarding:
        store_import(batch, mary)
    assert discarding.result() == 302
    batch.refresh_from_db()
    assert batch.report is not None


def test_two_files_that_are_refused_are_both_told(
    manager: Client, batch: Import, project: Project, mary: User
) -> None:
    with just_before(lambda: upload(manager, ("two.pdf", b"%PDF-1.4"), batch=batch)) as second:
        Inbox(project, mary, batch.uid).stage_pasted("")
        own = Import.waiting_or_new(project, mary, batch.uid)
        own.refused.append({"name": "one.pdf", "line": None, "why": "it can't be read"})
        own.save(update_fields=["refused"])
    assert second.result() == batch
    batch.refresh_from_db()
    assert [refused["name"] for refused in batch.refused] == ["one.pdf", "two.pdf"]


@pytest.mark.parametrize("spelt", ["Veldt Post", "VELDT POST"])
def test_a_source_that_two_imports_bring_is_one(project: Project, mary: User, spelt: str) -> None:
    """They are of two projects whose managers know nothing of one another."""
    second = make_project("second")
    nora = make_member(second, User.objects.create_user("nora"), Role.MANAGER)

    def store() -> None:
        text = "A silo burnt.\n"
        Intake(second, nora).store([Draft(text=text, title="Silo", source="Veldt Post", raw_name="silo.txt")])

    with just_before(store) as storing:
        Source.objects.create(name=spelt)
    storing.result()
    assert Article.objects.get().source == Source.objects.get()
