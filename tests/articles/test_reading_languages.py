"""Languages are recognised without network or disk; where there is doubt, nothing is said."""

import socket

import pytest

from articles.reading import languages
from articles.reading.languages import detect_language

TEXTS = {
    "en": "A crane fell onto the quay on Friday evening.",
    "de": "Ein Kran ist am Freitagabend auf den Kai gefallen.",
    "fr": "Une grue est tombée sur le quai vendredi soir.",
    "ar": "سقطت رافعة على الرصيف مساء الجمعة.",
    "fa": "جرثقیلی شامگاه جمعه روی اسکله افتاد و نمی‌شد آن را برداشت.",
    "he": "מנוף נפל על הרציף ביום שישי בערב.",
    "ru": "В пятницу вечером на набережную упал кран.",
    "tr": "Cuma akşamı rıhtıma bir vinç düştü.",
    "zh": "星期五晚上一台起重机倒在码头上。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_language_is_recognised(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", "7", "Ada", "12345 67890 12345 67890", "🧯🧯🧯", "\u2028\u200f", "Qzx vbn wqk jhg zzt"]
)
def test_nothing_is_said_where_there_is_doubt(text: str) -> None:
    assert detect_language(text) == ""


def test_neither_network_nor_disk_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"{args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    languages._detector.cache_clear()
    assert detect_language(TEXTS["en"]) == "en"
