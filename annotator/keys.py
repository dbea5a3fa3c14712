"""The keys of the pages that are worked on: one a command, which a person can change. Pure.

Each page's script answers to the same commands and its `?` explains them; a test holds the three together:
static/js/keys.js and templates/annotator/_keys.html, static/js/storykeys.js and
templates/annotator/_story_keys.html, static/js/reviewkeys.js and
templates/admin/annotator/assignment/_keys.html.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The command, its key unless the person chose another, and what it does.
Commands = Mapping[str, tuple[str, Promise]]

COMMANDS: Commands = {
    "help": ("?", gettext_lazy("show the keys")),
    "find_label": ("/", gettext_lazy("find a label by typing")),
    "whole_words": ("w", gettext_lazy("whole words on or off")),
    "next_span": ("j", gettext_lazy("next span")),
    "previous_span": ("k", gettext_lazy("previous span")),
    "filter": (":", gettext_lazy("choose what the list of spans shows")),
    "relabel": ("r", gettext_lazy("change the label of the span")),
    "borders": ("e", gettext_lazy("move a border of the span")),
    "note": ("m", gettext_lazy("write a note on the span")),
    "delete": ("x", gettext_lazy("delete the span")),
    "as_reviewed": ("!", gettext_lazy("do with the span as the reviewer says")),
    "fragment": ("f", gettext_lazy("add the selection to the span")),
    "occurrences": ("a", gettext_lazy("tag every occurrence")),
    "history": ("h", gettext_lazy("history of the span")),
    "link": ("l", gettext_lazy("link the span to an entity")),
    "new_entity": ("+", gettext_lazy("make a new entity of the span")),
    "claim": (",", gettext_lazy("describe the claim")),
    "relation": (";", gettext_lazy("join the span to another one")),
    "deleted": ("u", gettext_lazy("deleted spans")),
    "around": ("o", gettext_lazy("the span around or beneath")),
    "text": ("t", gettext_lazy("into the text")),
    "untagged": ("y", gettext_lazy("next paragraph without spans")),
    "next_suggestion": (".", gettext_lazy("next suggestion")),
    "accept": ("=", gettext_lazy("accept the suggestion")),
    "refuse": ("-", gettext_lazy("refuse the suggestion")),
    "next_article": ("n", gettext_lazy("next article")),
    "previous_article": ("b", gettext_lazy("previous article")),
    "guidelines": ("g", gettext_lazy("guidelines")),
    "show_tags": ("s", gettext_lazy("labels in the text on or off")),
}
STORY_COMMANDS: Commands = {
    "help": ("?", gettext_lazy("show the keys")),
    "next_claim": ("j", gettext_lazy("next claim that is not placed")),
    "previous_claim": ("k", gettext_lazy("previous claim that is not placed")),
    "find_statement": ("/", gettext_lazy("type another statement")),
    "new_statement": ("n", gettext_lazy("new statement from the claim")),
    "affirms": ("a", gettext_lazy("the claim affirms")),
    "refutes": ("r", gettext_lazy("the claim refutes")),
    "queries": ("q", gettext_lazy("the claim queries")),
    "mentions": ("m", gettext_lazy("the claim mentions")),
    "table": ("t", gettext_lazy("into the table")),
    "statement": ("o", gettext_lazy("open the statement of the row")),
    "silent": ("s", gettext_lazy("read and silent, or unread again")),
    "all_read": ("S", gettext_lazy("every article was read for the statement")),
    "unread": ("u", gettext_lazy("next unread cell")),
    "take_away": ("x", gettext_lazy("take the claim away from the cell")),
    "wording": ("e", gettext_lazy("wording of the statement")),
    "verdict": ("v", gettext_lazy("verdict on the statement")),
    "contested": ("c", gettext_lazy("contested only, or all")),
}
REVIEW_COMMANDS: Commands = {
    "help": ("?", gettext_lazy("show the keys")),
    "next_span": ("j", gettext_lazy("next span")),
    "previous_span": ("k", gettext_lazy("previous span")),
    "accept": ("a", gettext_lazy("accept the span")),
    "reject": ("x", gettext_lazy("reject the span")),
    "correct": ("c", gettext_lazy("correct the span")),
    "turn_round": ("e", gettext_lazy("move the other end of the correction")),
    "comment": ("m", gettext_lazy("comment on the span")),
    "take_back": ("u", gettext_lazy("take the decision back")),
    "text": ("t", gettext_lazy("into the text")),
    "find_label": ("/", gettext_lazy("find a label by typing")),
    "send_back": ("r", gettext_lazy("return the work with a message")),
    "next_work": ("n", gettext_lazy("next work that waits")),
    "previous_work": ("b", gettext_lazy("previous work that waits")),
}


class Keyboard(NamedTuple):
    """The keys of one page, where User.preferences keep them, and why no digit can be chosen."""

    title: Promise
    kept: str
    commands: Commands
    why_no_digit: Promise


_LABELS = gettext_lazy("Digits are kept for labels.")
KEYBOARDS = {
    "workspace": Keyboard(gettext_lazy("Keys of the workspace"), "keys", COMMANDS, _LABELS),
    "story": Keyboard(
        gettext_lazy("Keys of a story’s page"),
        "story_keys",
        STORY_COMMANDS,
        gettext_lazy("Digits are kept for the proposed statements."),
    ),
    "review": Keyboard(gettext_lazy("Keys of the review"), "review_keys", REVIEW_COMMANDS, _LABELS),
}
# Firefox opens its quick find on these wherever no field has the focus.
_BROWSER_KEYS = "'"


def keys_of(chosen: Mapping[str, str], commands: Commands = COMMANDS) -> dict[str, str]:
    """Return the key of each command: the person's own, or the usual one. A capital is pressed with Shift."""
    return {command: chosen.get(command) or key for command, (key, _does) in commands.items()}


def refused_keys(
    keys: Mapping[str, str], hotkeys: Collection[str], keyboard: Keyboard = KEYBOARDS["workspace"]
) -> dict[str, str]:
    """Return why a command can't have its key, by command. `hotkeys` are labels' that it would take."""
    refused = {}
    holders: dict[str, str] = {}
    for command, key in keys.items():
        if len(key) != 1 or not key.isprintable() or key.isspace():
            refused[command] = _("A key is one character that can be seen.")
        elif key in _BROWSER_KEYS:
            refused[command] = _("The browser uses %(key)s itself.") % {"key": key}
        elif key in hotkeys:
            refused[command] = _("A label of yours has the key %(key)s.") % {"key": key}
        elif key.isdigit():
            refused[command] = str(keyboard.why_no_digit)
        elif key in holders:
            other = keyboard.commands[holders[key]][1]
            refused[command] = _("%(key)s is taken: %(other)s.") % {"key": key, "other": other}
        holders.setdefault(key, command)
    return refused
