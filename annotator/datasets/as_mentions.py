"""mentions.json: the mentions of entities as a list of objects, for cross-document coreference.

The objects are those of Zhukova et al. 2022 (“Towards Evaluation of Cross-document Coreference Resolution
Models Using Datasets with Diverse Annotation Schemes”, LREC), which follow ECB+ (Cybulska and Vossen 2014)
and WEC-Eng. A chain is an entity through a story: `coref_chain` is the entity's id, the topic the project,
the subtopic the story. Heads, lemmas and parts of speech are left to a parser. Beside their fields stand
ours: start, end and fragments in code points of the article's text, wikidata, layer and annotator. Every
annotator's layer is a document of its own; `is_singleton` counts that annotator's mentions in the story.
`conll_doc_key`, `sent_id` and `tokens_number` are those of coref.conll. Spans of several stretches are held
(`is_continuous` is false): `tokens_str` and the tokens are of these alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.datasets.coreference import Document, Mention, documents
from annotator.datasets.stories import StoryRecord
from annotator.fragments import words_of


def write(stories: Iterable[StoryRecord], lost: Counter[str]) -> Iterator[bytes]:
    """Yield one JSON list, a mention at a time."""
    before = b"[\n"
    for story in stories:
        chains = Counter(
            (record["annotator"], span["entity"]["id"])
            for record in story.records
            for span in record["spans"]
            if span["entity"]
        )
        for document in documents(story, lost):
            for mention in document.mentions:
                is_singleton = chains[document.record["annotator"], mention.entity["id"]] == 1
                yield before + orjson.dumps(_mention(story, document, mention, is_singleton))
                before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _mention(story: StoryRecord, document: Document, mention: Mention, is_singleton: bool) -> dict[str, Any]:
    record, span, entity = document.record, mention.span, mention.entity
    tokens = [token for first, last in mention.stretches for token in document.tokens[first : last + 1]]
    return {
        "coref_chain": str(entity["id"]),
        "description": entity["name"],
        "coref_type": "IDENTITY",
        "mention_id": span["id"],
        "mention_type": span["label"],
        "mention_full_type": span["label"],
        "tokens_str": words_of(span["text"], span["start"], span["fragments"]),
        "tokens_text": [record["text"][token.start : token.end] for token in tokens],
        "tokens_number": [token.number for token in tokens],
        "sent_id": tokens[0].sentence,
        "topic_id": document.topic,
        "topic": record["project"],
        "subtopic_id": document.subtopic,
        "subtopic": story.title,
        "doc_id": document.name,
        "doc": record["article"]["title"],
        "is_continuous": len(mention.stretches) == 1,
        "is_singleton": is_singleton,
        "language": record["article"]["language"],
        "conll_doc_key": document.key,
        "start": span["start"],
        "end": span["end"],
        "fragments": span["fragments"],
        "wikidata": entity["wikidata"],
        "layer": record["layer"],
        "annotator": record["annotator"],
    }
