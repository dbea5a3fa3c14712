"""The administration shows and takes only what belongs to the person's projects, whatever is asked for."""

import json

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from annotator.admin.scoped import ScopedAdmin, ScopedInline
from annotator.models import Assignment, Label, Membership, Project, Role, Task, User
from articles.models import Article, Source, Story
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_project, make_task, make_user

NOUNS = ["label", "membership", "task", "project", "event", "assignment"]
LISTS = [f"admin:annotator_{noun}_changelist" for noun in NOUNS] + [
    f"admin:articles_{noun}_changelist" for noun in ("article", "source", "story")
]


@pytest.fixture
def foreign(charlie: User) -> dict[str, object]:
    """One of everything in a project that nobody of the cast but Charlie belongs to."""
    project = Project.objects.get(slug="elsewhere")
    task = make_task(
        project, "Foreign words.\n", title="Foreigntitle", source="Foreignsource", story="Foreignstory"
    )
    return {
        "project": project,
        "label": make_label(project, "Foreignlabel"),
        "membership": project.memberships.first(),
        "task": task,
        "assignment": make_assignment(task, charlie, Assignment.State.SUBMITTED),
        "article": task.article,
        "source": task.article.source,
        "story": task.article.story,
    }


def change_address(noun: str, key: object) -> str:
    app = "articles" if noun in ("article", "source", "story") else "annotator"
    return reverse(f"admin:{app}_{noun}_change", args=(key,))


@pytest.mark.parametrize("address", LISTS)
def test_a_manager_s_lists_name_nothing_of_other_projects(
    address: str, mary: User, foreign: dict[str, object], client_of: ClientOf
) -> None:
    answer = client_of(mary).get(reverse(address))
    assert answer.status_code == 200
    for word in (b"Foreign", b"foreign", b"Elsewhere", b"charlie"):
        assert word not in answer.content


@pytest.mark.parametrize("noun", [*NOUNS[:4], "assignment", "article", "source", "story"])
def test_an_id_of_another_project_finds_nothing(
    noun: str, mary: User, foreign: dict[str, object], client_of: ClientOf
) -> None:
    client = client_of(mary)
    address = change_address(noun, foreign[noun].pk)  # type: ignore[attr-defined]
    for page in (address, address.replace("change", "history"), address.replace("change", "delete")):
        answer = client.get(page, follow=True)
        assert b"Foreign" not in answer.content
        assert answer.status_code in (403, 404) or answer.redirect_chain[0][0] == reverse("admin:index")


def test_an_annotator_is_not_let_in(alice: User, client_of: ClientOf) -> None:
    answer = client_of(alice).get(reverse("admin:index"))
    assert answer.status_code == 403


def test_who_is_signed_out_signs_in_on_the_desk_s_own_page(db: None) -> None:
    for path in ("/admin/", "/admin/login/", "/admin/annotator/label/"):
        answer = Client().get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=/admin/")


@pytest.mark.parametrize("address", LISTS)
def test_a_reviewer_who_does_not_manage_reaches_assignments_only(
    address: str, bob: User, client_of: ClientOf
) -> None:
    status = 200 if "assignment" in address else 403
    assert client_of(bob).get(reverse(address)).status_code == status


def test_a_membership_that_ended_opens_nothing(mary: User, client_of: ClientOf) -> None:
    mary.memberships.get().leave()
    assert client_of(mary).get(reverse("admin:index")).status_code == 403


@pytest.mark.parametrize(
    "path", ["/admin/auth/group/", "/admin/annotator/user/", "/admin/annotator/user/add/"]
)
def test_accounts_and_groups_are_not_for_managers(path: str, mary: User, client_of: ClientOf) -> None:
    assert client_of(mary).get(path).status_code in (403, 404)


