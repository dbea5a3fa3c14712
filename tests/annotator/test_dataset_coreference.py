"""Coreference over stories: mentions.json and coref.conll. Tokens are of the text, chains balance."""

import json
import re
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import as_conll, as_mentions
from annotator.datasets.coreference import tokens_of
from annotator.datasets.records import SpanRecord
from annotator.datasets.stories import StoryRecord
from annotator.models import Label, Project, Role, Span, User
from articles.text import trim
from tests.annotator.datasets import accept_all, exported, link, make_entity
from tests.annotator.records import make_record
from tests.annotator.stories import Desk, make_claim
from tests.factory import make_assignment, make_member, make_span, make_task, make_user
from tests.hostile import hostile_texts

Found = list[tuple[str, int, str]]  # document, chain and words of each mention


def blocks(text: str) -> dict[str, list[list[str]]]:
    """The lines of tokens by block, and that each block is opened and closed."""
    found: dict[str, list[list[str]]] = {}
    name = ""
    for line in text.split("\n"):
        if begin := re.fullmatch(r"#begin document \((\S+)\); part 000", line):
            assert not name
            name = begin[1]
            found[name] = []
        elif line == "#end document":
            assert name
            name = ""
        elif line:
            assert name
            columns = line.split("\t")
            assert len(columns) == len(line.split()) == 5
            found[name].append(columns)
    assert not name
    return found


def mentions_of(tokens: list[list[str]]) -> Found:
    """What the brackets say, as the CoNLL scorers read them: what closes, closes the last that was opened."""
    opened: dict[tuple[str, int], list[int]] = defaultdict(list)
    found: Found = []
    for at, (document, _sentence, _number, _token, cell) in enumerate(tokens):
        for part in cell.split("|") if cell != "-" else []:
            bracket = re.fullmatch(r"(\()?(\d+)(\))?", part)
            assert bracket
            chain = (document, int(bracket[2]))
            if bracket[1]:
                opened[chain].append(at)
            if bracket[3]:
                first = opened[chain].pop()
                assert len({(line[0], line[1]) for line in tokens[first : at + 1]}) == 1
                words = " ".join(line[3] for line in tokens[first : at + 1])
                found.append((document, chain[1], words))
    assert not any(opened.values())
    return found


def test_chains_run_through_the_articles_of_a_story(
    project: Project, desk: Desk, alice: User, person: Label
) -> None:
    workers, wire = make_entity(person, "Workers"), make_entity(person, "Wire")
    merged = make_entity(person, "Seven", merged_into=workers)
    link(make_claim(desk, "Wire", "Seven workers", alice, person), merged)
    link(make_claim(desk, "Blog", "seven workers", alice, person), workers)
    link(make_claim(desk, "Blog", "Wire", alice, person), wire)
    accept_all()
    story = f"harbour/{desk.story.pk}"
    in_wire, in_blog = (f"{story}/{desk.article(outlet)}-alice" for outlet in ("Wire", "Blog"))
    text, lost = exported(project, "coref.conll")
    ((name, tokens),) = blocks(text).items()
    assert name == f"{story}/alice"
    assert sorted(mentions_of(tokens)) == sorted(
        [
            (in_wire, workers.pk, "Seven workers"),
            (in_blog, workers.pk, "seven workers"),
            (in_blog, wire.pk, "Wire"),
        ]
    )
    assert [line[3] for line in tokens if line[0] == in_blog] == [
        *("Wire", "says", "that", "seven", "workers", "were", "injured", ".")
    ]
    assert lost == {}
    found = json.loads(exported(project, "mentions.json")[0])
    chains = {(each["conll_doc_key"], each["tokens_str"]): each for each in found}
    assert chains[in_wire, "Seven workers"]["coref_chain"] == str(workers.pk)
    blog = chains[in_blog, "seven workers"]
    wanted = {
        "coref_chain": str(workers.pk),
        "description": "Workers",
        "mention_type": "Person",
        "tokens_text": ["seven", "workers"],
        "tokens_number": [3, 4],
        "sent_id": 0,
        "topic_id": "harbour",
        "subtopic_id": str(desk.story.pk),
        "subtopic": "Port strike",
        "is_continuous": True,
        "is_singleton": False,
        "start": 15,
        "end": 28,
    }
    assert {name: blog[name] for name in wanted} == wanted
    assert chains[in_blog, "Wire"]["is_singleton"] is True


