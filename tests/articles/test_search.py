"""What is found. The whole suite runs on SQLite and on PostgreSQL: fixed answers are the same answers."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search import IndexedText, index_versions, search
from tests.factory import make_article

TEXTS = {
    "drone": "Six injured in drone attack\n\nThe premier, Mustafa al-Kadhimi, was unharmed. Six guards fell.",
    "denial": "Nobody hurt, says ministry\n\nNo guard was injured; six panes broke in the café — at 1,000 m.",
    "arabic": "هجوم بطائرة مسيّرة\n\nأصيب ستة حراس في الهجوم على منزل مصطفى الكاظمي يوم ١٢ نوفمبر.",
    "persian": "حمله پهپادی به خانهٔ نخست‌وزیر\n\nشش محافظ زخمی شدند؛ او می‌گوید کتاب را خوانده است.",
    "chinese": "无人机袭击\n\n六名警卫在北京受伤。",
    "greek": "Ο ΟΔΟΣ και ο Ἀχιλλεύς; straße, İstanbul, ﬁle, 𝐀da 🚁",
}


def found(query: str) -> str:
    """The titles of what is found, in the order of TEXTS."""
    return " ".join(search(Article.objects.all(), query).order_by("pk").values_list("title", flat=True))


@pytest.fixture
def articles(db: None) -> None:
    for title, text in TEXTS.items():
        make_article(text, title=title)


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("six", "drone denial"),
        ("SIX Guards", "drone"),
        ("guard", "denial"),
        ("guard*", "drone denial"),
        ("gua* ministr*", "denial"),
        ('"six guards"', "drone"),
        ('"six injured"', "drone"),
        ('"injured six"', "denial"),
        ('"six gua"', ""),
        ("al-Kadhimi", "drone"),
        ("Kadhimi", "drone"),
        ("cafe", "denial"),
        ("CAFÉ", "denial"),
        ("1,000", "denial"),
        ("1 000", "denial"),
        ("1000", ""),
        ("drone", "drone"),
        ("denial", "denial"),
        ("denial nobody", "denial"),
        ('"denial nobody"', ""),
        ("مسيرة", "arabic"),
        ("الكاظمي", "arabic"),
        ("الکاظمی", "arabic"),
        ("حراس ستة", "arabic"),
        ("مصطفـــى", "arabic"),
        ("١٢", "arabic"),
        ("كتاب", "persian"),
        ("می‌گوید", "persian"),
        ("نخست وزیر", "persian"),
        ("گوید", "persian"),
        ("北京", "chinese"),
        ("京北", ""),
        ("警卫", "chinese"),
        ("οδος", "greek"),
        ("αχιλλευς", "greek"),
        ("STRASSE", "greek"),
        ("istanbul", "greek"),
        ("file ada", "greek"),
        ("🚁", ""),
        ("...", ""),
        ("nowhere", ""),
        ("", "drone denial arabic persian chinese greek"),
        ("  ", "drone denial arabic persian chinese greek"),
        ("six NOT guards", ""),
        ("six OR guards", ""),
        ("body:six", ""),
        ("six')", "drone denial"),
        ("^six", "drone denial"),
        ("six & !guards | (", "drone"),
        ("NEAR(six guards)", ""),
        ("*", ""),
        ("\0six\\", "drone denial"),
    ],
)
def test_what_is_found(query: str, titles: str) -> None:
    assert found(query) == titles


@pytest.mark.usefixtures("articles")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text() | st.text(alphabet="\"'*():&|!<>-\\%_^{}+~ aسn6\0") | st.sampled_from(sorted(TEXTS.values()))
)
def test_any_string_is_a_query(query: str) -> None:
    found(query)


@pytest.mark.usefixtures("articles")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_every_stretch_of_whole_words_is_found_as_a_phrase(title: str, data: st.DataObject) -> None:
    words = TEXTS[title].split()
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    phrase = " ".join(words[start:end]).replace('"', " ")
    if any(character.isalnum() for character in phrase):
        assert title in found(f'"{phrase}"').split()


@pytest.mark.django_db
def test_a_phrase_is_found_late_in_a_long_text() -> None:
    make_article("the dam " * 20_000 + "the last words", title="long")
    assert found('"the last words"') == "long"
    assert found('"dam the last"') == "long"
    assert found('"the words"') == ""


@pytest.mark.django_db
def test_a_word_of_any_length_can_be_stored_and_found() -> None:
    make_article("x" * 5000 + " y", title="base64")
    assert found("x" * 100) == "base64"
    assert found(f'"{"x" * 60}"') == ""


@pytest.mark.django_db
def test_only_the_newest_version_is_found() -> None:
    article = make_article("Seven guards.", title="corrected")
    article.add_version("Six guards.")
    assert found("six") == "corrected"
    assert found("seven") == ""


@pytest.mark.django_db
def test_a_new_title_is_found_once_it_is_indexed() -> None:
    article = make_article("Six guards.", title="old")
    article.title = "fresh"
    article.save()
    index_versions([article.versions.get()])
    assert found("old") == ""
    assert found("fresh six") == "fresh"


@pytest.mark.django_db
def test_a_deleted_article_is_not_found() -> None:
    make_article("Six guards.", title="gone").delete()
    make_article("Six guards.", title="kept")
    assert found("six") == "kept"
    assert IndexedText.objects.count() == 1


@pytest.mark.django_db
def test_many_versions_are_indexed_with_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    versions = [make_article("Six guards.").versions.get() for _ in range(40)]
    with django_assert_num_queries(1):
        index_versions(versions)


@pytest.mark.django_db
def test_other_rows_are_kept_by_their_article() -> None:
    article = make_article("Six guards.", title="drone")
    rows = search(IndexedText.objects.all(), "six", article="article")
    assert [row.article_id for row in rows] == [article.pk]


@pytest.mark.django_db(transaction=True)
def test_the_index_can_be_taken_back_and_is_filled_when_made_again() -> None:
    article = make_article("Seven guards.", title="drone")
    article.add_version("Six guards.")
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()  # what rests on the index comes back too
    for targets in ([("articles", "0001_initial")], leaves):
        MigrationExecutor(connection).migrate(targets)
    assert found("six") == "drone"
    assert found("seven") == ""
