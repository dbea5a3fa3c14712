"""Another text of one source at one address is a new version of its article, and nothing else is."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from articles.importing import BATCH, Difference, Importer, Stored, address_of
from articles.models import Article, ArticleVersion, Story
from articles.reading import Draft
from articles.reading.drafts import clean_field
from articles.search import search
from tests.conftest import Statements
from tests.factory import make_article

URL = "https://veldt.example/1"
SIX = "Six guards were hurt.\n"
SEVEN = "Seven guards were hurt.\n"


def draft(text: str = SEVEN, **fields: Any) -> Draft:
    known = {
        "title": "Crane falls",
        "source": "Veldt Post",
        "url": URL,
        "raw": b"raw",
        "raw_name": "crane.txt",
    }
    return Draft(**{"text": text, **known, **fields})


def store(*drafts: Draft, changeable: QuerySet[Article] | None = None) -> list[Stored]:
    everything = Article.objects.all()
    with transaction.atomic():
        importer = Importer(everything, everything if changeable is None else changeable)
        return [one for batch in importer.store(drafts) for one in batch]


def texts(article: Article) -> list[tuple[int, str]]:
    return list(article.versions.values_list("number", "text"))


@pytest.fixture
def standing(db: None) -> Article:
    return make_article(SIX, source="Veldt Post", url=URL, title="Crane falls")


def test_another_text_at_the_address_is_the_next_version(standing: Article) -> None:
    [one] = store(draft(line=3))
    assert (one.article.pk, one.number, one.is_new, one.is_changed) == (standing.pk, 2, False, True)
    assert texts(standing) == [(1, SIX), (2, SEVEN)]
    version = standing.versions.get(number=2)
    assert (bytes(version.raw), version.raw_name) == (b"raw", "crane.txt:3")
    assert Article.objects.count() == 1


def test_the_newest_text_is_the_one_that_is_found(standing: Article) -> None:
    store(draft(), draft("Eight guards were hurt.\n"))
    found = {word: search(Article.objects.all(), word).count() for word in ("six", "seven", "eight", "crane")}
    assert found == {"six": 0, "seven": 0, "eight": 1, "crane": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"url": ""},
        {"url": URL + "/"},
        {"url": URL.upper()},
        {"source": ""},
        {"source": "Coast Times"},
    ],
)
def test_another_address_or_source_or_none_is_another_article(
    standing: Article, other: dict[str, str]
) -> None:
    [one] = store(draft(**other))
    assert one.is_new
    assert texts(standing) == [(1, SIX)]


def test_without_address_or_source_on_either_side_nothing_is_the_same(db: None) -> None:
    make_article(SIX, source="Veldt Post")
    make_article(SIX, url=URL)
    assert [one.is_new for one in store(draft("1\n", url=""), draft("2\n", source=""))] == [True, True]


@pytest.mark.parametrize(
    "site", ["https://veldt.example", "https://veldt.example/", "HTTP://veldt.example:80/"]
)
def test_the_address_of_a_site_names_no_article(db: None, site: str) -> None:
    make_article(SIX, source="Veldt Post", url=site)
    assert store(draft(url=site))[0].is_new
    assert address_of("Veldt Post", f"{site}?id=7") is not None


def test_a_source_is_the_same_in_any_case(standing: Article) -> None:
    assert store(draft(source="VELDT POST"))[0].number == 2


@pytest.mark.parametrize("text", [SIX, SEVEN])
def test_the_text_of_any_version_is_a_duplicate(standing: Article, text: str) -> None:
    store(draft())
    [one] = store(draft(text))
    assert (one.article.pk, one.number) == (standing.pk, 0)
    assert standing.versions.count() == 2


def test_drafts_of_one_address_are_versions_in_their_order(db: None) -> None:
    first, second, again, third = store(draft("1\n"), draft("2\n"), draft("1\n"), draft("3\n"))
    assert [one.number for one in (first, second, again, third)] == [1, 2, 0, 3]
    assert texts(Article.objects.get()) == [(1, "1\n"), (2, "2\n"), (3, "3\n")]


def test_a_later_batch_goes_on_with_the_numbers(standing: Article) -> None:
    others = [draft(f"{number}\n", url=f"{URL}/{number}") for number in range(BATCH - 1)]
    stored = store(draft(), *others, draft("Eight.\n"))
    assert (stored[0].number, stored[-1].number) == (2, 3)


def test_the_first_of_several_articles_at_an_address_gets_the_text(standing: Article) -> None:
    make_article("As it was stored before.\n", source="Veldt Post", url=URL)
    assert store(draft())[0].article.pk == standing.pk


def test_what_may_not_be_changed_stays_and_an_article_of_its_own_is_made(standing: Article) -> None:
    [one] = store(draft(), changeable=Article.objects.none())
    assert one.is_new
    assert texts(standing) == [(1, SIX)]


def test_what_is_known_of_the_article_stays_and_what_is_said_otherwise_is_told(db: None) -> None:
    given: dict[str, Any] = {
        "title": "Crane falls",
        "byline": "Ida Brandt",
        "published_on": date(2021, 11, 8),
        "language": "en",
    }
    article = make_article(SIX, source="Veldt Post", url=URL, story="Harbour", **given)
    brought: dict[str, Any] = {
        "title": "Crane fell",
        "byline": "Ida B.",
        "published_on": date(2021, 11, 9),
        "language": "en",
    }
    [one] = store(draft(story="Storm", published_time=time(6), **brought))
    assert one.differences == [
        Difference("title", "Crane falls", "Crane fell"),
        Difference("byline", "Ida Brandt", "Ida B."),
        Difference("published_on", "2021-11-08", "2021-11-09"),
        Difference("story", "Harbour", "Storm"),
    ]
    article.refresh_from_db()
    assert {name: getattr(article, name) for name in given} == given
    assert (article.published_time, str(article.story)) == (None, "Harbour")


def test_what_was_missing_of_the_article_is_filled_in(standing: Article) -> None:
    fields: dict[str, Any] = {
        "byline": "Ida Brandt",
        "published_on": date(2021, 11, 8),
        "published_time": time(6),
        "language": "en",
    }
    [one] = store(draft(story="Harbour", **fields))
    assert one.differences == []
    standing.refresh_from_db()
    assert {name: getattr(standing, name) for name in fields} == fields
    assert str(standing.story) == "Harbour"


def test_a_time_is_compared_on_the_same_day_alone(db: None) -> None:
    day = date(2021, 11, 8)
    make_article(
        SIX, source="Veldt Post", url=URL, title="Crane falls", published_on=day, published_time=time(6)
    )
    [one] = store(draft(published_on=day, published_time=time(7)))
    assert one.differences == [Difference("published_time", "06:00:00", "07:00:00")]


def test_the_words_of_another_source_are_linked(standing: Article) -> None:
    wire = make_article(SEVEN, source="Wire")
    [one] = store(draft())
    assert (one.number, one.twin) == (2, wire)
    standing.refresh_from_db()
    assert standing.same_text_as == wire


def linked() -> list[tuple[str, str]]:
    """The sources of the articles that are linked to one of the same words, each with that one's."""
    pairs = Article.objects.exclude(same_text_as=None).order_by("pk")
    return list(pairs.values_list("source__name", "same_text_as__source__name"))


