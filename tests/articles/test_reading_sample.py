"""The articles of the sample project, in the manner of ten outlets: what they are is read from them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.articles.drafts import draft_of, kept

SAMPLE = Path(__file__).resolve().parent.parent.parent / "annotator" / "sample"
ARTICLES = [
    pytest.param(folder.parent / article["file"], article, id=article["file"])
    for folder in sorted(SAMPLE.glob("*/story.json"))
    for article in json.loads(folder.read_text())["articles"]
]


def test_there_are_ten() -> None:
    assert len(ARTICLES) == 10


@pytest.mark.parametrize(("path", "article"), ARTICLES)
def test_title_date_and_language_are_read(path: Path, article: dict[str, Any]) -> None:
    draft = draft_of(path.read_bytes(), path.name)
    assert draft.title.strip("🔴🧯 ") == article["title"]
    day = date.fromisoformat(article["published_on"]) if article.get("published_on") else None
    assert draft.published_on == day
    assert draft.language == article["language"]


@pytest.mark.parametrize(("path", "article"), ARTICLES)
def test_no_sentence_is_cut(path: Path, article: dict[str, Any]) -> None:
    text = path.read_text()
    rest = kept(draft_of(path.read_bytes(), path.name))
    assert article["title"] in rest
    for line in text.split("\n"):
        if len(line) > 120:
            assert line in rest