def test_a_manager_edits_nobody_s_account(mary: User, alice: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    for user in (mary, alice):
        address = change_address("user", user.pk)
        assert client.post(address, {"username": user.username, "is_superuser": "on"}).status_code in (
            302,
            403,
        )
        assert client.post(f"/admin/annotator/user/{user.pk}/password/", {"password1": "x"}).status_code in (
            403,
            404,
        )
        user.refresh_from_db()
        assert not user.is_superuser
        assert user.check_password("a long enough password")


@pytest.mark.parametrize(
    ("address", "lookup"),
    [
        ("admin:annotator_label_changelist", "project__members__password__startswith"),
        ("admin:annotator_membership_changelist", "user__password__startswith"),
        ("admin:annotator_assignment_changelist", "annotator__password__startswith"),
        ("admin:annotator_assignment_changelist", "task__project__members__password__startswith"),
        ("admin:annotator_event_changelist", "actor__password__startswith"),
        ("admin:articles_article_changelist", "tasks__project__members__password__startswith"),
        ("admin:annotator_project_changelist", "members__password__startswith"),
        ("admin:annotator_project_changelist", "guidelines__regex"),
    ],
)
def test_look_ups_that_no_filter_sends_are_refused(
    address: str, lookup: str, mary: User, client_of: ClientOf
) -> None:
    answer = client_of(mary).get(reverse(address), {lookup: "md5"})
    assert answer.status_code == 400


def test_passwords_cannot_be_looked_up_by_a_superuser_either(admin_client: Client) -> None:
    answer = admin_client.get("/admin/annotator/user/", {"password__startswith": "md5"})
    assert answer.status_code == 400


def autocomplete(client: Client, app: str, model: str, field: str, term: str = "") -> list[str]:
    query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), query)
    if answer.status_code != 200:
        return []
    return [row["text"] for row in json.loads(answer.content)["results"]]


def test_autocompletes_offer_what_the_person_reaches(
    mary: User, foreign: dict[str, object], task: Task, client_of: ClientOf
) -> None:
    Article.objects.filter(pk=task.article_id).update(
        title="Owntitle",
        source=Source.objects.create(name="Ownsource"),
        story=Story.objects.create(title="Ownstory"),
    )
    client = client_of(mary)
    assert autocomplete(client, "articles", "article", "source") == ["Ownsource"]
    assert autocomplete(client, "articles", "article", "story") == ["Ownstory"]
    assert autocomplete(client, "annotator", "task", "article") == ["Owntitle"]
    assert autocomplete(client, "articles", "article", "source", "Foreign") == []


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("annotator", "membership", "user"),
        ("annotator", "assignment", "annotator"),
        ("annotator", "event", "actor"),
        ("annotator", "assignment", "version"),
        ("admin", "logentry", "user"),
    ],
)
def test_autocompletes_list_no_accounts(
    app: str, model: str, field: str, mary: User, bob: User, client_of: ClientOf
) -> None:
    assert autocomplete(client_of(mary), app, model, field) == []
    assert autocomplete(client_of(bob), app, model, field) == []


def test_an_article_of_an_invisible_project_cannot_be_taken(
    mary: User, project: Project, foreign: dict[str, object], client_of: ClientOf
) -> None:
    article = foreign["article"]
    assert isinstance(article, Article)
    client = client_of(mary)
    form = {"project": project.pk, "article": article.pk}
    answer = client.post(reverse("admin:annotator_task_add"), form)
    assert answer.status_code == 200
    assert b"Foreign" not in answer.content
    assert not project.tasks.filter(article=article).exists()