def test_each_annotator_has_a_block_and_an_article_without_a_story_its_own(
    project: Project, desk: Desk, alice: User, person: Label
) -> None:
    dora = make_member(project, make_user("dora o'neill"), Role.ANNOTATOR)
    workers = make_entity(person, "Workers")
    for user in (alice, dora):
        link(make_claim(desk, "Wire", "Seven workers", user, person), workers)
    alone = make_assignment(make_task(project), alice)
    link(make_span(alone, person, "Ada"), workers)
    accept_all()
    found = blocks(exported(project, "coref.conll")[0])
    story = f"harbour/{desk.story.pk}"
    assert {*found} == {
        f"{story}/alice",
        f"{story}/dora%20o%27neill",
        f"harbour/0/{alone.task.article_id}-alice",
    }
    for name, tokens in found.items():
        assert len(mentions_of(tokens)) == 1, name
    singletons = [each["is_singleton"] for each in json.loads(exported(project, "mentions.json")[0])]
    assert singletons == [True, True, True]


def test_no_two_layers_share_a_name_whatever_their_annotators_are_called(
    project: Project, desk: Desk, person: Label
) -> None:
    """By the command line a person may have any name."""
    names = ["gold", "a b", "a_b", "a%20b", "%67old", "ж"]
    for name in names:
        user = make_member(project, make_user(name), Role.ANNOTATOR)
        layer = make_assignment(desk.tasks["Wire"], user)
        make_span(layer, person, "workers")
    make_span(desk.tasks["Wire"].gold(), person, "workers", actor=user)
    accept_all()
    text, _lost = exported(project, "coref.conll")
    found = blocks(text)
    assert len(found) == len(names) + 1
    documents = {line[0] for block in found.values() for line in block}
    assert len(documents) == len(names) + 1
    assert {name.rpartition("/")[2] for name in found} >= {"gold", "a_b", "ж"}


def test_mentions_within_one_another_stand_in_one_cell(
    project: Project, desk: Desk, alice: User, person: Label
) -> None:
    minister, ministry = make_entity(person, "Minister"), make_entity(person, "Ministry")
    outer = make_claim(desk, "State TV", "the ministry said", alice, person)
    link(outer, minister)
    for quote, entity in (("the ministry", ministry), ("the", ministry), ("ministry said", ministry)):
        link(make_span(outer.assignment, person, quote), entity)
    accept_all()
    text, lost = exported(project, "coref.conll")
    (tokens,) = blocks(text).values()
    cells = {line[3]: line[4] for line in tokens if line[4] != "-"}
    a, b = minister.pk, ministry.pk
    assert cells == {"the": f"({a}|({b}|({b})", "ministry": f"{b})", "said": f"{a})"}
    assert lost == {"crossing": 1}


def test_what_brackets_can_not_say_is_counted(
    project: Project, desk: Desk, alice: User, person: Label, claim: Label
) -> None:
    entity = make_entity(person, "Workers")
    span = link(make_claim(desk, "Wire", "Seven workers", alice, person), entity)
    link(make_span(span.assignment, person, "Seven workers"), entity)
    torn = link(make_span(span.assignment, person, "injured at the port"), entity)
    Span.objects.filter(pk=torn.pk).update(fragments=[[torn.start, torn.start + 7], [torn.end - 4, torn.end]])
    make_span(span.assignment, person, "Sunday")
    make_span(span.assignment, claim, "Seven")
    accept_all()
    text, lost = exported(project, "coref.conll")
    (tokens,) = blocks(text).values()
    assert [words for _, _, words in mentions_of(tokens)] == ["Seven workers"]
    assert lost == {"fragments": 1, "repeated": 1, "unlinked": 1}
    mentions, lost = exported(project, "mentions.json")
    (found,) = [each for each in json.loads(mentions) if not each["is_continuous"]]
    assert found["tokens_text"] == ["injured", "port"]
    assert lost == {"unlinked": 1}


def test_sentences_are_lines_unless_a_mention_runs_through(
    project: Project, alice: User, person: Label
) -> None:
    layer = make_assignment(make_task(project, "Ada\n\nspoke of\nsix.\n"), alice)
    link(make_span(layer, person, "of\nsix"), make_entity(person, "Six"))
    accept_all()
    (tokens,) = blocks(exported(project, "coref.conll")[0]).values()
    assert [line[1:4] for line in tokens] == [
        ["0", "0", "Ada"],
        ["1", "0", "spoke"],
        ["1", "1", "of"],
        ["1", "2", "six"],
        ["1", "3", "."],
    ]


