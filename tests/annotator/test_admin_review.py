"""The review page and the reviewer's steps, over HTTP."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import fromstring

from annotator.models import (
    Assignment,
    Claim,
    Entity,
    Label,
    Project,
    Relation,
    Review,
    Role,
    Span,
    Task,
    User,
)
from tests.annotator.reviewing import handed_in
from tests.conftest import ClientOf, Statements
from tests.factory import (
    make_assignment,
    make_label,
    make_member,
    make_missed,
    make_span,
    make_submitted,
    make_task,
)


@pytest.fixture
def layer(task: Task, alice: User, person: Label, claim: Label) -> Assignment:
    """Alice's submitted work: a person and a claim."""
    layer = make_assignment(task, alice)
    make_span(layer, person, "Ada Marlow")
    make_span(layer, claim, "She left on Monday", note="Which Monday?")
    layer.submit(alice)
    return layer


@pytest.fixture
def span(layer: Assignment) -> Span:
    return layer.spans.order_by("start")[0]


def page(layer: Assignment) -> str:
    return reverse("admin:annotator_assignment_change", args=(layer.pk,))


def fields_of(span: Span, decision: str, **fields: Any) -> dict[str, Any]:
    review = Review.objects.filter(span=span).first()
    return {
        "edit": uuid.uuid4(),
        "span": span.uid,
        "decision": decision,
        "seen": span.version,
        "seen_review": review.stamp if review else "",
        **fields,
    }


def send(client: Client, layer: Assignment, step: str, data: dict[str, Any], htmx: bool = True) -> Any:
    address = reverse(f"admin:review_{step}", args=(layer.pk,))
    return client.post(address, data, headers={"HX-Request": "true"} if htmx else {})


def test_the_page_shows_text_spans_and_decisions(layer: Assignment, bob: User, client_of: ClientOf) -> None:
    spans = layer.spans.order_by("start")
    client = client_of(bob)
    send(client, layer, "decide", fields_of(spans[0], "rejected", comment="Not <her>"))
    content = client.get(page(layer)).content.decode()
    assert re.search(r'<mark class="entity c-blue lane-0 rejected"[^>]*>Ada Marlow</mark>', content)
    assert "Rejected · bob: Not &lt;her&gt;" in content
    assert "1 of 2 decided" in content
    assert "Which Monday?" in content
    assert str(spans[1].uid) in content.split('name="span" value="')[1][:40]


def test_what_a_span_says_beyond_its_words_is_read_before_it_is_decided_about(
    layer: Assignment, project: Project, person: Label, alice: User, bob: User, client_of: ClientOf
) -> None:
    ada, left = layer.spans.order_by("start")
    marlow = Entity.objects.create(project=project, label=person, name="Ada <b> Marlow")
    given = {"attribution": "named", "certainty": "probable", "quantity_low": "6", "quantity_high": "6"}
    saying = {**Claim().snapshot(), **given, "quantity_unit": "people", "claimant": marlow.pk}
    layer.return_to_annotator(bob, "Say who")
    ada.link(marlow, actor=alice, seen=ada.version)
    left.describe(saying, actor=alice, seen=left.version)
    said_by = make_label(project, "said by", kind=Label.Kind.RELATION)
    Relation.make(layer, said_by, left, ada, actor=alice)
    layer.submit(alice)
    content = fromstring(client_of(bob).get(f"{page(layer)}?span={left.uid}").content.decode())
    claimed = "Claimant Ada <b> Marlow · Attribution named · Certainty probable · Quantity 6 people"
    assert [said.text_content() for said in content.cssselect("#span-list .says")] == [
        "Entity Ada <b> Marlow",
        f"{claimed} · said by → Ada Marlow",
    ]
    [chosen] = content.cssselect("#decision [data-field=says]")
    assert chosen.text_content() == f"{claimed} · said by → Ada Marlow"


def test_nobody_types_an_offset(layer: Assignment, bob: User, client_of: ClientOf) -> None:
    content = client_of(bob).get(page(layer)).content.decode()
    for name in ("start", "end", "seen", "seen_review", "span"):
        kinds = re.findall(rf'<input type="(\w+)" name="{name}"', content)
        assert kinds
        assert set(kinds) == {"hidden"}


