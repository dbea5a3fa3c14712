"""The keys of the workspace that no label may take. Pure.

The script in static/js/workspace.js answers to the same keys, and templates/annotator/_keys.html explains
them; a test holds the three together.
"""

RESERVED_KEYS = {
    "?": "help",
    "/": "find a label",
    "w": "whole words",
    "j": "next span",
    "k": "previous span",
    "r": "relabel",
    "e": "move a border",
    "m": "note",
    "x": "delete",
    "f": "add a fragment",
    "a": "every occurrence",
    "h": "history",
    "u": "deleted spans",
    "o": "the span around or beneath",
    "t": "into the text",
    "n": "next article",
    "b": "previous article",
    "g": "guidelines",
}
