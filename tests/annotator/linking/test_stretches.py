"""A name of several stretches (“Omar and Ada Marlow”) is the words of these alone, whoever reads it."""

import pytest

from annotator.bank import spellings_of
from annotator.linking import candidates_for
from annotator.models import Assignment, Entity, Label, Span, Task, User
from annotator.models.splitting import split
from annotator.names import key
from tests.annotator.linking.conftest import Post
from tests.conftest import ClientOf
from tests.factory import make_span

NAME = "Mustafa Kadhimi"


@pytest.fixture
def spans(layer: Assignment, person: Label, alice: User) -> list[Span]:
    """Spans of “Mustafa … Kadhimi”, each with another of the text's Kadhimis."""
    text, made = layer.version.text, []
    first = text.index("Mustafa")
    last = -1
    for _ in range(3):
        last = text.index("Kadhimi", last + 1)
        span = make_span(layer, person, text[first : last + len("Kadhimi")])
        ranges = [(first, first + len("Mustafa")), (last, last + len("Kadhimi"))]
        made.append(span.change(actor=alice, seen=span.version, ranges=ranges))
    return made


def test_its_spelling_is_known_as_long_as_one_link_says_it(
    post: Post, spans: list[Span], kadhimi: Entity
) -> None:
    for span in spans[:2]:
        assert post(span, "link", entity=kadhimi.pk).status_code == 200
    assert post(spans[0], "unlink").status_code == 200
    assert kadhimi.aliases.filter(name=NAME).exists()
    post(spans[1], "unlink")
    assert not kadhimi.aliases.filter(name=NAME).exists()


def test_its_mentions_are_not_looked_for_by_what_stands_between(
    post: Post, spans: list[Span], kadhimi: Entity, alice: User, client_of: ClientOf
) -> None:
    post(spans[0], "link", entity=kadhimi.pk)
    url = f"/projects/harbour/articles/{spans[0].assignment.task.article_id}/mentions/"
    answer = client_of(alice).get(url, {"span": str(spans[0].uid), "scope": "story"})
    assert answer.status_code == 409
    assert "This span has several stretches." in answer.content.decode()


def test_its_links_in_the_story_speak_for_an_entity(
    post: Post, task: Task, spans: list[Span], kadhimi: Entity, alice: User
) -> None:
    for span in spans[:2]:
        post(span, "link", entity=kadhimi.pk)
    task.project.held = frozenset()
    [first, *_] = candidates_for(spans[2], task, alice)
    assert (first.entity, first.why) == (kadhimi, "linked so 2 times in this story")


def test_it_is_shown_and_split_off_by_its_own_words(
    post: Post, spans: list[Span], kadhimi: Entity, mary: User
) -> None:
    for span in spans[:2]:
        post(span, "link", entity=kadhimi.pk)
    [spelling], _sources = spellings_of(Span.objects.filter(entity=kadhimi))
    assert (spelling.form, spelling.number) == (NAME, 2)
    new = split(kadhimi, [key(NAME)], NAME, actor=mary)
    assert set(Span.objects.filter(entity=new)) == set(spans[:2])