@pytest.mark.parametrize("decision", ["accepted", "rejected"])
def test_a_decision_answers_with_what_changed(
    decision: str, layer: Assignment, span: Span, bob: User, client_of: ClientOf
) -> None:
    answer = send(client_of(bob), layer, "decide", fields_of(span, decision, comment="Because"))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-decision="{decision}"' in content
    assert '<p id="p0"' in content
    assert '<p id="p1"' not in content
    assert "1 of 2 decided" in " ".join(content.split())
    review = Review.objects.get()
    assert (review.span, review.decision, review.comment, review.reviewer) == (span, decision, "Because", bob)


def test_a_correction_shows_in_the_text_and_in_the_list(
    layer: Assignment, span: Span, claim: Label, bob: User, client_of: ClientOf
) -> None:
    data = fields_of(span, "corrected", label=claim.pk, start=0, end=3)
    content = send(client_of(bob), layer, "decide", data).content.decode()
    assert "→ Claim <bdi>“Ada”</bdi>" in content
    assert re.search(r'<mark class="claim c-purple lane-\d gold"', content)
    gold = Span.objects.get(assignment__kind="gold")
    assert (gold.quote, gold.label, gold.derived_from) == ("Ada", claim, span)


def test_the_same_decision_sent_twice_counts_once(
    layer: Assignment, span: Span, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    data = fields_of(span, "accepted")
    assert [send(client, layer, "decide", data).status_code for _ in range(2)] == [200, 200]
    assert layer.events.filter(verb="reviewed").count() == 1


def test_the_second_of_two_reviewers_gets_a_plain_sentence(
    layer: Assignment, span: Span, bob: User, mary: User, client_of: ClientOf
) -> None:
    seen_by_both = fields_of(span, "accepted")
    send(client_of(bob), layer, "decide", {**seen_by_both, "decision": "rejected"})
    late = {**seen_by_both, "edit": uuid.uuid4()}
    answer = send(client_of(mary), layer, "decide", late)
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "bob has decided in the meantime: rejected. Look at it again."
    assert Review.objects.get().reviewer == bob


def test_without_a_script_the_same_forms_work(
    layer: Assignment, span: Span, bob: User, mary: User, client_of: ClientOf
) -> None:
    data = fields_of(span, "accepted")
    client = client_of(bob)
    answer = client.get(page(layer))
    assert str(span.uid) in answer.content.decode()
    answer = send(client, layer, "decide", data, htmx=False)
    assert (answer.status_code, answer["Location"]) == (302, page(layer))
    late = {**data, "edit": uuid.uuid4(), "decision": "rejected"}
    answer = client_of(mary).post(reverse("admin:review_decide", args=(layer.pk,)), late, follow=True)
    assert "bob has decided in the meantime" in answer.content.decode()


def test_what_was_missed_is_added_and_taken_out(
    layer: Assignment, person: Label, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    uid = uuid.uuid4()
    data = {"edit": uuid.uuid4(), "uid": uid, "label": person.pk, "start": 20, "end": 25}
    for _ in range(2):
        content = send(client, layer, "missed", data).content.decode()
        assert f'id="s-{uid}"' in content
        assert "Missed; added to gold" in content
    assert layer.spans.count() == 2
    removal = {"edit": uuid.uuid4(), "span": uid, "seen": 1}
    for _ in range(2):
        answer = send(client, layer, "missed_remove", removal)
        assert answer.status_code == 200
        assert f'id="s-{uid}"' not in answer.content.decode()
    assert not Span.objects.filter(assignment__kind="gold").exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"decision": "perfect"},
        {"decision": "corrected", "start": 5, "end": 5000},
        {"decision": "corrected", "start": -1, "end": 5},
        {"decision": "corrected", "start": 5, "end": 2},
        {"decision": "corrected", "label": 0},
        {"decision": "corrected"},
        {"seen": "many"},
        {"edit": "mine"},
        {"span": "<b>"},
        {"comment": "x" * 5001},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    broken: dict[str, Any], layer: Assignment, span: Span, bob: User, client_of: ClientOf
) -> None:
    answer = send(client_of(bob), layer, "decide", {**fields_of(span, "accepted"), **broken})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/plain")
    assert not Review.objects.exists()


