"""Any encoding goes in, recognised; what is no text is refused with its file and line."""

import zipfile
from io import BytesIO

import pytest

from tests.articles.drafts import draft_of, refusal_of

TEXTS = {
    "cp1252": "La grue est tombée vendredi soir à l’entrée du port, d’après la préfète. « Où étiez-vous ? »",
    "cp1256": "سقطت رافعة على الرصيف مساء يوم الجمعة، وأغلقت قائدة الميناء مرسيين.",
    "iso-8859-6": "سقطت رافعة على الرصيف مساء يوم الجمعة وأغلقت قائدة الميناء مرسيين",
    "cp1251": "В пятницу вечером на набережную упал кран, и капитан порта закрыла два причала.",
    "koi8-r": "В пятницу вечером на набережную упал кран, и капитан порта закрыла два причала.",
    "cp1254": "Cuma akşamı rıhtıma bir vinç düştü; liman başkanı iki iskeleyi kapattı. Kimse yaralanmadı.",
    "cp1250": "Żuraw spadł na nabrzeże w piątek wieczorem, a kapitan portu zamknęła dwa stanowiska.",
    "shift_jis": "金曜日の夜、岸壁にクレーンが倒れ、港長は二つの岸壁を閉鎖した。",
    "gb18030": "星期五晚上一台起重机倒在码头上，港口负责人关闭了两个泊位。没有人受伤。",
}


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_an_old_encoding_is_recognised_and_named(encoding: str, text: str) -> None:
    draft = draft_of(text.encode(encoding))
    assert draft.text == text
    assert draft.raw == text.encode(encoding)
    assert any("not UTF-8" in note for note in draft.notes)


@pytest.mark.parametrize("text", [TEXTS["cp1252"], TEXTS["cp1256"], "می‌رود 👩🏽‍🚒 e\u0301"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be-sig"])
def test_every_unicode_encoding_is_read_with_its_mark(encoding: str, text: str) -> None:
    raw = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-sig" else text.encode(encoding)
    draft = draft_of(raw)
    assert (draft.text, draft.raw) == (text, raw)
    assert not any("UTF-8" in note for note in draft.notes)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_recognised(encoding: str) -> None:
    text = TEXTS["cp1256"] + "\n" + TEXTS["cp1252"]
    assert draft_of(text.encode(encoding)).text == text


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1251"])
def test_tables_are_read_in_any_encoding_too(name: str, encoding: str) -> None:
    text = TEXTS["cp1251"]
    rows = {
        "rows.csv": f'title,text\nКран,"{text}"\n',
        "rows.jsonl": f'{{"title": "Кран", "text": "{text}"}}\n',
    }
    raw = rows[name].encode(encoding)
    draft = draft_of(raw, name)
    assert (draft.title, draft.text) == ("Кран", text)
    assert draft.raw in raw


def test_a_few_foreign_letters_are_read_as_western_ones() -> None:
    assert draft_of(b"The caf\xe9 at the harbour was closed on Friday.").text.startswith("The café at")


def test_one_broken_byte_in_utf_8_is_refused_with_its_line() -> None:
    raw = "Größere Schäden gab es nicht.\nDie Liegeplätze sind für Schiffe gesperrt.\n".encode()
    assert refusal_of(raw + b"Gr\xff\xdfe\n").startswith("report.txt, line 3: the byte 0xFF")
    assert refusal_of(raw[:-12] + b"\xc3").startswith("report.txt, line 2: the byte 0xC3")


def test_a_lone_surrogate_is_refused_with_its_line() -> None:
    assert refusal_of(b"Ein Kran\n" + b"fiel \xed\xa0\xbd um\n") == (
        "report.txt, line 2: half of a surrogate pair, which is no character; mend the file"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_nul_is_refused_with_its_line(encoding: str) -> None:
    raw = "A crane fell.\nNobody was\0 hurt.\n".encode(encoding)
    assert refusal_of(raw) == "report.txt, line 2: a NUL character, which can't be stored; take it out"


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:p>A crane fell.</w:p>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (zipped(), "a zip archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (b"GIF89a\x01\0", "a GIF picture"),
        (b"\x1f\x8b\x08\0", "a gzip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word"),
        (b"{\\rtf1\\ansi A crane fell.}", "an RTF file"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (b"SQLite format 3\0", "a SQLite database"),
        (bytes(range(256)) * 20, "binary"),
        (bytes(5000), "binary"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.html", "report.csv", "report.jsonl"])
def test_what_is_no_text_is_refused_by_what_it_is(name: str, raw: bytes, kind: str) -> None:
    refusal = refusal_of(raw, name)
    assert refusal.startswith(f"{name}: this is")
    assert kind in refusal


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\n\0"])
@pytest.mark.parametrize("name", ["report.txt", "report.html", "report.csv", "report.jsonl"])
def test_an_empty_file_is_refused(name: str, raw: bytes) -> None:
    assert refusal_of(raw, name) == f"{name}: the file is empty"
