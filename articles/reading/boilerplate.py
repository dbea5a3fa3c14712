"""What pages put around a report, and how it is recognised: rules, each with a reason for people. Pure.

A rule looks at one line of at most 300 characters, or at the last 300 of a longer one, so that no long
paragraph goes as one piece. What is found is a proposal: a person sees the reason and can take it back.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.reading.drafts import Cut
from articles.reading.lines import Line, is_sentence

_LONGEST = 300


class Rule(NamedTuple):
    """A reason to cut and the pattern to match; without one of the hints (in lower case) it is not tried."""

    why: Promise
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


def _as_written(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_CHANNEL = r"""\b(?:newsletters?|channels?|the\ app|our\ app|telegram|whatsapp|facebook|twitter|on\ x
    |instagram|threads|youtube|tiktok|linkedin|podcasts?|google\ news|alerts?|inbox|feed)\b"""
_INVITATION = rf"""(?:for\ (?:the\ latest|more|all|breaking|daily)\b[^,.“”"]{{0,60}},\ )?(?:please\ )?
    (?:follow|subscribe|sign\ up|join|download|get|like|find|connect|stay)\b
    (?=[^“”"]*\b(?:our|us|newsletters?|the\ app)\b)[^“”"]{{1,140}}?{_CHANNEL}[^“”".!?]{{0,60}}[.!]?"""
_SIGN_UP = r"(?:sign\ up|subscribe)(?:\ (?:now|here|today|for\ free))?\W{0,3}"
_ELSEWHERE = r"""(?:read\ (?:more|also|next)|also\ read|see\ also|watch\ also|watch\ live|more\ on\ this
    |don['’]t\ miss|lire\ aussi|à\ lire|lea\ también|lesen\ sie\ auch|mehr\ zum\ thema
    |leggi\ anche|читайте\ также|[اإأ]قر[أا]\ (?:أيض[اً]+|المزيد)|بیشتر\ بخوانید|همچنین\ بخوانید)"""
# Arrows, boxes and pictures that pages put before such lines.
_DECORATION = r"[^\w“”\"«»‘’'(]{0,5}"
# Single words only, no two of which make a third: they repeat, and a line must match in one way only.
_BUTTON = r"""(?:close|menu|search|share|tweet|print|save|send|open|hide|back|next|previous|comments?|play
    |pause|mute|unmute|subscribe|login|logout|donate|imprint|contact|accept|reject|refuse|like|listen|mail|email
    |facebook|twitter|whatsapp|telegram|linkedin|reddit|pinterest|instagram)"""
_LONG_BUTTON = r"""(?:(?:close|menu|search|share|print|save|open|hide|next|previous)\ (?:button|menu|icon)
    |skip\ to\ (?:main\ )?(?:content|navigation)|back\ to\ top|log\ (?:in|out)|sign\ (?:in|up|out)
    |subscribe\ (?:now|today)|share\ (?:this|on|via|with)\b.{0,40}|(?:print|e-?mail)\ this\b.{0,20}
    |copy\ link|(?:load|show|see|view)\ (?:more|all|less)(?:\ \w+)?|about\ us|text\ size
    |listen\ (?:now|to\ this\ article)|(?:leave|post|add|write)\ a\ (?:comment|reply)|view\ comments?
    |(?:accept|reject)\ all(?:\ cookies)?|(?:accept|reject)\ cookies)"""
_SENTENCE_BEFORE = r"""(?<=[.!?…؟۔”’"»)])"""

READING_TIME = Rule(
    _("the reading time"),
    _any_case(
        r"""\d{1,3}[\ -]?(?:min(?:ute)?s?\.?)(?:\ to)?(?:\ read|\ reading)?
        |(?:estimated\ )?reading\ time\b.{0,30}|(?:زمان\ مطالعه|مدة\ القراءة)\b.{0,30}"""
    ),
)

# A line that is nothing but this.
LINES = (
    Rule(
        _("a button or a menu of the page"),
        _any_case(
            # Several of them too, with marks and single letters between: “Share: f · t · ✉ | Print”.
            rf"""{_DECORATION}(?:{_BUTTON}\b(?:\W+(?:{_BUTTON}|[^\W\d_])\b)*|{_LONG_BUTTON})
            [^\w.!?:,;…”"»]{{0,9}}(?<![.!?:,;])
            |(?:did\ you\ (?:like|enjoy)|enjoyed)\ (?:this|the)\b[^,.]{{0,40}}\?.{{0,60}}"""
        ),
    ),
    Rule(
        _("an advertisement"),
        _any_case(
            r"""advertisements?|advertising|ad|sponsored(?:\ (?:content|by\ .{1,60}))?|promoted|paid\ content
            |(?:story|article)\ continues\ (?:below|after)\b.{0,30}|continue\ reading"""
        ),
    ),
    READING_TIME,
    Rule(
        _("a counter"),
        _any_case(r"[0٠۰]+|\d[\d.,]{0,9}k?\ (?:comments?|shares?|views?|likes?|reads|reactions?|followers?)"),
    ),
    Rule(
        _("a bar that offers another version of the page"),
        _any_case(
            r"""switch\ to\ .{1,60}\?|(?:view|open|read)\ (?:in|on)\ (?:the\ |your\ )?(?:app|browser)\b.{0,20}
            |.{0,60}\byou.{0,3}re\ having\ trouble\ .{1,160}
            |.{0,60}\b(?:enable|turn\ on)\ (?:java\ ?script|cookies)\b.{0,120}
            |(?:this\ (?:web)?(?:site|page)|we)\ (?:sets?|uses?)\b.{0,30}\bcookies?\b.{0,200}
            |\W?you(?:\ have|['’]ve)\b.{0,30}\barticles?\b.{0,20}\b(?:left|remaining|this\ month)\b.{0,40}"""
        ),
        ("switch to", "trouble", "script", "cookie", "browser", " app", "article"),
    ),
    Rule(
        _("a plug for another article"),
        _any_case(
            rf"""{_DECORATION}(?:{_ELSEWHERE}\s?[:|»>–—-]\s?\S.{{3,220}}|(?:related|recommended)\s?:\s?\S.{{3,220}}
            |(?:read|watch|listen|more|video|gallery)\s?:\s?\S.{{3,220}}(?<![.…:;,])
            |(?:previous|next|older|newer)(?:\ (?:article|post|story))?\s?:\s?\S.{{3,220}}(?<![.…:;,]))"""
        ),
    ),
    Rule(
        _("a plug for the outlet's own channels"),
        _any_case(rf"{_DECORATION}(?:{_INVITATION}|click\ here\b.{{0,160}})|.{{3,140}}[.!?:–—]\ {_SIGN_UP}"),
    ),
    Rule(
        _("a copyright notice"),
        _any_case(
            r"""(?:©|\(c\)|copyright\ (?=©|\(c\)|\d{4}|by\ )).{0,160}
            |(?:.{0,80}\W)?all\ rights\ reserved\.?(?:\W.{0,80})?"""
        ),
        ("©", "(c)", "copyright", "rights res"),
    ),
    Rule(
        _("the page's place in the site, or its keywords"),
        _any_case(
            r"""home(?:page)?\s?(?:[>»›/|][^>»›/|]{1,80})+
            |(?:tags?|topics?|filed\ under|categories|keywords)\s?:.{1,250}"""
        ),
    ),
)

# A line that heads a list of other articles. The list goes with it, up to the first line that is a sentence.
HEADING = Rule(
    _("a list of other articles"),
    _any_case(
        rf"""{_DECORATION}(?:
            (?:related|similar)(?:\ (?:coverage|articles?|stories|news|posts?|content|topics?|links|items))?
            |(?:the\ )?most[\ -](?:popular|read|viewed|shared|watched)(?:\ (?:articles?|stories|news))?
            |popular(?:\ (?:now|stories|posts|articles))?|trending(?:\ (?:now|stories|topics))?
            |top\ (?:stories|reads)|special\ features?
            |(?:the\ )?latest(?:\ (?:news|stories|headlines|articles|posts|videos))?
            |more\ (?:from|on|about|stories|news|like)\b.{{0,60}}
            |(?:read|see|watch|listen)\ (?:more|next|also)|also\ (?:read|see|watch)
            |also\ (?:on|in|from)\b.{{0,40}}|what\ to\ read\ next|up\ next
            |(?:you\ )?(?:may|might)\ (?:also\ )?(?:like|be\ interested)\b.{{0,30}}
            |recommended(?:\ (?:for\ you|stories|articles))?|don['’]t\ miss|must[\ -]reads?
            |(?:our\ |the\ )?editors?['’]?s?['’]?\ (?:picks?|choice)
            |(?:from\ )?(?:our\ partners|around\ the\ web)
            |les\ plus\ lus|(?:à\ lire|sur\ le\ même\ sujet)(?:\ aussi)?|meistgelesen|lo\ más\ leído
            |الأكثر\ قراءة|مواضيع\ ذات\ صلة|[اإأ]قر[أا]\ أيض[اً]+
            |پربازدیدترین(?:\u200cها)?|(?:مطالب|اخبار)\ مرتبط
        )(?<![.!?,;])\s?:?"""
    ),
)

# One pattern with a group a rule is several times as fast as the rules one after another.
_UNHINTED = tuple(rule for rule in (HEADING, *LINES) if not rule.hints)
_HINTED = tuple(rule for rule in LINES if rule.hints)
_ANY_LINE = _any_case("|".join(f"({rule.pattern.pattern})" for rule in _UNHINTED))

# The end of a line that has no full stop, right after the end of a sentence.
PLUGS_AT_THE_END = (
    Rule(
        _("a plug for another article, run into the sentence before it"),
        # A section in capitals and a headline with no blank between them: “…in March.WORLDMinister resigns”.
        _as_written(
            rf"""{_SENTENCE_BEFORE}\ ?[A-ZÀ-ÖØ-Þ]{{2}}[A-ZÀ-ÖØ-Þ\ &/-]{{0,30}}[A-ZÀ-ÖØ-Þ]{{2}}
            (?=[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ])[^.\n]{{8,220}}\Z"""
        ),
    ),
    Rule(
        _("a plug for another article, at the end of a paragraph"),
        _as_written(
            rf"""{_SENTENCE_BEFORE}\s*(?:READ(?:\ (?:MORE|ALSO|NEXT))?|ALSO\ READ|SEE\ ALSO|RELATED|WATCH|MORE
            |(?i:{_ELSEWHERE}))\s?:\s?[^\n]{{4,220}}\Z"""
        ),
        (":",),
    ),
)
# The last sentence of a line.
INVITATION_AT_THE_END = Rule(
    _("a plug for the outlet's own channels, at the end of a paragraph"),
    _any_case(rf"{_SENTENCE_BEFORE}\s+{_INVITATION}\Z"),
    (" our ", " us ", "newsletter", " the app"),
)
_FULL_STOPS = frozenset(".!…:;,؟۔。")


def matching_rules(lines: Sequence[Line]) -> dict[int, Rule]:
    """The lines that a rule matches as a whole: their places among the lines, each with the rule."""
    return {number: rule for number, line in enumerate(lines) if (rule := rule_for(line.words))}


def rule_for(words: str) -> Rule | None:
    """The rule by which a whole line is none of the report, if any."""
    if len(words) > _LONGEST:
        return None
    if match := _ANY_LINE.fullmatch(words):
        return _UNHINTED[match.lastindex - 1] if match.lastindex else None
    lower = words.lower()
    for rule in _HINTED:
        if any(map(lower.__contains__, rule.hints)) and rule.pattern.fullmatch(words):
            return rule
    return None


def whole_lines(lines: Sequence[Line], rules: dict[int, Rule], headline: int | None) -> dict[int, str]:
    """The lines to cut: those that a rule matches, and what stands below a heading. The headline never is."""
    found: dict[int, str] = {}
    under_heading = False
    for number, line in enumerate(lines):
        rule = None if number == headline else rules.get(number)
        if rule:
            found[number] = str(rule.why)
            under_heading = under_heading or rule is HEADING
        elif under_heading and number != headline and not is_sentence(line.words):
            found[number] = str(HEADING.why)
        else:
            under_heading = False
    return found


def is_reading_time(words: str) -> bool:
    """Whether a line says how long the reading takes."""
    return READING_TIME.pattern.fullmatch(words) is not None


def tails(text: str, lines: Sequence[Line]) -> list[Cut]:
    """The ends of lines that are none of the report, without the lines that the caller leaves out."""
    lower = text.lower()
    invites = any(map(lower.__contains__, INVITATION_AT_THE_END.hints))
    found = []
    for line in lines:
        is_open = line.words[-1] not in _FULL_STOPS
        if not (is_open or invites):
            continue
        rules = (*(PLUGS_AT_THE_END if is_open else ()), *((INVITATION_AT_THE_END,) if invites else ()))
        if cut := _tail(text, line, rules):
            found.append(cut)
    return found


def ends_with_plug(words: str) -> bool:
    """Whether a plug for another article is run into the end of a line, which is a sentence before it."""
    return any(rule.pattern.search(words[-_LONGEST:]) for rule in PLUGS_AT_THE_END)


def _tail(text: str, line: Line, rules: tuple[Rule, ...]) -> Cut | None:
    offset = max(line.start, line.body_end - _LONGEST)
    last = text[offset : line.body_end].rstrip()
    lower = last.lower()
    for why, pattern, hints in rules:
        if hints and not any(map(lower.__contains__, hints)):
            continue
        if match := pattern.search(last):
            return Cut(offset + match.start(), line.body_end, str(why))
    return None