def test_a_label_of_another_project_is_refused(
    layer: Assignment, span: Span, charlie: User, bob: User, client_of: ClientOf
) -> None:
    foreign = make_label(Project.objects.get(slug="elsewhere"), "Foreign")
    answer = send(client_of(bob), layer, "decide", fields_of(span, "corrected", label=foreign.pk))
    assert answer.status_code == 400
    data = {"edit": uuid.uuid4(), "uid": uuid.uuid4(), "label": foreign.pk, "start": 0, "end": 3}
    assert send(client_of(bob), layer, "missed", data).status_code == 400


def test_a_span_of_another_layer_is_gone_for_this_one(
    layer: Assignment, person: Label, bob: User, client_of: ClientOf, jonas: User
) -> None:
    other = make_assignment(layer.task, jonas, "submitted")
    foreign = make_span(other, person, "Veldt")
    answer = send(client_of(bob), layer, "decide", fields_of(foreign, "accepted"))
    assert answer.status_code == 409
    assert not Review.objects.exists()


@pytest.mark.parametrize("step", ["missed_remove", "missed_keep"])
def test_a_span_of_gold_of_another_article_or_version_is_not_touched(
    step: str, layer: Assignment, person: Label, project: Project, alice: User, bob: User, client_of: ClientOf
) -> None:
    other = make_submitted(make_task(project), alice)
    for missed, version in (
        (make_missed(other, person, "Ada", bob), 1),
        (make_missed(layer, person, "Veldt", bob), 2),
    ):
        fields = {"edit": uuid.uuid4(), "span": missed.uid, "seen": version}
        assert send(client_of(bob), layer, step, fields).status_code == 409
        assert Span.objects.filter(uid=missed.uid).exists()


def test_a_uid_that_is_taken_is_refused(
    layer: Assignment, span: Span, person: Label, bob: User, client_of: ClientOf
) -> None:
    data = {"edit": uuid.uuid4(), "uid": span.uid, "label": person.pk, "start": 20, "end": 25}
    assert send(client_of(bob), layer, "missed", data).status_code == 409


STEPS = ["decide", "nothing_here", "missed", "missed_remove", "accept", "return"]


@pytest.mark.parametrize("step", STEPS)
def test_strangers_and_annotators_decide_nothing(
    step: str, layer: Assignment, span: Span, alice: User, charlie: User, client_of: ClientOf
) -> None:
    data = fields_of(span, "accepted", message="Mine now")
    assert send(client_of(charlie), layer, step, data).status_code == 404
    assert send(client_of(alice), layer, step, data).status_code == 403
    assert send(Client(), layer, step, data).status_code == 401
    layer.refresh_from_db()
    assert layer.state == "submitted"
    assert not Review.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_get_changes_nothing(step: str, layer: Assignment, bob: User, client_of: ClientOf) -> None:
    assert client_of(bob).get(reverse(f"admin:review_{step}", args=(layer.pk,))).status_code == 405


