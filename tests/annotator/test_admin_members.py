"""Who takes part: added by the exact user name, invited by a link, and leaving without a trace being lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Event, Membership, Project, Role, User
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.conftest import ClientOf
from tests.factory import make_member, make_user

ADD = "admin:annotator_membership_add"
LIST = "admin:annotator_membership_changelist"


def invitation(project: Project, **fields: object) -> dict[str, object]:
    return {
        "project": project.pk,
        "username": "nora",
        "email": "nora@example.org",
        "roles": ["annotator"],
        **fields,
    }


def invite(client: Client, project: Project, **fields: object) -> str:
    """The link that the answer shows."""
    answer = client.post(reverse("admin:invite"), invitation(project, **fields))
    found = re.search(r'value="(https?://[^"]+/password/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def test_somebody_who_signs_in_already_is_added_by_name(
    mary: User, charlie: User, project: Project, client_of: ClientOf
) -> None:
    data = {"project": project.pk, "username": "charlie", "role": "reviewer"}
    client_of(mary).post(reverse(ADD), data)
    assert charlie.memberships.get(project=project).role == "reviewer"
    event = Event.objects.get(verb="added")
    assert (event.actor, event.project, event.data) == (
        mary,
        project,
        {"user": "charlie", "role": "reviewer"},
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"username": "nobody", "role": "reviewer"}, "Nobody signs in as “nobody”."),
        ({"username": "CHARLIE", "role": "reviewer"}, "Nobody signs in as “CHARLIE”."),
        ({"username": "alice", "role": "annotator"}, "This person holds this role here already."),
    ],
)
def test_what_can_t_be_added_is_said(
    data: dict[str, str],
    reason: str,
    mary: User,
    alice: User,
    charlie: User,
    project: Project,
    client_of: ClientOf,
) -> None:
    before = Membership.objects.count()
    answer = client_of(mary).post(reverse(ADD), {"project": project.pk, **data})
    assert reason in answer.content.decode()
    assert Membership.objects.count() == before


def test_members_are_added_on_the_project_s_page(
    mary: User, charlie: User, project: Project, client_of: ClientOf
) -> None:
    data = {
        "name": project.name,
        "annotators_per_article": 1,
        "labels-TOTAL_FORMS": 0,
        "labels-INITIAL_FORMS": 0,
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-username": "charlie",
        "memberships-0-role": "annotator",
    }
    answer = client_of(mary).post(reverse("admin:annotator_project_change", args=(project.pk,)), data)
    assert answer.status_code == 302, answer.content.decode()
    assert charlie.memberships.filter(project=project).count() == 1
    assert Event.objects.filter(verb="added", project=project).count() == 1


def test_no_page_lists_people_of_other_projects(
    mary: User, charlie: User, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    project_page = reverse("admin:annotator_project_change", args=(project.pk,))
    for address in (reverse(ADD), reverse(LIST), reverse("admin:invite"), project_page):
        assert b"charlie" not in client.get(address).content


def test_the_invited_choose_a_password_once(mary: User, project: Project, client_of: ClientOf) -> None:
    link = invite(client_of(mary), project, roles=["annotator", "reviewer"])
    nora = User.objects.get(username="nora")
    assert not nora.has_usable_password()
    assert (nora.is_superuser, nora.is_staff) == (False, False)
    assert set(nora.memberships.values_list("role", flat=True)) == {"annotator", "reviewer"}
    assert Event.objects.get(verb="invited").data["user"] == "nora"

    guest = Client()
    form = guest.get(link, follow=True)
    assert "You sign in as <b>nora</b>" in " ".join(form.content.decode().split())
    data = {"new_password1": "seven harbours at dusk", "new_password2": "seven harbours at dusk"}
    answer = guest.post(form.redirect_chain[-1][0], data)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    nora.refresh_from_db()
    assert nora.check_password("seven harbours at dusk")
    assert "This link can't be used" in Client().get(link).content.decode().replace("&#x27;", "'")


def test_a_weak_password_is_refused(mary: User, project: Project, client_of: ClientOf) -> None:
    guest = Client()
    form = guest.get(invite(client_of(mary), project), follow=True)
    guest.post(form.redirect_chain[-1][0], {"new_password1": "nora", "new_password2": "nora"})
    assert not User.objects.get(username="nora").has_usable_password()


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "ALICE"},
        {"username": "no spaces"},
        {"roles": []},
        {"roles": ["superuser"]},
        {"email": "x"},
    ],
)
def test_an_invitation_that_makes_no_sense_makes_nobody(
    fields: dict[str, object], mary: User, alice: User, project: Project, client_of: ClientOf
) -> None:
    before = User.objects.count()
    answer = client_of(mary).post(reverse("admin:invite"), invitation(project, **fields))
    assert "errorlist" in answer.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize("address", ["admin:invite", ADD])
def test_reviewers_invite_nobody(address: str, bob: User, project: Project, client_of: ClientOf) -> None:
    client = client_of(bob)
    assert client.get(reverse(address)).status_code == 403
    assert client.post(reverse(address), invitation(project)).status_code == 403
    assert not User.objects.filter(username="nora").exists()


def link_of(client: Client, membership: Membership) -> int:
    return client.post(reverse("admin:new_link", args=(membership.pk,))).status_code


def test_a_new_link_is_for_those_who_never_chose_a_password(
    mary: User, alice: User, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    invite(client, project)
    nora = User.objects.get(username="nora")
    assert link_of(client, nora.memberships.get()) == 200
    assert link_of(client, alice.memberships.get()) == 403
    assert link_of(client, mary.memberships.get()) == 403


def test_a_new_link_never_opens_somebody_else_s_project(
    mary: User, charlie: User, project: Project, client_of: ClientOf
) -> None:
    """Otherwise a manager could add an invited person to a project and take over the account."""
    elsewhere = Project.objects.get(slug="elsewhere")
    invite(client_of(charlie), elsewhere)
    nora = User.objects.get(username="nora")
    make_member(project, nora, Role.ANNOTATOR)
    assert link_of(client_of(mary), nora.memberships.get(project=project)) == 403
    assert link_of(client_of(mary), nora.memberships.get(project=elsewhere)) == 404


def test_a_membership_ends_and_is_not_deleted(
    mary: User, alice: User, project: Project, client_of: ClientOf
) -> None:
    membership = alice.memberships.get()
    client = client_of(mary)
    client.post(reverse("admin:end_membership", args=(membership.pk,)))
    membership.refresh_from_db()
    assert membership.left_at is not None
    assert Event.objects.get(verb="left").data == {"user": "alice", "role": "annotator"}
    page = reverse("admin:annotator_membership_delete", args=(membership.pk,))
    assert client.post(page, {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:end_membership", args=(membership.pk,))).status_code == 404


def test_memberships_end_in_bulk(mary: User, alice: User, bob: User, client_of: ClientOf) -> None:
    keys = [person.memberships.get().pk for person in (alice, bob)]
    answer = client_of(mary).post(reverse(LIST), {"action": "end", "_selected_action": keys}, follow=True)
    assert "2 memberships ended." in answer.content.decode()
    assert not Membership.objects.live().filter(pk__in=keys).exists()


def test_a_project_keeps_a_manager(
    mary: User, alice: User, project: Project, client_of: ClientOf, admin_client: Client
) -> None:
    own, client = mary.memberships.get(), client_of(mary)
    page = reverse("admin:end_membership", args=(own.pk,))
    said = "Only mary manages Harbour: make somebody else a manager first."
    assert said in client.post(page, follow=True).content.decode()
    keys = [own.pk, alice.memberships.get().pk]
    answer = client.post(reverse(LIST), {"action": "end", "_selected_action": keys}, follow=True)
    assert said in answer.content.decode()
    assert "1 membership ended." in answer.content.decode()
    assert list(Membership.objects.live().filter(pk__in=keys)) == [own]

    second = make_member(project, make_user("second"), Role.MANAGER)
    client.post(page)
    assert not mary.memberships.live().exists()
    admin_client.post(reverse("admin:end_membership", args=(second.memberships.get().pk,)))
    assert not second.memberships.live().exists()


def test_who_left_can_come_back(mary: User, alice: User, project: Project, client_of: ClientOf) -> None:
    alice.memberships.get().leave()
    client_of(mary).post(reverse(ADD), {"project": project.pk, "username": "alice", "role": "annotator"})
    assert alice.memberships.live().count() == 1
    assert alice.memberships.count() == 2


def test_a_role_is_not_changed_in_place(mary: User, client_of: ClientOf) -> None:
    membership = mary.memberships.get()
    page = reverse("admin:annotator_membership_change", args=(membership.pk,))
    assert client_of(mary).post(page, {"role": "reviewer"}).status_code == 403
    membership.refresh_from_db()
    assert membership.role == "manager"


def test_only_an_administrator_makes_a_project(
    mary: User, project: Project, admin_client: Client, client_of: ClientOf
) -> None:
    form = {"name": "New", "slug": "new", "annotators_per_article": 1}
    form |= {
        f"{inline}-{kind}_FORMS": 0 for inline in ("labels", "memberships") for kind in ("TOTAL", "INITIAL")
    }
    add = reverse("admin:annotator_project_add")
    assert client_of(mary).post(add, form).status_code == 403
    nobody = admin_client.post(add, {**form, "annotators_per_article": 0}).content.decode()
    assert "greater than or equal to 1" in nobody
    assert "Constraint" not in nobody
    assert admin_client.post(add, form).status_code == 302
    assert Project.objects.get(slug="new").name == "New"


def test_an_administrator_adds_accounts(admin_client: Client) -> None:
    data = {"username": "otto", "usable_password": "true", "password1": "seven dusk harbours"}
    answer = admin_client.post(
        reverse("admin:annotator_user_add"), {**data, "password2": "seven dusk harbours"}
    )
    assert answer.status_code == 302
    assert User.objects.get(username="otto").check_password("seven dusk harbours")
    content = admin_client.get(
        reverse("admin:annotator_user_change", args=(User.objects.get(username="otto").pk,))
    )
    assert "user_permissions" not in content.content.decode()


@pytest.mark.django_db(transaction=True)
@one_writer_at_a_time
def test_of_two_managers_who_leave_at_once_one_stays(
    mary: User, project: Project, client_of: ClientOf
) -> None:
    make_member(project, make_user("moe"), Role.MANAGER)
    hers, his = Membership.objects.filter(role="manager").order_by("pk")
    address = reverse("admin:end_membership", args=(hers.pk,))
    client = client_of(mary)
    with just_before(lambda: client.post(address, follow=True).content.decode()) as leaving:
        assert not his.is_last_of_managers()
        his.leave()
    assert "Only mary manages Harbour" in leaving.result()
    assert Membership.objects.live().get(role="manager") == hers
