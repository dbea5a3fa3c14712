"""What a claim says is described over HTTP: proposed, accepted, changed, and refused with a reason."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from annotator.models import Alias, Assignment, Claim, Edit, Entity, Label, Project, Span, Task, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_project, make_span, make_task
from tests.pages import HTMX

TEXT = (
    "Two fell, police said.\n\n"
    "A drone struck Veldt late on Sunday, wounding at least seven dockworkers, two officials told AP.\n\n"
    "“It may burn,” the Harbour Union said.\n"
)
WOUNDED = "wounding at least seven dockworkers"
Post = Callable[..., Any]


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, TEXT, source="Gazette", published_on=date(2021, 3, 15), language="en")


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def span(layer: Assignment, claim: Label) -> Span:
    return make_span(layer, claim, WOUNDED)


@pytest.fixture
def post(client_of: ClientOf, alice: User, span: Span) -> Post:
    """Send a change of the claim as Alice, as the outbox does unless told otherwise."""

    def post(as_user: User = alice, htmx: bool = True, **fields: Any) -> Any:
        url = f"{address(span)}claim/"
        seen = Span.objects.get(pk=span.pk).version
        headers = HTMX if htmx else {}
        return client_of(as_user).post(url, {"edit": uuid.uuid4(), "seen": seen, **fields}, headers=headers)

    return post


def address(span: Span) -> str:
    task = span.assignment.task
    return f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/"


def make_entity(
    project: Project, label: Label, name: str, *aliases: str, taught_by: User | None = None
) -> Entity:
    entity = Entity.objects.create(project=project, label=label, name=name)
    Alias.objects.store(Alias(entity=entity, name=each, taught_by=taught_by) for each in (name, *aliases))
    return entity


def panel(client_of: ClientOf, user: User, span: Span) -> str:
    answer = client_of(user).get(f"{address(span)}detail/", headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def proposed(page: str) -> dict[str, str]:
    """The proposals in a panel, by field."""
    parts = page.split('name="proposed-')[1:]
    return {part.partition('"')[0]: part.partition('value="')[2].partition('"')[0] for part in parts}


def test_the_panel_proposes_what_the_words_say(client_of: ClientOf, alice: User, span: Span) -> None:
    assert proposed(panel(client_of, alice, span)) == {
        "attribution": "unnamed",
        "via": "AP",
        "type": "numerical",
        "polarity": "affirmed",
        "certainty": "certain",
        "quantity": "≥ 7 dockworkers",
        "date": "2021-03-14",
    }


def test_all_proposals_are_accepted_at_once(post: Post, client_of: ClientOf, alice: User, span: Span) -> None:
    fields = {f"proposed-{name}": value for name, value in proposed(panel(client_of, alice, span)).items()}
    assert post(accept="all", **fields).status_code == 200
    claim = Claim.objects.get(span=span)
    assert (claim.attribution, claim.via, claim.type) == ("unnamed", "AP", "numerical")
    assert (claim.polarity, claim.certainty, claim.check_worthy) == ("affirmed", "certain", None)
    assert (claim.quantity_low, claim.quantity_high, claim.quantity_unit) == (Decimal(7), None, "dockworkers")
    assert (claim.date_start, claim.date_end, claim.date_precision) == (date(2021, 3, 14),) * 2 + ("day",)
    assert proposed(panel(client_of, alice, span)) == {}


def test_one_proposal_is_accepted_and_the_others_wait(
    post: Post, client_of: ClientOf, alice: User, span: Span
) -> None:
    post(accept="via", **{"proposed-via": "AP", "proposed-attribution": "unnamed"})
    claim = Claim.objects.get(span=span)
    assert (claim.via, claim.attribution) == ("AP", "")
    assert "attribution" in proposed(panel(client_of, alice, span))


def test_what_is_not_sent_stays_and_what_is_sent_empty_goes(post: Post, span: Span) -> None:
    post(via="AP", type="causal", quantity="7 guards", check_worthy="yes")
    post(via="", polarity="negated")
    claim = Claim.objects.get(span=span)
    assert (claim.via, claim.type, claim.polarity) == ("", "causal", "negated")
    assert (claim.quantity_low, claim.check_worthy) == (Decimal(7), True)
    post(quantity="", check_worthy="")
    claim.refresh_from_db()
    assert (claim.quantity_low, claim.quantity_unit, claim.check_worthy) == (None, "", None)


def test_each_change_stands_in_the_log_and_is_undone(
    post: Post, client_of: ClientOf, alice: User, span: Span
) -> None:
    post(via="AP")
    post(via="Reuters")
    url = f"/projects/{span.assignment.task.project.slug}/articles/{span.assignment.task.article_id}/undo/"
    client_of(alice).post(url, {"edit": uuid.uuid4()})
    assert Claim.objects.get(span=span).via == "AP"
    client_of(alice).post(url, {"edit": uuid.uuid4()})
    assert Claim.objects.get(span=span).via == ""


def test_the_same_save_twice_is_one_change(post: Post, span: Span) -> None:
    edit = uuid.uuid4()
    for _ in range(2):
        assert post(edit=edit, seen=1, via="AP").status_code == 200
    assert Edit.objects.filter(what_uid=span.uid).count() == 2
    assert post(seen=1, via="Reuters").status_code == 409


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"quantity": "7-6 guards"}, "write the smaller number first"),
        ({"quantity": "some guards"}, "is no quantity"),
        ({"date": "2021-03-15 to 2021-03-14"}, "write the earlier day first"),
        ({"date": "soon"}, "is no date"),
        ({"date": "2021-02-31"}, "is no date"),
        ({"attribution": "rumour"}, "not one of the available choices"),
        ({"via": "x" * 201}, "at most 200"),
        ({"claimant_name": "Nobody Known"}, "No entity of this project is called “Nobody Known”"),
        ({"claimant": "987654"}, "not in the bank any more"),
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(post: Post, fields: dict[str, str], why: str) -> None:
    answer = post(**fields)
    assert answer.status_code == 400
    assert why in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_date_counted_from_publication_is_fixed_by_it(post: Post, span: Span) -> None:
    post(date="Sunday night")
    claim = Claim.objects.get(span=span)
    assert (claim.date_start, claim.date_end) == (date(2021, 3, 14), date(2021, 3, 15))


def test_a_field_as_it_was_shown_is_not_read_again(post: Post, span: Span) -> None:
    post(quantity="7 guards")
    Claim.objects.update(quantity_unit="guards of the night")
    assert (
        post(**{"quantity": "7 guards of the night", "was-quantity": "7 guards of the night"}).status_code
        == 200
    )
    assert Claim.objects.get().quantity_unit == "guards of the night"


def test_the_claimant_is_chosen_by_id_or_by_the_whole_name(
    post: Post, project: Project, person: Label, span: Span
) -> None:
    union = make_entity(project, person, "Harbour Union", "HU")
    post(claimant=union.pk)
    assert Claim.objects.get().claimant == union
    post(claimant_name="")
    assert Claim.objects.get().claimant is None
    post(claimant_name="harbour UNION")
    assert Claim.objects.get().claimant == union


def test_an_entity_of_another_project_is_no_claimant(post: Post, span: Span) -> None:
    other = make_project("elsewhere")
    foreign = make_entity(other, make_label(other, "Person"), "Eve")
    assert post(claimant=foreign.pk).status_code == 400
    assert post(claimant_name="Eve").status_code == 400
    assert not Claim.objects.exists()


def test_a_merged_claimant_is_the_one_it_was_merged_into(
    post: Post, project: Project, person: Label, span: Span
) -> None:
    union, old = make_entity(project, person, "Harbour Union"), make_entity(project, person, "H. Union")
    old.merged_into = union
    old.save()
    post(claimant=old.pk)
    assert Claim.objects.get().claimant == union


def test_the_claimant_is_proposed_from_the_words_that_say_it(
    client_of: ClientOf, alice: User, layer: Assignment, claim: Label, project: Project, person: Label
) -> None:
    union = make_entity(project, person, "Harbour Union")
    page = panel(client_of, alice, make_span(layer, claim, "It may burn"))
    assert proposed(page)["claimant"] == str(union.pk)
    assert proposed(page)["certainty"] == "possible"


def test_the_claimant_is_proposed_from_a_linked_span_in_those_words(
    client_of: ClientOf, alice: User, layer: Assignment, claim: Label, project: Project, person: Label
) -> None:
    police = make_entity(project, person, "Port police of Veldt")
    make_span(layer, person, "police", entity=police)
    assert proposed(panel(client_of, alice, make_span(layer, claim, "Two fell")))["claimant"] == str(
        police.pk
    )


def test_the_place_is_proposed_from_a_span_in_the_claim(
    client_of: ClientOf, alice: User, layer: Assignment, claim: Label, project: Project
) -> None:
    make_span(layer, make_label(project, "Place"), "Veldt")
    page = panel(client_of, alice, make_span(layer, claim, "A drone struck Veldt late on Sunday"))
    assert proposed(page)["place"] == "Veldt"


def test_what_lies_between_the_fragments_of_a_claim_is_not_proposed(
    client_of: ClientOf, alice: User, project: Project, claim: Label
) -> None:
    text = "“They left Veldt,” it never said, as two of 400 guards did on 3 May 2020, “and two ships sank.”\n"
    layer = make_assignment(make_task(project, text, language="en"), alice, Assignment.State.IN_PROGRESS)
    make_span(layer, make_label(project, "Place"), "Veldt")
    quote = text[1 : text.index("”", 30)]
    apart = [
        (start := text.index(words), start + len(words)) for words in ("They left", "and two ships sank")
    ]
    span = make_span(layer, claim, quote)
    span.change(actor=alice, seen=span.version, ranges=apart)
    found = proposed(panel(client_of, alice, span))
    assert found["quantity"] == "2 ships"
    assert found["polarity"] == "affirmed"
    assert "place" not in found


def test_entities_are_found_by_any_part_of_any_alias(
    client_of: ClientOf, alice: User, project: Project, person: Label, task: Task
) -> None:
    make_entity(project, person, "Harbour Union", "Dockers")
    make_entity(project, person, "Union of Harbours")
    make_entity(make_project("elsewhere"), person, "Union elsewhere")
    url = f"/projects/{project.slug}/articles/{task.article_id}/claimants/"
    found = client_of(alice).get(url, {"q": "uniOn"}).content.decode()
    assert {"Union of Harbours", "Harbour Union"} <= set(
        re.findall(r"Union of Harbours|Harbour Union", found)
    )
    assert "elsewhere" not in found
    assert "Harbour Union" in client_of(alice).get(url, {"q": "dock"}).content.decode()
    assert "No entity is called “zzz”" in client_of(alice).get(url, {"q": "zzz"}).content.decode()


def test_in_a_blind_project_nothing_that_another_taught_is_found_or_proposed(
    client_of: ClientOf,
    alice: User,
    bob: User,
    project: Project,
    person: Label,
    layer: Assignment,
    claim: Label,
) -> None:
    project.is_blind = True
    project.save()
    entity = make_entity(project, person, "Dockers of Veldt")
    Alias.objects.store([Alias(entity=entity, name="Harbour Union", taught_by=bob)])
    url = f"/projects/{project.slug}/articles/{layer.task.article_id}/claimants/"
    assert "Dockers" not in client_of(alice).get(url, {"q": "union"}).content.decode()
    assert "claimant" not in proposed(panel(client_of, alice, make_span(layer, claim, "It may burn")))
    Alias.objects.filter(taught_by=bob).update(taught_by=alice)
    assert "Dockers" in client_of(alice).get(url, {"q": "union"}).content.decode()


def test_only_what_the_project_asks_for_is_shown_and_taken(
    post: Post, client_of: ClientOf, alice: User, project: Project, span: Span
) -> None:
    post(via="AP")
    project.claim_fields = ["quantity"]
    project.save()
    page = panel(client_of, alice, span)
    assert set(proposed(page)) == {"quantity"}
    assert 'name="via"' not in page
    post(via="Reuters", quantity="7 guards")
    claim = Claim.objects.get()
    assert (claim.via, claim.quantity_low) == ("AP", Decimal(7))


def test_a_reviewer_reads_the_claim_and_may_not_change_it(
    post: Post, client_of: ClientOf, bob: User, span: Span
) -> None:
    post(quantity="7 guards", attribution="unnamed")
    page = panel(client_of, bob, span)
    assert "7 guards" in page
    assert "unnamed" in page
    assert "<form" not in page
    assert post(as_user=bob, via="AP").status_code == 403


def test_an_entity_span_carries_no_claim(
    client_of: ClientOf, alice: User, layer: Assignment, person: Label
) -> None:
    span = make_span(layer, person, "Veldt")
    answer = client_of(alice).post(f"{address(span)}claim/", {"edit": uuid.uuid4(), "seen": 1, "via": "AP"})
    assert answer.status_code == 400
    assert "data-claim" not in panel(client_of, alice, span)


def test_the_form_works_without_javascript(post: Post, client_of: ClientOf, alice: User, span: Span) -> None:
    page = client_of(alice).get(f"{address(span)}detail/").content.decode()
    assert f'action="{address(span)}claim/"' in page
    answer = post(htmx=False, quantity="at least seven guards", accept="via", **{"proposed-via": "AP"})
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert (claim.quantity_low, claim.quantity_high, claim.via) == (Decimal(7), None, "AP")


@pytest.mark.parametrize(
    ("asked", "read", "why"),
    [
        ({"quantity": "at least seven guards"}, "≥ 7 guards", ""),
        ({"quantity": "guards"}, "", "is no quantity"),
        ({"date": "late on Sunday"}, "2021-03-14", ""),
        ({"date": "soon"}, "", "is no date"),
        ({"date": "Sunday"}, "2021-03-14", ""),
    ],
)
def test_what_is_typed_is_read_before_it_is_saved(
    client_of: ClientOf, alice: User, task: Task, asked: dict[str, str], read: str, why: str
) -> None:
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/value/"
    answer = client_of(alice).get(url, asked).json()
    assert answer["read"] == read
    assert why in answer["why"]
    assert bool(read) != bool(answer["why"])


def test_a_date_in_an_article_without_one_says_why_it_is_not_fixed(
    client_of: ClientOf, alice: User, post: Post, span: Span, task: Task
) -> None:
    task.article.published_on = None
    task.article.save()
    assert "The article has no date of publication" in panel(client_of, alice, span)
    answer = post(date="Sunday")
    assert answer.status_code == 400
    assert "no date of publication" in answer.content.decode()


def test_a_save_takes_few_statements(
    client_of: ClientOf, alice: User, span: Span, statements: Statements
) -> None:
    client = client_of(alice)
    fields = {"via": "AP", "quantity": "8 guards", "date": "2021-03-14", "accept": "all"}
    for seen in (1, 2):
        with statements(most=9):  # two of them are the sign-in's, one asks for the language of the article
            sent = {"edit": uuid.uuid4(), "seen": seen, **fields, "place": str(seen)}
            assert client.post(f"{address(span)}claim/", sent, headers=HTMX).status_code == 200


def test_the_panel_takes_as_many_statements_for_many_spans_as_for_few(
    client_of: ClientOf, alice: User, layer: Assignment, claim: Label, person: Label, project: Project,
    span: Span, statements: Statements,
) -> None:  # fmt: skip
    client = client_of(alice)
    url = f"{address(span)}detail/"
    with statements(most=14):
        client.get(url, headers=HTMX)
    for number in range(30):
        entity = make_entity(project, person, f"Union {number}")
        make_span(layer, person, "dockworkers", entity=entity)
        make_span(layer, claim, WOUNDED)
    with statements(most=14):
        client.get(url, headers=HTMX)
