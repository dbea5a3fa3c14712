"""Every occurrence: where the same words stand, and tagging them in one step."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from annotator.models import Assignment, Edit, Label, Project, Span, Task, User
from annotator.occurrences import Place, inside, joined, occurrences, surroundings
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_span, make_task
from tests.hostile import hostile_texts, ranges_in
from tests.pages import HTMX, words

places = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda place: (place[0], sum(place)))
TEXT = "Al-Hakim met al-Hakim’s aides. Hakims stayed; al-Ḥakīm left. “al-Hakim”, al Hakim\n"


@pytest.mark.parametrize(
    ("words", "exact", "found"),
    [
        ("al-Hakim", True, ["al-Hakim", "al-Hakim"]),
        ("“al-Hakim”,", True, ["al-Hakim", "al-Hakim"]),
        ("al-hakim", False, ["Al-Hakim", "al-Hakim", "al-Ḥakīm", "al-Hakim", "al Hakim"]),
        ("Haki", False, []),
        ("…", True, []),
        ("“", True, ["“"]),
    ],
)
def test_whole_words_are_found_exactly_or_folded(words: str, exact: bool, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in occurrences(TEXT, words, exact=exact)] == found


def test_words_of_any_length_and_with_any_marks_are_found_again() -> None:
    words = "He said “seven* or -six", '"or more" ' + "and more " * 200
    text = f"{words[0]}; {words[1]}; {words[0]}.\n"
    assert [text[start:end] for start, end in occurrences(text, words[0])] == [words[0]] * 2
    assert len(occurrences(text, words[1])) == 1


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("Met al-Hakim today", "Hakim", "al-Hakim"),
        ("Veldt-backed men", "Veldt", "Veldt-backed"),
        ("a non\u2011Veldt-backed man", "Veldt", "non\u2011Veldt-backed"),
        ("Hakim’s aides - Hakim", "Hakim", "Hakim"),
        ("- Hakim -", "Hakim", "Hakim"),
    ],
)
def test_hyphens_join_words(text: str, words: str, whole: str) -> None:
    start = text.index(words)
    assert text[slice(*joined(text, start, start + len(words)))] == whole


@given(st.lists(places), st.lists(places))
def test_a_part_is_told_with_a_span_that_holds_it(found: list[Place], spans: list[Place]) -> None:
    told = inside(sorted(found), sorted(spans, key=lambda span: (span[0], -span[1])))
    for place in found:
        holders = [span for span in spans if span[0] <= place[0] and place[1] <= span[1]]
        assert (place in told) == bool(set(holders) - {place})
        assert place not in told or told[place] in holders


@given(st.data(), hostile_texts)
def test_places_are_in_the_text_in_order_and_apart(data: st.DataObject, text: str) -> None:
    start, end = data.draw(ranges_in(text))
    exact, folded = (occurrences(text, text[start:end], exact=exact) for exact in (True, False))
    assert set(exact) <= set(folded)
    borders = [border for place in folded for border in place]
    assert borders == sorted(borders)
    assert all(0 <= left < right <= len(text) for left, right in folded)


@pytest.fixture
def span(task: Task, alice: User, person: Label) -> Span:
    return make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), person, "Ada Marlow")


def url(task: Task, path: str = "") -> str:
    return f"/projects/{task.project.slug}/articles/{task.article_id}/occurrences/{path}"


def tag(client_of: ClientOf, user: User, task: Task, label: Label, hits: str, **fields: Any) -> Any:
    data = {"edit": uuid.uuid4(), "label": label.pk, "hits": hits, **fields}
    return client_of(user).post(url(task, "tag/"), data, headers=HTMX)


def test_the_preview_marks_what_is_tagged_already(
    client_of: ClientOf, alice: User, span: Span, task: Task
) -> None:
    page = client_of(alice).get(url(task), {"span": str(span.uid), "scope": "article"}).content.decode()
    assert page.count("data-hit") == 2
    assert page.count("data-hit disabled") == 1


def test_the_preview_does_not_tick_what_is_a_part_of_more(
    client_of: ClientOf, alice: User, project: Project, person: Label
) -> None:
    task = make_task(project, "Hakim met Omar Hakim, al-Hakim and Hakim’s aide.\n")
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    make_span(layer, person, "Omar Hakim")
    span = make_span(layer, person, "Hakim")
    page = client_of(alice).get(url(task), {"span": str(span.uid), "scope": "article"}).content.decode()
    words = [" ".join(hit.text_content().split()) for hit in html.fromstring(page).cssselect(".occurrence")]
    assert [said.rpartition("aide.")[2].strip() for said in words] == [
        "tagged",
        "part of “Omar Hakim”",
        "part of “al-Hakim”",
        "",
    ]
    assert page.count("data-hit checked") == 1


def test_what_carries_another_label_is_told_and_changes_with_a_span_that_had_it(
    client_of: ClientOf, alice: User, project: Project, person: Label, claim: Label
) -> None:
    """Else a second label would stand on each of the same words, and the first be left to delete by hand."""
    place, office = make_label(project, "Place"), make_label(project, "Office")
    task = make_task(project, "Veldt fell; Veldt burnt; Veldt stood; Veldt fled.\n")
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    span = make_span(layer, person, "Veldt")
    for occurrence, label in ((2, person), (3, office), (4, claim)):
        make_span(layer, label, "Veldt", occurrence)
    span.change(actor=alice, seen=1, label=place)
    page = client_of(alice).get(url(task), {"span": str(span.uid), "scope": "article"}).content.decode()
    hits = html.fromstring(page).cssselect(".occurrence")
    told = [" ".join(words(state) for state in hit.cssselect(".state")) for hit in hits]
    assert told == ["tagged", "Person → Place", "Office → Place", ""]
    ticked = [bool(hit.cssselect("[checked]")) for hit in hits]
    assert ticked == [False, True, False, True]
    edit = uuid.uuid4()
    for _ in range(2):
        assert tag(client_of, alice, task, place, told_places(task, 12, 37), edit=edit).status_code == 200
    assert labels_there(layer) == ["Place", "Place", "Office", "Claim", "Place"]
    address = f"/projects/{project.slug}/articles/{task.article_id}/undo/"
    client_of(alice).post(address, {"edit": uuid.uuid4()}, headers=HTMX)
    assert labels_there(layer) == ["Place", "Person", "Office", "Claim"]


def told_places(task: Task, *starts: int) -> str:
    """The places of “Veldt” as the form sends them."""
    return " ".join(f"{task.article_id}:{start}-{start + 5}" for start in starts)


def labels_there(layer: Assignment) -> list[str]:
    return list(layer.spans.order_by("start", "pk").values_list("label__name", flat=True))


def test_the_same_tagging_twice_counts_once(
    client_of: ClientOf, alice: User, span: Span, task: Task, person: Label
) -> None:
    edit = uuid.uuid4()
    for _ in range(2):
        assert tag(client_of, alice, task, person, f"{task.article_id}:45-55", edit=edit).status_code == 200
    assert Span.objects.count() == 2
    assert Edit.objects.filter(batch=edit).count() == 1


def test_what_was_tagged_in_other_articles_alone_is_undone_from_where_it_began(
    client_of: ClientOf, alice: User, project: Project, person: Label
) -> None:
    here, there = (make_task(project, "Ada Marlow spoke.\n", story="The port burnt") for _ in range(2))
    make_span(make_assignment(here, alice, Assignment.State.IN_PROGRESS), person, "Ada Marlow")
    assert tag(client_of, alice, here, person, f"{there.article_id}:0-10").status_code == 200
    assert Span.objects.count() == 2
    for step, left in (("undo", 1), ("redo", 2), ("undo", 1), ("undo", 0)):
        address = f"/projects/{project.slug}/articles/{here.article_id}/{step}/"
        client_of(alice).post(address, {"edit": uuid.uuid4()}, headers=HTMX)
        assert Span.objects.count() == left


def test_an_undo_that_is_sent_twice_takes_back_no_second_step(
    client_of: ClientOf, alice: User, project: Project, person: Label
) -> None:
    here, there = (make_task(project, "Ada Marlow spoke.\n", story="The port burnt") for _ in range(2))
    make_span(make_assignment(here, alice, Assignment.State.IN_PROGRESS), person, "Ada Marlow")
    tag(client_of, alice, here, person, f"{there.article_id}:0-10")
    for state, left in (("submitted", 2), ("in_progress", 1)):
        Assignment.objects.filter(task=there).update(state=state)
        edit = uuid.uuid4()
        answers = [
            client_of(alice).post(
                f"/projects/{project.slug}/articles/{here.article_id}/undo/",
                {"edit": edit},
                headers=HTMX,
            )
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert Span.objects.count() == left
        if state == "submitted":  # What stays is told twice, too.
            assert all("1 place in another article stays" in answer.content.decode() for answer in answers)


def test_many_places_are_tagged_without_a_script(
    client_of: ClientOf, alice: User, project: Project, person: Label
) -> None:
    task = make_task(project, "Ada; " * 1_200 + "\n")
    make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    hits = [f"{task.article_id}:{start}-{start + 3}" for start in range(0, 6_000, 5)]
    data = {"edit": uuid.uuid4(), "label": person.pk, "hits": hits}
    assert client_of(alice).post(url(task, "tag/"), data).status_code == 302
    assert Span.objects.count() == 1_200


def test_no_more_are_ticked_than_are_tagged_at_once(
    client_of: ClientOf, alice: User, project: Project, person: Label, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("forms", "views"):
        monkeypatch.setattr(f"annotator.{module}.occurrences.MOST_AT_ONCE", 3)
    task = make_task(project, "Ada; Ada; Ada; Ada; Ada; Ada\n")
    span = make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), person, "Ada")
    page = client_of(alice).get(url(task), {"span": str(span.uid), "scope": "article"}).content.decode()
    assert page.count("data-hit checked") == 3
    assert "At most 3 places are tagged at once." in page
    hits = " ".join(f"{task.article_id}:{start}-{start + 3}" for start in range(5, 25, 5))
    answer = tag(client_of, alice, task, person, hits)
    assert answer.status_code == 400
    assert "4 places are ticked, and at most 3 are tagged at once" in answer.content.decode()


def test_a_span_of_several_stretches_is_not_looked_for(
    client_of: ClientOf, alice: User, span: Span, task: Task
) -> None:
    span.change(actor=alice, seen=1, ranges=[(0, 3), (4, 10)])
    answer = client_of(alice).get(url(task), {"span": str(span.uid), "scope": "article"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert "several stretches" in answer.content.decode()


def test_without_a_script_the_ticked_places_are_tagged(
    client_of: ClientOf, alice: User, span: Span, task: Task, person: Label
) -> None:
    client = client_of(alice)
    asked = {"span": str(span.uid), "scope": "article"}
    page = html.fromstring(client.get(url(task), asked).content.decode())
    fields = dict(page.forms[-1].form_values())
    answer = client.post(url(task, "tag/"), fields)
    assert answer.status_code == 302
    assert Span.objects.count() == 2


def test_articles_out_of_the_story_are_out_of_reach(
    client_of: ClientOf, alice: User, span: Span, task: Task, person: Label, project: Project
) -> None:
    other = make_task(project, "Ada Marlow again.\n")
    assert tag(client_of, alice, task, person, f"{other.article_id}:0-10").status_code == 404
    assert Span.objects.count() == 1


@pytest.mark.parametrize("hits", ["", "1", "1:2", "1:5-", "x:1-2", "1:1-2,1:3-4"])
def test_malformed_hits_are_refused(
    client_of: ClientOf, alice: User, span: Span, task: Task, person: Label, hits: str
) -> None:
    assert tag(client_of, alice, task, person, hits).status_code == 400


@pytest.mark.parametrize("articles", [1, 12])
def test_a_preview_over_a_story_takes_a_fixed_number_of_queries(
    statements: Statements, client_of: ClientOf, alice: User, person: Label, project: Project, articles: int
) -> None:
    tasks = [make_task(project, "Ada Marlow spoke.\n", story="The port") for _ in range(articles)]
    span = make_span(make_assignment(tasks[0], alice, Assignment.State.IN_PROGRESS), person, "Ada Marlow")
    client = client_of(alice)
    with statements(most=10):
        page = client.get(url(tasks[0]), {"span": str(span.uid), "scope": "story"})
    assert page.content.count(b"data-hit") == articles


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (3, ("… ", " …")),
        (9, ("… struck ", " late on …")),
        (14, ("… drone struck ", " late on …")),
        (99, ("A drone struck ", " late on Sunday.")),
    ],
)
def test_what_stands_around_is_cut_at_words(most: int, shown: tuple[str, str]) -> None:
    text = "A drone struck Veldt late on Sunday."
    assert surroundings(text, 15, 20, most) == shown


@given(hostile_texts, st.data(), st.integers(1, 20))
def test_what_stands_around_stands_there(text: str, data: st.DataObject, most: int) -> None:
    start, end = data.draw(ranges_in(text))
    before, after = surroundings(text, start, end, most)
    assert text[:start].endswith(before.removeprefix("… "))
    assert text[end:].startswith(after.removesuffix(" …"))