def test_a_decision_of_somebody_else_s_browser_is_not_taken(
    layer: Assignment, span: Span, bob: User, mary: User, client_of: ClientOf
) -> None:
    answer = send(client_of(bob), layer, "decide", fields_of(span, "accepted", actor=mary.pk))
    assert answer.status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "step", ["decide", "undecided", "nothing_here", "missed", "missed_remove", "missed_keep"]
)
def test_no_step_is_taken_on_work_that_is_with_the_annotator(
    step: str, layer: Assignment, person: Label, alice: User, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    decided, gone = layer.spans.order_by("start")
    send(client, layer, "decide", fields_of(decided, "rejected"))
    send(client, layer, "decide", fields_of(gone, "corrected", label=person.pk))
    layer.return_to_annotator(bob, "Look again")
    gone.assignment = layer
    gone.remove(actor=alice, seen=gone.version)
    left = Span.objects.get(assignment__kind="gold")
    missed = {"uid": uuid.uuid4(), "label": person.pk, "start": 20, "end": 25}
    of_gold = {"span": left.uid, "seen": left.version}
    given = {"missed": missed, "missed_remove": of_gold, "missed_keep": of_gold, "nothing_here": {}}
    if step in given:
        answer = send(client, layer, step, {"edit": uuid.uuid4(), **given[step]})
    else:
        decision = "accepted" if step == "decide" else step
        answer = send(client, layer, "decide", fields_of(decided, decision))
    assert answer.status_code == 409
    assert "it can be reviewed once it is submitted" in answer.content.decode()


def test_own_work_is_shown_and_not_decided(
    project: Project, layer: Assignment, span: Span, alice: User, bob: User, client_of: ClientOf
) -> None:
    make_member(project, alice, Role.REVIEWER)
    client = client_of(alice)
    content = client.get(page(layer)).content.decode()
    assert "This is your own work: another reviewer of the project decides about it." in content
    assert "data-decision-form" not in content
    answer = send(client, layer, "decide", fields_of(span, "accepted"))
    assert (answer.status_code, answer.content.decode()[:21]) == (409, "This is your own work")
    for step in ("accept", "return"):
        send(client, layer, step, {"message": "Well done"}, htmx=False)
    layer.refresh_from_db()
    assert layer.state == "submitted"


def test_accepting_says_what_is_undecided(
    layer: Assignment, span: Span, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    send(client, layer, "decide", fields_of(span, "accepted"))
    answer = client.post(reverse("admin:review_accept", args=(layer.pk,)), handed_in(layer), follow=True)
    assert "Accepted. 1 span is undecided and counts as it is." in answer.content.decode()
    layer.refresh_from_db()
    assert layer.state == "accepted"


def test_returning_needs_a_message_that_the_analyst_sees(
    layer: Assignment, task: Task, alice: User, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    address = reverse("admin:review_return", args=(layer.pk,))
    answer = client.post(address, {"message": "  "}, follow=True)
    assert "Say what is to be done" in answer.content.decode()
    assert not layer.events.filter(verb="returned").exists()
    client.post(address, {"message": "The <place> is missing", **handed_in(layer)})
    content = client_of(alice).get(reverse("workspace", args=(task.project.slug, task.article_id)))
    assert "The &lt;place&gt; is missing" in content.content.decode()


def test_what_was_sent_again_agrees_no_second_time_that_nothing_is_here(
    task: Task, alice: User, bob: User, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    layer.submit(alice)
    client, first = client_of(bob), {"edit": uuid.uuid4(), "is_so": "on"}
    send(client, layer, "nothing_here", first)
    send(client, layer, "nothing_here", {"edit": uuid.uuid4()})
    assert send(client, layer, "nothing_here", first).status_code == 200
    assert not layer.reviews.exists()


@pytest.mark.parametrize("step", [None, "decide"])
def test_the_original_of_the_text_is_not_loaded(
    step: str | None, layer: Assignment, span: Span, bob: User, client_of: ClientOf
) -> None:
    """It may be a page of some megabytes."""
    client = client_of(bob)
    with CaptureQueriesContext(connection) as captured:
        if step is None:
            client.get(page(layer))
        else:
            send(client, layer, step, fields_of(span, "accepted"))
    assert [query["sql"] for query in captured if '"raw"' in query["sql"]] == []


def test_nothing_here_is_agreed_to_and_taken_back(
    project: Project, alice: User, bob: User, client_of: ClientOf
) -> None:
    layer = make_assignment(make_task(project, "Nothing to tag.\n"), alice, Assignment.State.SUBMITTED)
    client = client_of(bob)
    assert "Nothing here" in client.get(page(layer)).content.decode()
    content = send(client, layer, "nothing_here", {"edit": uuid.uuid4(), "is_so": "on"}).content.decode()
    assert "bob agrees: there is nothing to tag here." in content
    content = send(client, layer, "nothing_here", {"edit": uuid.uuid4()}).content.decode()
    assert "agrees" not in content
    assert not Review.objects.exists()


def test_a_stale_decision_is_shown_as_such(
    layer: Assignment, span: Span, alice: User, bob: User, claim: Label, client_of: ClientOf
) -> None:
    client = client_of(bob)
    send(client, layer, "decide", fields_of(span, "accepted"))
    Span.objects.filter(pk=span.pk).update(version=2)
    content = client.get(page(layer)).content.decode()
    assert "Accepted before the annotator changed it: decide again." in content
    assert "0 of 2 decided" in " ".join(content.split())


def test_hostile_words_stay_words(project: Project, alice: User, bob: User, client_of: ClientOf) -> None:
    label = make_label(project, '"><b>Label', short_name="<i>")
    text = 'She said <script>alert("1")</script> & left.\n'
    task = make_task(project, text, title="<img src=x>")
    layer = make_assignment(task, alice)
    make_span(layer, label, '<script>alert("1")</script>', note="<u>note")
    layer.submit(alice)
    content = client_of(bob).get(page(layer)).content.decode()
    for hostile in ("<script>alert", "<img src=x>", '"><b>', "<u>", "<i>"):
        assert hostile not in content


def test_the_page_takes_the_same_statements_whatever_its_spans(
    project: Project, alice: User, bob: User, person: Label, client_of: ClientOf, statements: Statements
) -> None:
    client = client_of(bob)
    for words in (3, 300):
        text = " ".join(f"name{number:03}" for number in range(words)) + "\n"
        layer = make_assignment(make_task(project, text), alice)
        for number in range(words):
            span = make_span(layer, person, f"name{number:03}")
            if number % 3 == 0:
                Review.objects.create(
                    assignment=layer,
                    span=span,
                    span_uid=span.uid,
                    span_version=1,
                    decision="accepted",
                    reviewer=bob,
                )
        layer.submit(alice)
        with statements(12):
            answer = client.get(page(layer))
        assert answer.content.decode().count('class="entry') == words
        data = fields_of(layer.spans.order_by("-pk")[0], "rejected")
        with statements(17):
            assert send(client, layer, "decide", data).status_code == 200


def test_next_and_previous_lead_to_what_waits_in_the_project(
    project: Project, layer: Assignment, alice: User, bob: User, charlie: User, client_of: ClientOf
) -> None:
    make_assignment(make_task(project), alice, Assignment.State.ACCEPTED)
    later = make_assignment(make_task(project), alice, Assignment.State.SUBMITTED)
    make_assignment(make_task(Project.objects.get(slug="elsewhere")), charlie, Assignment.State.SUBMITTED)
    client = client_of(bob)
    content = client.get(page(layer)).content.decode()
    assert f'href="{page(later)}" rel="next"' in content
    assert 'rel="prev"' not in content
    content = client.get(page(later)).content.decode()
    assert f'href="{page(layer)}" rel="prev"' in content
    assert 'rel="next"' not in content


def test_django_s_own_form_cannot_be_reached(layer: Assignment, bob: User, client_of: ClientOf) -> None:
    quoted = "".join(f"_{ord(digit):X}" for digit in str(layer.pk))
    client = client_of(bob)
    answer = client.post(f"/admin/annotator/assignment/{quoted}/change/", {"state": "accepted"})
    assert answer.status_code == 404
    assert client.post(page(layer), {"state": "accepted"}).status_code == 405
    assert client.get("/admin/annotator/assignment/add/").status_code == 403
    assert client.post(f"/admin/annotator/assignment/{layer.pk}/delete/", {"post": "yes"}).status_code == 403
    layer.refresh_from_db()
    assert layer.state == "submitted"


def test_corrections_of_other_people_s_spans_are_not_shown(
    layer: Assignment, span: Span, claim: Label, bob: User, client_of: ClientOf, jonas: User
) -> None:
    other = make_assignment(layer.task, jonas, "submitted")
    client = client_of(bob)
    send(client, layer, "decide", fields_of(span, "corrected", label=claim.pk))
    assert " gold" in client.get(page(layer)).content.decode()
    assert not re.search(r"<mark[^>]* gold", client.get(page(other)).content.decode())
