"""The keys of the workspace that no label may take. Pure.

The script reads the same names from the page; the help lists them in this order.
"""

RESERVED_KEYS = {
    "?": "help",
    "j": "next span",
    "k": "previous span",
    "n": "next article",
    "b": "previous article",
    "g": "guidelines",
    "e": "move a border",
    "m": "note",
    "r": "relabel",
    "w": "whole words",
    "a": "every occurrence",
    "x": "delete",
    "/": "find a label",
}
