"""What a project asks of claims, and which spans its relations join, is set in the administration."""

from django.urls import reverse

from annotator.models import Label, Project, User
from tests.conftest import ClientOf
from tests.factory import make_label, make_project, make_user

FORMSETS = {
    f"{prefix}-{part}": "0"
    for prefix in ("labels", "memberships")
    for part in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def project_fields(project: Project, **fields: object) -> dict[str, object]:
    return {
        "name": project.name,
        "guidelines": "",
        "annotators_per_article": 1,
        **FORMSETS,
        **fields,
    }


def test_a_manager_ticks_what_is_asked_of_claims(client_of: ClientOf, mary: User, project: Project) -> None:
    url = reverse("admin:annotator_project_change", args=[project.pk])
    page = client_of(mary).get(url).content.decode()
    assert page.count('name="claim_fields"') == page.count("checked") == 10
    answer = client_of(mary).post(url, project_fields(project, claim_fields=["quantity", "date"]))
    assert answer.status_code == 302
    project.refresh_from_db()
    assert project.claim_fields == ["quantity", "date"]
    client_of(mary).post(url, project_fields(project))
    project.refresh_from_db()
    assert project.claim_fields == []


def test_what_is_no_field_of_a_claim_is_refused(client_of: ClientOf, mary: User, project: Project) -> None:
    url = reverse("admin:annotator_project_change", args=[project.pk])
    answer = client_of(mary).post(url, project_fields(project, claim_fields=["rumour"]))
    assert answer.status_code == 200
    project.refresh_from_db()
    assert "rumour" not in project.claim_fields


def test_a_new_project_begins_with_said_by(client_of: ClientOf, db: None) -> None:
    root = make_user("root", is_superuser=True, is_staff=True)
    rows = [("claim", "Claim"), ("entity", "Person"), ("entity", "Place")]
    labels = {
        f"labels-{number}-{field}": value
        for number, (kind, name) in enumerate(rows)
        for field, value in (("kind", kind), ("name", name), ("order", number), ("colour", "blue"))
    }
    sent = {**project_fields(Project(name="Flood")), "slug": "flood", **labels, "labels-TOTAL_FORMS": "3"}
    answer = client_of(root).post(reverse("admin:annotator_project_add"), sent)
    assert answer.status_code == 302
    said_by = Label.objects.get(project__slug="flood", kind=Label.Kind.RELATION)
    assert [label.name for label in said_by.from_labels.all()] == ["Claim"]
    assert [label.name for label in said_by.to_labels.all()] == ["Person"]


def label_fields(label: Label, **fields: object) -> dict[str, object]:
    return {"kind": label.kind, "name": label.name, "colour": label.colour, "order": label.order, **fields}


def test_a_manager_sets_the_ends_of_a_relation(
    client_of: ClientOf, mary: User, project: Project, person: Label, claim: Label
) -> None:
    relation = make_label(project, "said by", Label.Kind.RELATION)
    url = reverse("admin:annotator_label_change", args=[relation.pk])
    answer = client_of(mary).post(url, label_fields(relation, from_labels=[claim.pk], to_labels=[person.pk]))
    assert answer.status_code == 302
    assert (list(relation.from_labels.all()), list(relation.to_labels.all())) == ([claim], [person])


def test_a_label_of_another_project_is_no_end(client_of: ClientOf, mary: User, project: Project) -> None:
    relation = make_label(project, "said by", Label.Kind.RELATION)
    foreign = make_label(make_project("elsewhere"), "Person")
    url = reverse("admin:annotator_label_change", args=[relation.pk])
    assert client_of(mary).post(url, label_fields(relation, from_labels=[foreign.pk])).status_code == 200
    assert not relation.from_labels.exists()


def test_only_a_relation_has_ends(client_of: ClientOf, mary: User, person: Label) -> None:
    page = client_of(mary).get(reverse("admin:annotator_label_change", args=[person.pk])).content.decode()
    assert 'name="from_labels"' not in page
