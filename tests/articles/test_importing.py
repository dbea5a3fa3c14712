"""Drafts become articles, many at once; what is known already is recognised, and nothing else is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from articles.importing import BATCH, Importer, Stored
from articles.models import Article, ArticleVersion, Source, Story
from articles.reading import Cut, Draft, Refused
from articles.search import search
from tests.conftest import Statements
from tests.factory import make_article

TEXT = "A crane fell.\n\nClose\n\nNobody was hurt.\n"


def draft(text: str = TEXT, **fields: Any) -> Draft:
    return Draft(**{"text": text, "title": "Crane falls", "raw": b"raw", "raw_name": "crane.txt", **fields})


def store(*drafts: Draft, known: QuerySet[Article] | None = None) -> list[Stored]:
    everything = Article.objects.all() if known is None else known
    with transaction.atomic():
        return [one for batch in Importer(everything, everything).store(drafts) for one in batch]


@pytest.fixture(autouse=True)
def database(db: None) -> None: ...


def test_what_a_draft_says_is_stored_without_what_is_cut() -> None:
    from_page = draft(
        cuts=[Cut(15, 22, "a button")],
        source="Veldt Post",
        story="Harbour",
        url="https://veldt.example/1",
        byline="Ida Brandt",
        language="en",
        line=7,
    )
    [one] = store(from_page)
    assert one.is_new
    assert one.twin is None
    article = Article.objects.get()
    assert (article.title, article.byline, article.language) == ("Crane falls", "Ida Brandt", "en")
    assert (str(article.source), str(article.story), article.url) == (
        "Veldt Post",
        "Harbour",
        "https://veldt.example/1",
    )
    version = article.versions.get()
    assert version.text == "A crane fell.\n\nNobody was hurt.\n"
    assert (version.number, bytes(version.raw), version.raw_name) == (1, b"raw", "crane.txt:7")


def test_a_draft_that_is_cut_to_what_nobody_sees_is_refused() -> None:
    with pytest.raises(Refused, match="everything is cut out"):
        store(draft("Close\n\n\u200b\n", cuts=[Cut(0, 5, "a button")]))
    assert not Article.objects.exists()


def test_an_address_alone_makes_no_text_another_one_of_an_article() -> None:
    here = "https://veldt.example/1"
    assert [one.is_new for one in store(draft("One.\n", url=here), draft("Two.\n", url=here))] == [True, True]


def test_what_is_missing_is_empty() -> None:
    store(draft())
    article = Article.objects.get()
    assert (article.source, article.story, article.published_on, article.published_time) == (
        None,
        None,
        None,
        None,
    )
    assert (article.url, article.byline, article.language) == ("", "", "")


def test_the_same_text_of_the_same_source_is_skipped_and_the_first_is_named() -> None:
    first = make_article(TEXT, source="Veldt Post", title="The first")
    [one] = store(draft(source="VELDT POST", title="Another title"))
    assert not one.is_new
    assert (one.article.pk, one.article.title, str(one.article.source)) == (
        first.pk,
        "The first",
        "Veldt Post",
    )
    assert Article.objects.count() == 1


def test_the_same_text_of_no_source_is_skipped_too() -> None:
    first = make_article(TEXT)
    assert [one.article.pk for one in store(draft(), draft())] == [first.pk, first.pk]


def test_the_same_words_of_another_source_are_kept_and_linked() -> None:
    first = make_article(TEXT, source="Veldt Post")
    [one] = store(draft(source="Coast Times"))
    assert one.is_new
    assert one.twin == first
    assert Article.objects.get(pk=one.article.pk).same_text_as == first
    assert list(first.same_texts.all()) == [one.article]


def test_drafts_that_come_together_are_compared_too() -> None:
    first, again, other = store(
        draft(source="Veldt Post"), draft(source="Veldt Post"), draft(source="Coast Times")
    )
    assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
    assert again.article.pk == first.article.pk
    assert Article.objects.get(pk=other.article.pk).same_text_as_id == first.article.pk


def test_it_is_the_kept_text_that_is_compared() -> None:
    first = make_article("A crane fell.\n\nNobody was hurt.\n")
    [one] = store(draft(cuts=[Cut(15, 22, "")]))
    assert one.article.pk == first.pk


def test_an_older_version_of_an_article_is_recognised() -> None:
    article = make_article(TEXT)
    article.add_version("Corrected.\n")
    assert [one.article.pk for one in store(draft())] == [article.pk]


def test_an_article_that_is_not_known_is_as_if_it_were_not_there() -> None:
    hidden = make_article(TEXT, source="Veldt Post", story="Harbour")
    one, other = store(
        draft(source="Veldt Post", story="Harbour"),
        draft(source="Coast Times"),
        known=Article.objects.exclude(pk=hidden.pk),
    )
    assert one.is_new
    assert one.twin is None
    assert other.twin == one.article
    assert Article.objects.filter(same_text_as=hidden).count() == 0
    assert Story.objects.filter(title="Harbour").count() == 2


def test_sources_are_one_whatever_their_case() -> None:
    make_article("Else.\n", source="Véldt Post")
    store(draft("1\n", source="VÉLDT post"), draft("2\n", source="véldt post"), draft("3\n", source="New"))
    assert sorted(Source.objects.values_list("name", flat=True)) == ["New", "Véldt Post"]


def test_stories_are_found_by_title_among_the_known_ones() -> None:
    story = make_article("Else.\n", story="Harbour").story
    store(draft("1\n", story="harbour"), draft("2\n", story="Storm"), draft("3\n", story="storm"))
    assert Article.objects.filter(story=story).count() == 2
    assert Story.objects.filter(title__iexact="storm").get().articles.count() == 2


def test_what_is_stored_is_found_by_its_words() -> None:
    [one] = store(draft("The quay of Veldt.\n", title="Berths closed"))
    assert [article.pk for article in search(Article.objects.all(), "quay berths")] == [one.article.pk]


def test_a_draft_of_which_nothing_is_left_stores_nothing_at_all() -> None:
    with pytest.raises(Refused, match=r"crane\.txt, line 3: everything is cut out"):
        store(draft("1\n"), draft(cuts=[Cut(0, len(TEXT), "")], line=3))
    assert not Article.objects.exists()


def test_a_reader_that_refuses_half_way_stores_nothing_at_all() -> None:
    def rows() -> Iterator[Draft]:
        for number in range(BATCH + 1):
            yield draft(f"{number}\n")
        raise Refused("rows.csv", "broken", 41)

    with pytest.raises(Refused), transaction.atomic():
        for _ in Importer(Article.objects.all(), Article.objects.all()).store(rows()):
            pass
    assert (Article.objects.count(), ArticleVersion.objects.count(), Source.objects.count()) == (0, 0, 0)


def test_later_batches_know_the_earlier_ones() -> None:
    drafts = [draft(f"{number % BATCH}\n") for number in range(2 * BATCH)]
    stored = store(*drafts)
    assert [one.is_new for one in stored] == [True] * BATCH + [False] * BATCH


def test_a_batch_takes_a_fixed_number_of_statements(statements: Statements) -> None:
    drafts = [draft(f"{number}\n", source=f"Source {number % 3}", story="Harbour") for number in range(60)]
    with statements(most=13):
        store(*drafts)
    assert Article.objects.count() == 60
