"""The sample project: it is what it says, and it holds what is hard about real articles."""

import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from annotator.management.commands import load_sample
from annotator.models import (
    Alias,
    Assignment,
    Claim,
    Edit,
    Entity,
    Event,
    Label,
    Placement,
    Project,
    Reading,
    Review,
    Span,
    Statement,
    Task,
    User,
)
from articles.models import Article, ArticleVersion, Source, Story
from articles.search import search

SPELLINGS = {
    "head of port security": {"Ghaslani", "Qaslani", "Ghaslany", "غسلانی"},
    "minister of ports": {"Qadhwari", "Qadwari", "Kadwari", "قذواری"},
    "director of the dam": {"Milichan", "Milic\u0301an", "Milican", "Militchan"},
    "the dam": {"Orlovets", "Orlovec", "Orlovetz"},
}
CONFLICTS = {
    "injured": {
        "at least seven dockworkers",
        "Six workers",
        "half a dozen of ours",
        "six or seven",
        "شش نفر",
    },
    "missing": {"Two people were missing", "One person is being sought", "at least four people"},
    "day of the strike": {"late on Sunday", "early on Monday", "Sunday, 14 March", "یکشنبه ۲۴ اسفند"},
    "night of the release": {
        "the early hours of 1 October",
        "the night of 30 September",
        "On Friday night",
    },
    "rise of the river": {"2.4 metres", "1.6\u00a0metres", "2,4\u00a0metres", "three metres"},
}
BOILERPLATE = {
    "a close button": r"^\[×\] Close$",
    "a share bar": r"^Share +Tweet +Mail +Print$",
    "reading time": r"3 min read$",
    "a list of the most read": r"^Most read$",
    "related headlines": r"^Related$",
    "a read line": r"^READ: ",
    "a newsletter in mid text": r"^▬▬ .* ▬▬$",
    "a lone zero": r"^[0۰]$",
    "a counter for subscribers": r"^\[You have 3 free articles",
}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load it once: no test here changes it for the next one, each is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_sample", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sample(_loaded: None, db: None) -> Project:
    return Project.objects.get()


