"""coref.conll: coreference chains over stories, in the five columns of CoNLL for cross-document coreference.

The columns of Zhukova et al. 2022 (LREC; cut down from CoNLL-2012), with tabs: document, sentence, token,
word, chains. Documents are named topic/subtopic/document: project, story, article and whose layer it is. One
`#begin document` block holds all articles of a story in one annotator's layers, so that the usual scorers
count links across articles; who wants each article by itself splits the block by the first column. Chains
are the ids of entities. Mentions within one another stand in one cell: `(7|(8)`, `7)`.

What brackets can't say is counted and left out: a mention of several stretches, one that stands where
another of the same entity does, and one that crosses another of the same entity.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from annotator.datasets.coreference import Document, Mention, documents, whose
from annotator.datasets.stories import StoryRecord

Range = tuple[int, int]  # first and last token


def write(stories: Iterable[StoryRecord], lost: Counter[str]) -> Iterator[bytes]:
    """Yield the block of each story and annotator, a document at a time."""
    for story in stories:
        layers = groupby(documents(story, lost), key=lambda document: document.record["annotator"])
        for annotator, of_layer in layers:
            for number, document in enumerate(of_layer):
                if number == 0:
                    name = f"{document.topic}/{document.subtopic}/{whose(annotator)}"
                    name = name if story.id else document.key
                    yield f"#begin document ({name}); part 000\n".encode()
                yield "".join(_lines(document, lost)).encode()
            yield b"#end document\n"


def _lines(document: Document, lost: Counter[str]) -> Iterator[str]:
    text, key = document.record["text"], document.key
    opened, closed = _brackets(_held(document.mentions, lost))
    last_sentence = 0
    for number, token in enumerate(document.tokens):
        if token.sentence != last_sentence:
            yield "\n"
            last_sentence = token.sentence
        chains = "|".join([*opened[number], *closed[number]]) or "-"
        yield f"{key}\t{token.sentence}\t{token.number}\t{text[token.start : token.end]}\t{chains}\n"
    yield "\n"


def _held(mentions: list[Mention], lost: Counter[str]) -> Iterator[tuple[int, Range]]:
    """The chain and range of each mention that brackets can hold, the outer before the inner ones."""
    seen: set[tuple[int, Range]] = set()
    ends: dict[int, list[int]] = defaultdict(list)
    in_order = sorted(mentions, key=lambda each: (each.stretches[0][0], -each.stretches[-1][1]))
    for mention in in_order:
        chain, (first, last) = mention.entity["id"], mention.stretches[0]
        if len(mention.stretches) > 1:
            lost["fragments"] += 1
        elif (chain, (first, last)) in seen:
            lost["repeated"] += 1
        elif any(first <= end < last for end in ends[chain]):
            lost["crossing"] += 1
        else:
            seen.add((chain, (first, last)))
            ends[chain].append(last)
            yield chain, (first, last)


def _brackets(held: Iterable[tuple[int, Range]]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """What opens and what closes at each token; a mention of one token does both in one."""
    opened: dict[int, list[str]] = defaultdict(list)
    closed: dict[int, list[str]] = defaultdict(list)
    for chain, (first, last) in held:
        if first == last:
            opened[first].append(f"({chain})")
        else:
            opened[first].append(f"({chain}")
            closed[last].insert(0, f"{chain})")
    return opened, closed