def test_an_article_with_other_words_is_linked_by_those(standing: Article) -> None:
    first = make_article(SIX, source="Coast Times")
    Article.objects.filter(pk=standing.pk).update(same_text_as=first)
    make_article(SEVEN, source="Wire")
    store(draft())
    assert linked() == [("Veldt Post", "Wire")]
    store(draft("Eight.\n"))
    assert linked() == []


def test_what_was_linked_to_an_article_is_not_once_that_has_other_words(standing: Article) -> None:
    store(draft(SIX, source="Coast Times"), draft(SIX, source="Wire"))
    assert linked() == [("Coast Times", "Veldt Post"), ("Wire", "Veldt Post")]
    store(draft(), draft(source="Wire"))
    assert linked() == [("Wire", "Veldt Post")]


def test_words_that_an_article_had_before_link_nothing(standing: Article) -> None:
    store(draft())
    [one] = store(draft(SIX, source="Coast Times"))
    assert (one.number, one.twin, linked()) == (1, None, [])


def test_words_that_an_article_has_until_this_very_import_link_nothing(standing: Article) -> None:
    changed, one = store(draft(), draft(SIX, source="Coast Times"))
    assert (changed.number, one.number, one.twin, linked()) == (2, 1, None, [])


def test_texts_that_come_together_are_linked_by_the_last_of_each_address(db: None) -> None:
    others = {"source": "Wire", "url": "https://wire.example/1"}
    store(draft(SIX), draft(SIX, **others), draft(SEVEN), draft(SIX, source="Coast Times", url=""))
    assert linked() == [("Coast Times", "Wire")]
    store(draft(SEVEN, **others))
    assert linked() == [("Wire", "Veldt Post")]


def test_a_story_that_no_article_takes_is_not_made(db: None) -> None:
    make_article(SIX, source="Veldt Post", url=URL, story="Harbour")
    changed, known, new = store(
        draft(story="Storm"), draft(SIX, story="Gale"), draft("1\n", url="", story="Sea")
    )
    assert (changed.number, known.number, new.number) == (2, 0, 1)
    assert sorted(Story.objects.values_list("title", flat=True)) == ["Harbour", "Sea"]


def test_a_batch_takes_a_fixed_number_of_statements(statements: Statements) -> None:
    for number in range(60):
        make_article(f"{number}\n", source=f"Source {number % 3}", url=f"{URL}/{number}")
    changed = [
        draft(f"{number} more\n", source=f"Source {number % 3}", url=f"{URL}/{number}", byline="Ida Brandt")
        for number in range(60)
    ]
    with statements(most=12):
        assert {one.number for one in store(*changed)} == {2}
    assert ArticleVersion.objects.count() == 120


LONGEST = "https://veldt.example/" + "".join(chr(0x4E00 + 7919 * n % 20_000) for n in range(1978))


def test_an_address_of_any_script_is_stored_and_found(db: None) -> None:
    """Of characters that hardly can be made shorter, as many as are taken."""
    assert clean_field("url", LONGEST) == LONGEST
    store(draft("1\n", url=LONGEST))
    assert store(draft("2\n", url=LONGEST))[0].number == 2


@pytest.mark.django_db(transaction=True)
def test_an_address_that_stands_there_keeps_the_index_from_nothing() -> None:
    """Other indexes of PostgreSQL than this one take at most 2,704 bytes, and these are 5,956."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("articles", "0002_indexedtext")])
        article = make_article(SIX, source="Veldt Post", url=LONGEST)
    finally:
        MigrationExecutor(connection).migrate(leaves)
    assert store(draft(url=LONGEST))[0].article == article


@pytest.mark.usefixtures("standing")
def test_addresses_are_looked_up_in_the_index() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # Of a few rows it would rather read all, one way or another.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    for urls in ([URL], [URL, f"{URL}/2", LONGEST]):
        assert "article_url" in Article.objects.filter(url__in=urls).explain()