def test_nothing_can_be_put_into_a_project_of_others(
    mary: User, task: Task, person: Label, foreign: dict[str, object], client_of: ClientOf
) -> None:
    elsewhere = foreign["project"]
    assert isinstance(elsewhere, Project)
    client = client_of(mary)
    client.post(reverse("admin:annotator_task_add"), {"project": elsewhere.pk, "article": task.article_id})
    label = {"project": elsewhere.pk, "kind": "entity", "name": "Smuggled", "colour": "blue", "order": 0}
    client.post(reverse("admin:annotator_label_add"), label)
    client.post(change_address("label", person.pk), label)
    role = {"project": elsewhere.pk, "username": "mary", "role": "manager"}
    client.post(reverse("admin:annotator_membership_add"), role)
    invitation = {"project": elsewhere.pk, "username": "puppet", "roles": ["manager"]}
    client.post(reverse("admin:invite"), invitation)
    assert elsewhere.tasks.count() == 1
    assert [one.name for one in elsewhere.labels.all()] == ["Foreignlabel"]
    assert not elsewhere.memberships.exclude(user__username="charlie").exists()
    assert not User.objects.filter(username="puppet").exists()


def test_bulk_actions_with_forged_ids_touch_nothing(
    mary: User, foreign: dict[str, object], client_of: ClientOf
) -> None:
    client = client_of(mary)
    label, membership, task = (foreign[noun] for noun in ("label", "membership", "task"))
    for noun, action, thing in (
        ("label", "archive", label),
        ("label", "delete_selected", label),
        ("membership", "end", membership),
        ("task", "delete_selected", task),
    ):
        data = {"action": action, "_selected_action": [thing.pk], "post": "yes"}  # type: ignore[attr-defined]
        client.post(reverse(f"admin:annotator_{noun}_changelist"), data, follow=True)
    assert Label.objects.get(name="Foreignlabel").archived_at is None
    assert not Membership.objects.exclude(left_at=None).exists()
    assert Task.objects.filter(article__title="Foreigntitle").exists()


def test_filters_offer_the_person_s_projects_stories_and_people(
    mary: User, task: Task, foreign: dict[str, object], client_of: ClientOf
) -> None:
    content = client_of(mary).get(reverse("admin:annotator_assignment_changelist")).content.decode()
    assert "Harbour" in content
    assert "mary" in content
    assert "Foreign" not in content
    assert "charlie" not in content


def test_a_row_of_another_project_cannot_be_smuggled_into_a_page(
    mary: User, project: Project, foreign: dict[str, object], client_of: ClientOf
) -> None:
    label = foreign["label"]
    assert isinstance(label, Label)
    data = {
        "name": "Harbour",
        "annotators_per_article": 1,
        "labels-TOTAL_FORMS": 1,
        "labels-INITIAL_FORMS": 1,
        "labels-0-id": label.pk,
        "labels-0-kind": "entity",
        "labels-0-name": "Taken over",
        "labels-0-colour": "red",
        "labels-0-order": 0,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    client_of(mary).post(reverse("admin:annotator_project_change", args=(project.pk,)), data)
    label.refresh_from_db()
    assert (label.name, label.project.slug) == ("Foreignlabel", "elsewhere")


def test_every_noun_is_scoped() -> None:
    """A new admin class that forgets its scope would show everything."""
    for model_admin in admin.site._registry.values():
        assert isinstance(model_admin, ScopedAdmin)
        assert all(issubclass(inline, ScopedInline) for inline in model_admin.inlines)


def test_a_person_of_two_projects_administers_the_one_they_manage(
    mary: User, foreign: dict[str, object], client_of: ClientOf
) -> None:
    elsewhere = foreign["project"]
    assert isinstance(elsewhere, Project)
    make_member(elsewhere, mary, Role.ANNOTATOR, Role.REVIEWER)
    client = client_of(mary)
    assert b"Foreignlabel" not in client.get(reverse("admin:annotator_label_changelist")).content
    assert b"Foreigntitle" in client.get(reverse("admin:annotator_assignment_changelist")).content


def test_an_administrator_sees_all(admin_client: Client, foreign: dict[str, object]) -> None:
    assert b"Foreignlabel" in admin_client.get(reverse("admin:annotator_label_changelist")).content
    make_project("third")
    assert b"Third" in admin_client.get(reverse("admin:annotator_project_changelist")).content
    assert make_user("dora").username.encode() in admin_client.get("/admin/annotator/user/").content
