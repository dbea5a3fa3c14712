"""Texts that break naive offsets, for hypothesis and for the browser."""

from hypothesis import strategies as st

# What real articles hold and what goes wrong with it: each counts differently in UTF-8, UTF-16, graphemes
# and code points, or is white space to one reader and a letter to the next.
SNIPPETS = [
    "Ada Marlow", "six", "U.S. Gen.", "al-Ḥakīm", "…", "“", "”", "’s", ", ", ". ", " ", "\n", "\n\n", "\t",
    "e\u0301", "n\u0303o\u0308", "👩🏽‍🚒", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇮🇶🇮🇷", "𝗯𝗼𝗹𝗱",
    "𐍈𐌰", "🧯", "می‌رود", "قاآنی", "الكاظمي", "كِتَابٌ", "عـــراق",
    "\u200f", "\u200e", "\u2067", "\u2069", "\u200d", "\u200c", "\u00a0", "\u202f", "\u2009",
    "\u3000", "\u00ad",
    "\u0085", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1f", "\ufeff", "\ufffd", "\uffff",
    "漢字", "ไทย", "नमस्ते",
    "<b>", "&amp;", "&#0;", "</mark>", "{{ x }}", "'", '"', "=1+1", "@x", "-", "\\ud800",
]  # fmt: skip

hostile_texts = (
    st.lists(
        st.one_of(
            st.sampled_from(SNIPPETS),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8),
        ),
        min_size=1,
        max_size=30,
    )
    .map("".join)
    .filter(bool)
)


@st.composite
def ranges_in(draw: st.DrawFn, text: str) -> tuple[int, int]:
    """A range of at least one code point."""
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))
