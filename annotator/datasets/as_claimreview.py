"""claimreview.jsonld: the statements that have a verdict, as ClaimReview in one @graph (JSON-LD).

https://schema.org/ClaimReview: the claim reviewed is the statement's wording; its author is the project,
which answers for the verdict; the claim itself appears in the articles whose claims affirm it. Ratings run
from 1 to 5: supported is 5, conflicting evidence 3, refuted 1. “Not enough information” is no place between
them: it has its name alone and no number. A page to link to is the publisher's: add `url` where the reviews
appear.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.datasets.as_cells import count_unplaced
from annotator.datasets.records import ArticleRecord
from annotator.datasets.stories import PlacedSpan, StoryRecord, StoryStatement, placed_in
from annotator.models import Statement

Verdict = Statement.Verdict
RATINGS: dict[str, int | None] = {
    Verdict.SUPPORTED: 5,
    Verdict.CONFLICTING: 3,
    Verdict.REFUTED: 1,
    Verdict.NOT_ENOUGH: None,
}
# In the language of the file's own words, not of the person who exports.
RATING_NAMES = {
    Verdict.SUPPORTED: "Supported",
    Verdict.CONFLICTING: "Conflicting evidence",
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_ENOUGH: "Not enough information",
}


def write(stories: Iterable[StoryRecord], lost: Counter[str]) -> Iterator[bytes]:
    """Yield one JSON document, a review at a time."""
    yield b'{"@context":"https://schema.org","@graph":['
    before = b"\n"
    for story in stories:
        count_unplaced(story, lost)
        layers = [(record["article"], placed_in(record)) for record in story.records]
        for statement in story.statements:
            if statement.verdict:
                yield before + orjson.dumps(_review(story, statement, _appearances(statement, layers)))
                before = b",\n"
            else:
                lost["no_verdict"] += 1
    yield b"\n]}\n"


def _review(
    story: StoryRecord, statement: StoryStatement, appearances: list[dict[str, Any]]
) -> dict[str, Any]:
    assert statement.judged_at is not None  # A constraint: a verdict has its judge and day.
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "identifier": str(statement.id),
        "claimReviewed": statement.text,
        "author": {"@type": "Organization", "name": story.project_name},
        "datePublished": statement.judged_at.date().isoformat(),
        "reviewRating": _rating(statement.verdict),
        "itemReviewed": {
            "@type": "Claim",
            "name": statement.text,
            "appearance": appearances,
        },
    }
    if statement.justification:
        review["reviewBody"] = statement.justification
    return review


def _rating(verdict: str) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": RATING_NAMES[Verdict(verdict)]}
    if (value := RATINGS[verdict]) is not None:
        rating |= {"ratingValue": value, "bestRating": 5, "worstRating": 1}
    return rating


def _appearances(
    statement: StoryStatement, layers: list[tuple[ArticleRecord, dict[int, list[PlacedSpan]]]]
) -> list[dict[str, Any]]:
    """The articles that affirm it, each once, the oldest first."""
    articles = {
        article["id"]: article
        for article, placed in layers
        if any(one.stance == "affirms" for one in placed.get(statement.id, ()))
    }
    found = []
    for article in sorted(articles.values(), key=lambda one: (one["published_on"] or "~", one["id"])):
        source = article["source"]
        known: dict[str, Any] = {
            "headline": article["title"],
            "url": article["url"],
            "datePublished": article["published_on"],
            "inLanguage": article["language"],
            "publisher": {"@type": "Organization", "name": source} if source else None,
        }
        found.append({"@type": "NewsArticle"} | {name: value for name, value in known.items() if value})
    return found