def _texts() -> list[str]:
    """The ten texts, by outlet; `test_the_stored_text_is_the_file` proves that they are stored so."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(load_sample.SAMPLE.glob("*/*.txt"))]
    assert len(texts) == 10
    return texts


def _layers() -> Iterator[list[Span]]:
    for assignment in Assignment.objects.all():
        yield list(assignment.spans.in_text_order())


def test_it_loads_two_stories_of_five_outlets_each(sample: Project) -> None:
    assert Task.objects.filter(project=sample).count() == 10
    assert Source.objects.count() == 10
    for story in Story.objects.all():
        assert Article.objects.filter(story=story).values("source").distinct().count() == 5
    assert Story.objects.count() == 2


def test_every_article_has_250_to_500_words() -> None:
    assert {250 <= len(text.split()) <= 500 for text in _texts()} == {True}


def test_the_stored_text_is_the_file(sample: Project) -> None:
    for version in ArticleVersion.objects.all():
        [path] = load_sample.SAMPLE.glob(f"*/{version.raw_name}")
        assert bytes(version.raw) == path.read_bytes()
        assert version.text.encode() == path.read_bytes()


def test_every_title_stands_in_its_text(sample: Project) -> None:
    for version in ArticleVersion.objects.select_related("article"):
        assert version.article.title in version.text


def test_what_an_article_does_not_say_is_empty(sample: Project) -> None:
    assert Article.objects.filter(published_on=None).exists()
    assert Article.objects.filter(byline="").exists()
    assert not Article.objects.filter(language="").exists()


def test_every_quote_stands_where_its_span_says(sample: Project) -> None:
    spans = Span.objects.select_related("assignment__version")
    assert len(spans) > 400
    for span in spans:
        assert span.assignment.version.text[span.start : span.end] == span.quote


def test_every_span_begins_and_ends_with_a_word(sample: Project) -> None:
    for span in Span.objects.select_related("assignment__version"):
        text = span.assignment.version.text
        outside = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
        assert not (outside[0].isalnum() and span.quote[0].isalnum()), span
        assert not (outside[1].isalnum() and span.quote[-1].isalnum()), span


def test_nobody_tagged_the_same_range_twice_with_one_label(sample: Project) -> None:
    for spans in _layers():
        tagged = [(span.label_id, span.start, span.end) for span in spans]
        assert len(tagged) == len(set(tagged))


def test_every_label_can_be_saved_as_it_is_and_is_used(sample: Project) -> None:
    labels = list(sample.labels.exclude(kind=Label.Kind.RELATION))
    assert [label.name for label in labels] == [
        *("Person", "Organization", "Place", "Date", "Quantity", "Event", "Weapon"),
        *("Claim", "Quotation"),
    ]
    for label in labels:
        label.full_clean()
        assert label.description
        assert label.hotkey
        assert label.spans.exists()
    assert len({label.colour for label in labels}) == len(labels)
    assert {label.name for label in labels if label.kind == Label.Kind.CLAIM} == {"Claim", "Quotation"}


def test_claims_say_what_they_say_and_by_whom(sample: Project) -> None:
    claims = Claim.objects.filter(span__assignment__task__project=sample)
    assert claims.count() > 90
    assert claims.filter(quantity_low=7, quantity_high=None, attribution="unnamed").exists()
    assert claims.filter(via="CPA", quantity_low=2).exists()
    for field in ("attribution", "type", "polarity", "certainty"):
        assert claims.exclude(**{field: ""}).order_by().values(field).distinct().count() >= 2
    assert claims.exclude(date_start=None).order_by().values("date_start").distinct().count() > 3


def test_claims_are_joined_to_those_who_say_them(sample: Project) -> None:
    said_by = sample.labels.get(kind=Label.Kind.RELATION)
    assert said_by.name == "said by"
    assert {label.name for label in said_by.from_labels.all()} == {"Claim", "Quotation"}
    assert {label.name for label in said_by.to_labels.all()} == {"Person", "Organization"}
    assert said_by.relations.count() > 20
    for relation in said_by.relations.select_related("source__claim", "target"):
        assert relation.source.claim.attribution == Claim.Attribution.NAMED
        assert relation.source.claim.claimant_id == relation.target.entity_id


def test_two_analysts_worked_on_it(sample: Project) -> None:
    worked = Assignment.objects.filter(task__project=sample, spans__isnull=False)
    amina = worked.filter(annotator__username="amina").distinct()
    jonas = worked.filter(annotator__username="jonas").distinct()
    assert amina.count() == 7
    assert jonas.count() == 6
    assert amina.filter(task__in=jonas.values("task")).count() >= 4


def test_every_state_occurs_and_an_article_is_untouched(sample: Project) -> None:
    states = Assignment.objects.annotators().values_list("state", flat=True)
    assert set(states) == set(Assignment.State.values)
    assert sample.tasks.filter(assignments=None).exists()


def test_what_was_returned_or_refused_says_why(sample: Project) -> None:
    said = Assignment.objects.filter(state__in=["returned", "deferred", "declined"])
    assert said.count() == 3
    assert not said.filter(message="").exists()


def test_the_reviewer_accepted_rejected_and_corrected(sample: Project) -> None:
    assert Review.objects.filter(decision="accepted").count() > 50
    rejected = Review.objects.filter(decision="rejected")
    assert rejected.exists()
    assert not rejected.filter(comment="").exists()
    for review in Review.objects.filter(decision="corrected"):
        assert review.span is not None
        assert review.correction is not None
        assert review.correction.assignment.is_gold
        assert review.correction.derived_from == review.span
        assert (review.correction.quote, review.correction.label) != (review.span.quote, review.span.label)
    assert {review.is_current for review in Review.objects.select_related("span")} == {True}


def test_gold_holds_spans_that_were_missed(sample: Project) -> None:
    missed = Span.objects.filter(assignment__kind=Assignment.Kind.GOLD, derived_from=None)
    assert missed.count() >= 3


def test_an_accepted_layer_keeps_spans_that_nobody_reviewed(sample: Project) -> None:
    assert Span.objects.filter(assignment__state="accepted", review=None).exists()


def test_spans_nest_cross_and_coincide(sample: Project) -> None:
    nested = crossing = same = 0
    for spans in _layers():
        for one, other in combinations(spans, 2):
            if (one.start, one.end) == (other.start, other.end):
                same += 1
            elif other.end <= one.end:
                nested += 1
            elif other.start < one.end:
                crossing += 1
    assert nested > 50
    assert crossing >= 1
    assert same >= 3


def test_a_name_stands_in_a_claim_in_a_quotation(sample: Project) -> None:
    """Three deep somewhere, so that the page has to stack its underlines."""
    depths = [
        sum(span.start <= at < span.end for span in spans)
        for spans in _layers()
        for at in {span.start for span in spans}
    ]
    assert max(depths) >= 3


def test_the_analysts_disagree_on_borders_labels_and_what_to_tag(sample: Project) -> None:
    borders = labels = missed = 0
    for task in sample.tasks.all():
        amina, jonas = (
            list(Span.objects.filter(assignment__task=task, assignment__annotator__username=name))
            for name in ("amina", "jonas")
        )
        if not amina or not jonas:
            continue
        for span in amina:
            touching = [other for other in jonas if other.start < span.end and other.end > span.start]
            alike = [other for other in touching if other.label_id == span.label_id]
            missed += not touching
            borders += bool(alike) and all((o.start, o.end) != (span.start, span.end) for o in alike)
            labels += any(
                (other.start, other.end) == (span.start, span.end) and other not in alike
                for other in touching
            )
    assert borders >= 10
    assert labels >= 1
    assert missed >= 10


def test_every_step_is_written_down(sample: Project) -> None:
    for kind in (Span, Placement, Reading):
        made = Edit.objects.filter(what=kind.WHAT, verb=Edit.Verb.MADE)
        assert made.count() == kind.objects.count() > 0
    verbs = set(Event.objects.filter(project=sample).values_list("verb", flat=True))
    assert {"imported", "submitted", "reviewed", "accepted", "returned", "deferred", "declined"} <= verbs


def test_people_and_places_are_linked_under_several_spellings_in_both_stories(sample: Project) -> None:
    spellings: dict[str, set[str]] = {}
    for span in Span.objects.filter(entity__isnull=False).select_related("entity__merged_into"):
        assert span.entity is not None
        assert span.entity.label_id == span.label_id
        spellings.setdefault(span.entity.standing.name, set()).add(span.quote)
    assert len(spellings["Nadhir al-Ghaslani"]) >= 5
    assert {"Orlovets", "Orlovetz dam"} <= spellings["Orlovets dam"]
    assert len(spellings) == Entity.objects.live().count()
    assert Alias.objects.filter(taught_by__username="jonas").exists()
    assert Entity.objects.exclude(merged_into=None).count() == 1


def test_one_article_runs_right_to_left(sample: Project) -> None:
    [version] = ArticleVersion.objects.filter(article__language="fa")
    letters = [character for character in version.text if character.isalpha()]
    right_to_left = [letter for letter in letters if unicodedata.bidirectional(letter) == "AL"]
    assert len(right_to_left) == len(letters)
    assert "\u200c" in version.text
    assert Span.objects.filter(assignment__version=version).count() > 40


def test_one_article_holds_astral_characters_before_and_inside_spans(sample: Project) -> None:
    [text] = [text for text in _texts() if any(ord(character) > 0xFFFF for character in text)]
    for hard in ("👩🏽\u200d🚒", "🏴", "🇵🇦", "𝗖𝗼𝗿𝗿𝗲𝗰𝘁𝗶𝗼𝗻"):
        assert hard in text
    tagged = Span.objects.filter(assignment__version__text=text, start__gt=text.index("🧯"))
    assert any(ord(character) > 0xFFFF for span in tagged for character in span.quote)


@pytest.mark.parametrize("hard", ["\u0301", "\u0306", "\u00a0", "\u202f", "“", "«\u00a0", "\u0654"])
def test_hard_characters_occur(hard: str) -> None:
    assert any(hard in text for text in _texts())


def test_combining_accents_and_no_break_spaces_stand_in_spans(sample: Project) -> None:
    for hard in ("\u0301", "\u00a0", "\u200c"):
        assert Span.objects.filter(quote__contains=hard).exists()


@pytest.mark.parametrize("person", SPELLINGS)
def test_one_name_is_spelt_in_several_ways(person: str) -> None:
    """As words of their own, at three outlets at least."""
    texts = _texts()
    outlets = [
        {index for index, text in enumerate(texts) if re.search(rf"(?<!\w){spelling}(?!\w)", text)}
        for spelling in SPELLINGS[person]
    ]
    assert all(outlets)
    assert len(set().union(*outlets)) >= 3


@pytest.mark.parametrize("matter", CONFLICTS)
def test_outlets_conflict(matter: str) -> None:
    texts = _texts()
    outlets = [
        {index for index, text in enumerate(texts) if wording in text} for wording in CONFLICTS[matter]
    ]
    assert all(outlets)
    assert len(set().union(*outlets)) >= 3


@pytest.mark.parametrize("kind", BOILERPLATE)
def test_web_boilerplate_is_left_in(kind: str) -> None:
    assert any(re.search(BOILERPLATE[kind], text, re.MULTILINE) for text in _texts())


def test_a_page_gives_its_headline_twice(sample: Project) -> None:
    assert any(
        version.text.count(f"{version.article.title}\n") == 2
        for version in ArticleVersion.objects.select_related("article")
    )


@pytest.mark.parametrize(("query", "articles"), [("Ghaslani", 2), ("غسلانی", 1), ("breakwater", 3)])
def test_its_texts_are_found_by_their_words(sample: Project, query: str, articles: int) -> None:
    assert search(Article.objects.all(), query).count() == articles


def test_the_stories_show_all_that_a_matrix_can(sample: Project) -> None:
    """Rows contested by their stances, a verdict, two people under one statement, silent and unread cells."""
    for story in Story.objects.all():
        statements = Statement.objects.of_story(sample, story)
        by_both = Placement.objects.filter(statement__in=statements).values(
            "claim__span__assignment__annotator"
        )
        assert by_both.distinct().count() == 2
        assert statements.exclude(verdict="").count() == 1
        assert statements.filter(placements__stance="affirms").filter(placements__stance="refutes").exists()
        assert statements.filter(readings=None).exists()
        assert statements.exclude(readings=None).exists()


def test_loading_it_again_changes_nothing(sample: Project) -> None:
    counted = (Project, User, Source, Story, Article, Task, Assignment, Span, Edit, Event, Review)
    before = [model.objects.count() for model in counted]
    output = StringIO()
    call_command("load_sample", stdout=output)
    assert "There is a project already" in output.getvalue()
    assert [model.objects.count() for model in counted] == before


def test_nobody_of_it_can_sign_in(sample: Project) -> None:
    assert User.objects.count() == 3
    for user in User.objects.all():
        assert not user.has_usable_password()
        assert not user.is_staff
