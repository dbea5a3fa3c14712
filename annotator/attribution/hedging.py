"""Whether some words deny what they tell, and how sure they are of it. Pure."""

import re

_NEGATED = re.compile(
    r"\b(?:(?:(?<!and )not|no)(?! (?:more|fewer|less) than)|never|nobody|none|neither|nor|den(?:y|ies|ied)"
    r"|refute[sd]?|cannot)\b|n['’]t\b"
    r"|(?<!\w)(?:نیست|نبود|نکرد\w*|هیچ|رد کرد\w*|لم|لن|ليس|لا|نفى|نفت)(?!\w)",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:(?-i:may)|might|could|possibly|possible|perhaps|rule out|not clear|unclear|fears?|feared)\b"
    r"|(?<!\w)(?:شاید|ممکن|ربما|قد)(?!\w)",
    re.IGNORECASE,
)
_PROBABLE = re.compile(
    r"\b(?:probably|probable|likely|reportedly|allegedly|alleged|apparently|appears?|seems?|believed|"
    r"almost certainly|suspected)\b|(?<!\w)(?:احتمالا|احتمالاً|به احتمال|على الأرجح|يرجح)(?!\w)",
    re.IGNORECASE,
)


def polarity_of(words: str) -> str:
    """“negated” for words that deny something, else “affirmed”: the values of `Claim.Polarity`."""
    return "negated" if _NEGATED.search(words) else "affirmed"


def certainty_of(words: str) -> str:
    """“possible” or “probable” for words that hedge, else “certain”: values of `Claim.Certainty`."""
    if _POSSIBLE.search(words):
        return "possible"
    return "probable" if _PROBABLE.search(words) else "certain"