def test_a_token_is_cut_where_a_mention_ends(project: Project, alice: User, person: Label) -> None:
    layer = make_assignment(make_task(project, "Iraq-born ministers’"), alice)
    link(make_span(layer, person, "minister"), make_entity(person, "Ministers"))
    link(make_span(layer, person, "Iraq"), make_entity(person, "Iraq"))
    accept_all()
    (tokens,) = blocks(exported(project, "coref.conll")[0]).values()
    assert [line[3] for line in tokens] == ["Iraq", "-", "born", "minister", "s", "’"]
    assert [words for _, _, words in mentions_of(tokens)] == ["Iraq", "minister"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("e\u0301tat, 3½ km", ["e\u0301tat", ",", "3½", "km"]),
        ("می‌رود قاآنی", ["می", "\u200c", "رود", "قاآنی"]),
        ("漢字ไ", ["漢", "字", "ไ"]),
        ("🧯\u2028x", ["🧯", "x"]),
    ],
)
def test_tokens_are_words_and_every_other_visible_character(text: str, tokens: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokens_of(text, [])] == tokens


@st.composite
def hostile_stories(draw: st.DrawFn) -> StoryRecord:
    """A story of two articles whose spans, some of them torn, are linked to three entities."""
    records = []
    for number in (1, 2):
        text = draw(hostile_texts)
        record = make_record(text, draw(st.randoms(use_true_random=False)))
        record["article"]["id"] = number
        spans = []
        for span in record["spans"]:
            start, end = trim(text, span["start"], span["end"])
            if start < end:
                entity = draw(st.integers(1, 3))
                span |= {"start": start, "end": end, "text": text[start:end], "fragments": [[start, end]]}
                span["entity"] = {"id": entity, "name": f"Entity {entity}", "wikidata": None}
                spans.append(_torn(span, text) if draw(st.booleans()) else span)
        records.append({**record, "spans": spans})
    return StoryRecord("harbour", "Harbour", 7, "A story", [], records)  # type: ignore[arg-type]


def _torn(span: SpanRecord, text: str) -> SpanRecord:
    """The span without its middle, if something is left on both sides."""
    start, end = span["start"], span["end"]
    left, right = trim(text, start, start + (end - start) // 3), trim(text, end - (end - start) // 3, end)
    if left[0] < left[1] and right[0] < right[1]:
        span["fragments"] = [[start, left[1]], [right[0], end]]
    return span


@given(hostile_stories())
def test_brackets_balance_and_say_what_the_spans_say_in_any_script(story: StoryRecord) -> None:
    lost: Counter[str] = Counter()
    conll = b"".join(as_conll.write([story], lost)).decode()
    (tokens,) = blocks(conll).values()
    found = mentions_of(tokens)
    linked = sum(len(record["spans"]) for record in story.records)
    assert len(found) + lost["fragments"] + lost["repeated"] + lost["crossing"] == linked
    wanted = {
        (span["entity"]["id"], "".join(span["text"].split()))
        for record in story.records
        for span in record["spans"]
        if span["entity"]
    }
    assert {(chain, "".join(words.split())) for _, chain, words in found} <= wanted
    for record in story.records:
        key = f"harbour/7/{record['article']['id']}-alice"
        words = "".join(line[3] for line in tokens if line[0] == key)
        assert words == "".join(record["text"].split())


def test_a_mention_in_stretches_says_the_words_of_these_alone(
    project: Project, desk: Desk, alice: User, person: Label
) -> None:
    torn = make_claim(desk, "State TV", "Six workers were lightly injured", alice, person)
    torn.change(actor=alice, seen=torn.version, ranges=[(0, 11), (25, 32)])
    link(torn, make_entity(person, "Workers"))
    accept_all()
    (found,) = json.loads(exported(project, "mentions.json")[0])
    assert found["tokens_str"] == "Six workers injured"
    assert found["tokens_text"] == ["Six", "workers", "injured"]
    assert (found["is_continuous"], found["fragments"]) == (False, [[0, 11], [25, 32]])


@given(hostile_stories())
def test_mentions_name_tokens_of_the_conll_file_in_any_script(story: StoryRecord) -> None:
    lost: Counter[str] = Counter()
    found: list[dict[str, Any]] = json.loads(b"".join(as_mentions.write([story], lost)))
    conll = b"".join(as_conll.write([story], Counter())).decode()
    token = {
        (document, int(sentence), int(number)): word
        for tokens in blocks(conll).values()
        for document, sentence, number, word, _ in tokens
    }
    spans = [(record, span) for record in story.records for span in record["spans"]]
    assert not +lost
    for each, (record, span) in zip(found, spans, strict=True):
        assert record["text"][each["start"] : each["end"]] == span["text"]
        named = [token[each["conll_doc_key"], each["sent_id"], number] for number in each["tokens_number"]]
        assert named == each["tokens_text"]
        stretches = [record["text"][start:end] for start, end in each["fragments"]]
        assert each["tokens_str"] == " ".join(stretches)
        assert "".join(named) == "".join("".join(stretches).split())
