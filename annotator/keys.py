"""The keys of the workspace: one a command, which a person can change. Pure.

static/js/keys.js answers to the same commands and templates/annotator/_keys.html explains them; a test holds
the three together.
"""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The command, its key unless the person chose another, and what it does.
COMMANDS = {
    "help": ("?", gettext_lazy("show the keys")),
    "find_label": ("/", gettext_lazy("find a label by typing")),
    "whole_words": ("w", gettext_lazy("whole words on or off")),
    "next_span": ("j", gettext_lazy("next span")),
    "previous_span": ("k", gettext_lazy("previous span")),
    "relabel": ("r", gettext_lazy("change the label of the span")),
    "borders": ("e", gettext_lazy("move a border of the span")),
    "note": ("m", gettext_lazy("write a note on the span")),
    "delete": ("x", gettext_lazy("delete the span")),
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
DEFAULT_KEYS = {command: key for command, (key, _does) in COMMANDS.items()}
# Firefox opens its quick find on these wherever no field has the focus.
_BROWSER_KEYS = "'"


def keys_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each command: the person's own, or the usual one."""
    return {command: chosen.get(command) or key for command, key in DEFAULT_KEYS.items()}


def refused_keys(keys: Mapping[str, str], hotkeys: Collection[str]) -> dict[str, str]:
    """Return why a command can't have its key, by command. `hotkeys` are those of labels the person uses."""
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
            refused[command] = _("Digits are kept for labels.")
        elif key in holders:
            other = COMMANDS[holders[key]][1]
            refused[command] = _("%(key)s is taken: %(other)s.") % {"key": key, "other": other}
        holders.setdefault(key, command)
    return refused
