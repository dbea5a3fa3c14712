"""Names across spellings and scripts: how they are found, and how alike two of them are. Pure.

A name is compared without what changes from report to report: titles, the Arabic article, a possessive 's,
and how its sounds are written. `sound` is what is left of a word across the usual transliterations.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from articles.text import fold

LONGEST_NAME = 300
LONGEST_WORD = 100
MOST_WORDS = 12  # of a name; what follows is not compared
# Names less alike than this are no candidates for one another.
ALIKE_FROM = 0.6

_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b(?=\W*$)", re.IGNORECASE)
# Within a word they stand for a sound that others leave out: Qa'ani, Khazʿali.
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼʻʿʾ`´](?=\w)|[ʿʾʻ]")
_ARTICLE_WORDS = "al el ul ol il as es ash esh an en ad ed az ez ar er at et the"
_ARTICLES = frozenset(_ARTICLE_WORDS.split())
_TITLE_WORDS = (
    "mr mrs ms miss dr prof professor sir lord lady president premier prime minister pm mp general gen "
    "brigadier brig major maj lieutenant lt colonel col captain capt commander admiral marshal sergeant "
    "sgt chief sheikh shaikh shaykh ayatollah grand imam sayyed sayyid seyyed seyed sayed hajj haj hajji "
    "mullah mulla mayor senator sen representative rep governor gov king queen prince princess emir pope "
    "cardinal bishop archbishop judge justice secretary ambassador foreign former late دکتر سردار سرتیپ "
    "سرلشکر ژنرال آیت الله شیخ سید حاج امام رییس جمهور نخست وزیر اللواء لواء العمید عمید الفریق الدکتور "
    "الشیخ السید الرییس "
)
_TITLES = frozenset(_TITLE_WORDS.split())
_ARABIC_ARTICLE = re.compile("^ال(?=[\u0621-\u06ff]{3})")
_ARABIC_VOWEL = re.compile("^[اآأإٱعءئؤ]")
# In this order. Lower-case letters are still to be read, upper-case ones are the skeleton's.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"[^a-z0-9]+", ""),
        (r"shch|tsch|sch|tch|sh|ch|ts|tz|cz|th", "S"),
        (r"kh", "X"),
        (r"gh|ck|qu", "K"),
        (r"dh|dz", "D"),
        (r"ph", "F"),
        (r"zh|dj", "J"),
        (r"(?<!^)h$", ""),
        (r"^[aeiou]+", "A"),
        (r"^[vw]", "W"),
        (r"^y", "Y"),
        (r"c(?=[eiy])", "S"),
        (r"^c|c(?=[qtlr])", "K"),
        (r"c", "S"),
        (r"x", "KS"),
        (r"[aeiouvwy]+", ""),
    ]
]
_LETTERS = str.maketrans("bpdzfgkqhjlmnrst", "BBDDFKKKHJLMNRST")
_AGAIN = re.compile(r"(.)\1+")


class Word(NamedTuple):
    """A word of a name: folded, in Latin letters, and its skeleton."""

    folded: str
    latin: str
    sound: str


class Name(NamedTuple):
    """A name as it is compared: `core` are its words without titles and articles, if any is left."""

    key: str
    words: tuple[Word, ...]
    core: tuple[Word, ...]


class Why(StrEnum):
    """What speaks for a candidate, the strongest first."""

    STORY = "story"  # the same spelling is linked in this story
    ALIAS = "alias"  # the same spelling is an alias
    TITLE = "title"  # the same name but for a title or an article
    PART = "part"  # one is a part of the other, as a surname of the full name
    INITIALS = "initials"  # the first letters of the words of the other
    SOUND = "sound"  # written otherwise, it sounds alike
    LETTERS = "letters"  # a few letters differ


class Likeness(NamedTuple):
    """How alike two names are, from 0 to 1, and why."""

    score: float
    why: Why


@dataclass(frozen=True)
class Candidate:
    """An entity that may be meant: its likest spelling, and how often that is linked in the story."""

    entity: int
    score: float
    why: Why
    spelling: str
    links: int = 0


def key(name: str) -> str:
    """Return the name as spellings are compared: folded, without a possessive 's; never empty for a name.

    Without NUL, which no database is asked for and no name has.
    """
    folded = fold(_POSSESSIVE.sub("", name))[:LONGEST_NAME].strip()
    return folded or name.replace("\0", "").strip().casefold()[:LONGEST_NAME]


def plain(name: str) -> str:
    """Return the name as it is spelt, on one line and without a possessive 's."""
    return _POSSESSIVE.sub("", " ".join(name.split()))


