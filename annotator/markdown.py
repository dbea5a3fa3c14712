"""Markdown that people of a project wrote, as HTML that can do no harm.

Two walls: the renderer takes HTML for text, and what it makes is cleaned again by a list of what may be.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def as_html(markdown: str) -> SafeString:
    """Return the Markdown as HTML without scripts, styles, images and ids; its headings begin at h2."""
    clean = nh3.clean(
        _renderer.render(markdown),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 (cleaned in the line above)


def _lower_headings(state: StateCore) -> None:
    """The page has its own h1."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


_renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_renderer.core.ruler.push("lower_headings", _lower_headings)
