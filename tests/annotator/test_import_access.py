"""Managers import; everybody else gets 403 or 404, and a preview is its maker's alone."""

import uuid

import pytest
from django.test import Client

from annotator.models import Import, Project, Role, User
from tests.annotator.imports import CRANE, PAGE, address, upload
from tests.conftest import ClientOf
from tests.factory import make_member, make_user
from tests.pages import HTMX

CHILDREN = ["", "report/"]
VERBS = ["all/", "store/", "discard/", "drafts/{pk}/", "drafts/{pk}/cut/", "drafts/{pk}/keep/"]


@pytest.fixture
def batch(client_of: ClientOf, mary: User) -> Import:
    return upload(client_of(mary), ("crane.txt", CRANE))


@pytest.fixture
def cast(alice: User, bob: User, charlie: User, mary: User, project: Project) -> dict[str, User]:
    second = make_member(project, make_user("second"), Role.MANAGER)
    return {"alice": alice, "bob": bob, "charlie": charlie, "mary": mary, "second": second}


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 403), ("charlie", 404), ("mary", 200)])
def test_the_page_is_for_managers(who: str, status: int, cast: dict[str, User], client_of: ClientOf) -> None:
    client = client_of(cast[who])
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, {}).status_code == (400 if status == 200 else status)


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 403), ("charlie", 404), ("second", 404)])
@pytest.mark.parametrize("child", [*CHILDREN, *VERBS])
def test_a_preview_is_its_maker_s_alone(
    who: str, status: int, child: str, batch: Import, cast: dict[str, User], client_of: ClientOf
) -> None:
    url = address(batch, child.format(pk=batch.drafts.get().pk))
    client = client_of(cast[who])
    response = client.get(url) if child in CHILDREN else client.post(url, {"range": "0-5", "source": "X"})
    assert response.status_code == status
    draft = batch.drafts.get()
    assert (draft.source, draft.kept_text()) == ("", CRANE.removesuffix("Most read\n"))


def test_a_manager_of_two_projects_finds_an_import_only_in_its_own(
    batch: Import, mary: User, client_of: ClientOf
) -> None:
    other = Project.objects.create(name="Other", slug="other")
    make_member(other, mary, Role.MANAGER)
    assert client_of(mary).get(f"/projects/other/import/{batch.uid}/").status_code == 404


def test_a_draft_of_another_import_is_not_found(batch: Import, mary: User, client_of: ClientOf) -> None:
    other = upload(client_of(mary), ("ship.txt", "It sank.\n"))
    url = address(batch, f"drafts/{other.drafts.get().pk}/cut/")
    assert client_of(mary).post(url, {"range": "0-2"}).status_code == 404
    assert other.drafts.get().cuts == []


def test_files_cannot_be_added_to_somebody_else_s_import(
    batch: Import, project: Project, client_of: ClientOf
) -> None:
    second = make_member(project, make_user("second"), Role.MANAGER)
    response = client_of(second).post(PAGE, {"text": "It sank.", "batch": batch.uid})
    assert str(batch.uid) not in response["Location"]
    assert batch.drafts.count() == 1
    assert Import.objects.exclude(pk=batch.pk).get().actor == second


def test_an_import_that_is_not_there_is_not_found(mary: User, client_of: ClientOf) -> None:
    assert client_of(mary).get(f"{PAGE}{uuid.uuid4()}/").status_code == 404


def test_a_signed_out_upload_is_asked_to_sign_in(batch: Import) -> None:
    assert Client().post(PAGE, {"text": "It sank."}).status_code == 302
    assert Client().post(PAGE, {"text": "It sank."}, headers=HTMX).status_code == 401
    assert Import.objects.count() == 1