def words(name: str) -> list[Word]:
    """Return the words by which a name is found: those of its key, then those that apostrophes part there.

    Titles and articles have no sound: they find nobody.
    """
    core = {word.folded: word for word in read_name(name).core}
    plain = key(name).split()[:MOST_WORDS]
    found = [core.get(word) or Word(word[:LONGEST_WORD], "", "") for word in plain]
    return found + [word for folded, word in core.items() if folded not in plain]


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return what is left of a word across transliterations; for a word without letters, the word itself.

    Vowels but for one at the start go, and what one language writes for another's sound falls together:
    Qaani, Ghaani, Ghani and قاآنی; Kadhimi, Kadhemi, Kazemi and الكاظمي; Mohammed, Muhammad and محمد.
    """
    read = _latin(word)
    for pattern, instead in _SOUNDS:
        read = pattern.sub(instead, read)
    read = _AGAIN.sub(r"\1", read.translate(_LETTERS))
    return read[:LONGEST_WORD] or word


@lru_cache(maxsize=20_000)
def read_name(name: str) -> Name:
    """Take a name apart."""
    bare = _APOSTROPHES.sub("", _POSSESSIVE.sub("", name))
    folded = [word[:LONGEST_WORD] for word in (fold(bare) or key(name)).split()[:MOST_WORDS]]
    read = tuple(Word(word, _latin(word), sound(word)) for word in folded)
    bare_words = tuple(word for word in read if word.folded not in _ARTICLES) or read
    return Name(key(name), read, tuple(w for w in bare_words if w.folded not in _TITLES) or bare_words)


def likeness(one: str, other: str) -> Likeness:
    """Say how alike two names are."""
    return _likeness(read_name(one), read_name(other))


def rank(
    form: str,
    spellings: Mapping[int, Iterable[str]],
    linked: Mapping[int, Counter[str]] | None = None,
    limit: int = 9,
) -> list[Candidate]:
    """Return the entities that a form may mean, the likeliest first.

    `spellings` are those known of each entity, `linked` says how often which keys are linked to it in the
    story. What was linked in the story wins over aliases, and those over names that only look or sound alike.
    """
    form_read, linked = read_name(form), linked or {}
    found = []
    for entity, known in spellings.items():
        in_story = linked.get(entity, Counter())
        links = in_story[form_read.key]
        if links:
            found.append(Candidate(entity, 3 + links / (links + 1), Why.STORY, form, links))
            continue
        likest = max(((_likeness(form_read, read_name(name)), name) for name in known), default=None)
        if likest is None or likest[0].score < ALIKE_FROM:
            continue
        (score, why), name = likest
        if why == Why.ALIAS:
            score += 1
        # Of two that are alike, the one that the story is about.
        score += 0.15 * in_story.total() / (in_story.total() + 1)
        found.append(Candidate(entity, score, why, name))
    found.sort(key=lambda candidate: (-candidate.score, candidate.entity))
    return found[:limit]


@lru_cache(maxsize=20_000)
def _latin(word: str) -> str:
    """The word in lower-case ASCII, without an Arabic article; of a first vowel in Arabic an “a” stays."""
    word = _ARABIC_ARTICLE.sub("", word)
    latin = anyascii(word).lower()
    return f"a{latin}" if _ARABIC_VOWEL.match(word) and not latin.startswith("a") else latin


def _likeness(one: Name, other: Name) -> Likeness:
    if one.key == other.key:
        return Likeness(1.0, Why.ALIAS)
    shorter, longer = sorted((one.core, other.core), key=lambda core: (len(core), core))
    if [word.folded for word in shorter] == [word.folded for word in longer]:
        return Likeness(0.97, Why.TITLE)
    if not shorter:
        return Likeness(0.0, Why.LETTERS)
    if _are_initials(shorter, longer):
        return Likeness(0.85, Why.INITIALS)
    if len(shorter) == 1 and len(shorter[0].latin) == 1 and shorter[0] not in longer:
        return Likeness(0.0, Why.LETTERS)  # “A. Marlow” is Ada Marlow; of “A” alone every name has one.
    pairs = _pairs(shorter, longer)
    score = sum(score for score, _ in pairs) / len(shorter)
    why = max((why for _, why in pairs), key=list(Why).index, default=Why.LETTERS)
    if len(shorter) < len(longer):
        # A surname stands for a full name more often than a first name does.
        is_surname = _alike(shorter[-1], longer[-1])[0] > 0
        score *= 0.93 if is_surname else 0.8
    return Likeness(score, why)


def _pairs(shorter: tuple[Word, ...], longer: tuple[Word, ...]) -> list[tuple[float, Why]]:
    """Each word of the shorter name with the one of the other that is most like it, none of them twice."""
    left = list(longer)
    pairs = []
    for word in reversed(shorter):
        best = max(left, key=lambda other: _alike(word, other)[0])
        pairs.append(_alike(word, best))
        if pairs[-1][0]:
            left.remove(best)
    return pairs


def _alike(one: Word, other: Word) -> tuple[float, Why]:
    if one.folded == other.folded:
        return 1.0, Why.PART
    letters = fuzz.ratio(one.latin, other.latin) / 100
    if min(len(one.latin), len(other.latin)) == 1:
        return (0.75, Why.INITIALS) if one.latin[0] == other.latin[0] else (0.0, Why.LETTERS)
    if one.sound == other.sound:
        least = 0.8 if len(one.sound) > 1 else 0.6
        return least + (0.98 - least) * letters, Why.SOUND
    alike = float(JaroWinkler.similarity(one.latin, other.latin))
    return (0.85 * alike, Why.LETTERS) if alike >= 0.86 else (0.0, Why.LETTERS)


def _are_initials(shorter: tuple[Word, ...], longer: tuple[Word, ...]) -> bool:
    """Whether a single word is made of the first letters of the others: IRGC."""
    if len(shorter) != 1 or len(longer) < 2 or len(shorter[0].latin) < 2:
        return False
    letters = [word.latin[:1] for word in longer]
    without_small = [word.latin[:1] for word in longer if len(word.latin) > 3]
    return shorter[0].latin in ("".join(letters), "".join(without_small))
