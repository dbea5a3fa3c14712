"""An article that was put into another story: what its claims said of the first one's statements."""

import json

import pytest

from annotator.datasets.formats import FORMATS
from annotator.datasets.limits import limited
from annotator.models import Label, Project, Statement, User
from articles.models import Article, Story
from tests.annotator.datasets import accept_all, everything, exported, lines, rows, written
from tests.annotator.stories import Desk, make_claim, make_placement, people
from tests.conftest import ClientOf

# A file is read on a connection of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)
URL = "/projects/harbour/export/"


@pytest.fixture(params=["Fire", ""])
def moved(request: pytest.FixtureRequest, desk: Desk, injured: Statement, alice: User, claim: Label) -> Desk:
    """Two outlets on how many were injured; the Wire's report then goes to another story, or to none."""
    make_placement(make_claim(desk, "Wire", "Seven workers", alice, claim, **people(7)), injured)
    make_placement(make_claim(desk, "State TV", "Six workers", alice, claim), injured, "refutes")
    accept_all()
    story = Story.objects.create(title=request.param) if request.param else None
    Article.objects.filter(pk=desk.article("Wire")).update(story=story)
    return desk


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_and_counts_what_it_leaves_out(
    client_of: ClientOf, bob: User, project: Project, moved: Desk, name: str
) -> None:
    answer = client_of(bob).get(URL, {"format": name})
    assert answer.status_code == 200
    assert answer.getvalue().decode() == exported(project, name)[0]
    lost = {each.what: each.number for each in written(project, name).lost}
    assert lost["moved"] == 1
    assert "placements" not in lost


def test_no_placement_names_a_statement_that_the_record_does_not_have(
    project: Project, moved: Desk, injured: Statement
) -> None:
    said = {
        record["article"]["source"]: (
            record["spans"][0]["claim"],
            [one["id"] for one in record["statements"]],
        )
        for record in lines(exported(project, "jsonl")[0])
    }
    wire, statements = said["Wire"]
    assert (wire["placements"], statements) == ([], [])
    assert wire["quantity"]["value"] == 7
    television, statements = said["State TV"]
    assert television["placements"] == [{"statement": injured.pk, "stance": "refutes"}]
    assert statements == [injured.pk]


def test_the_tables_have_the_claim_without_the_statement(
    project: Project, moved: Desk, injured: Statement
) -> None:
    under = {row["source"]: row["statement_ids"] for row in rows(exported(project, "claims.csv")[0])}
    assert under == {"Wire": "", "State TV": str(injured.pk)}
    (fever,) = lines(exported(project, "fever.jsonl")[0])
    assert fever["label"] == "REFUTES"
    assert json.loads(exported(project, "claimreview.jsonld")[0])["@graph"] == []


def test_the_page_says_so_beforehand(client_of: ClientOf, bob: User, project: Project, moved: Desk) -> None:
    report = everything(project).report("default")
    assert {each.what: each.number for each in report.lost} == {"moved": 1}
    page = " ".join(client_of(bob).get(URL).content.decode().split())
    assert "Placements under statements of a story that the article is no longer in (1)" in page
    for each in limited(everything(project), "default"):
        after = {lost.what: lost.number for lost in written(project, each.key).lost}
        before = {lost.what: lost.number for lost in each.lost}
        assert before == {what: after[what] for what in after if what != "moved"}


def test_it_counts_again_once_the_article_is_back(project: Project, moved: Desk, injured: Statement) -> None:
    Article.objects.update(story=moved.story)
    assert written(project, "jsonl").lost == []
    under = [row["statement_ids"] for row in rows(exported(project, "claims.csv")[0])]
    assert under == [str(injured.pk)] * 2
