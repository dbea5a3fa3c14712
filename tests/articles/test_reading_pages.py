"""HTML: the main text and what the page says of itself. Nothing is fetched, and no letter is lost."""

import socket
from datetime import date, time

import pytest

from articles.reading import page
from articles.reading.drafts import MAX_PAGE_BYTES
from tests.articles.drafts import cut_words, draft_of, kept, refusal_of

NAME = "page.html"
BODY = (
    "<p>A crane fell onto the quay on Friday evening, and the captain, Ada Marlow, closed two berths.</p>"
    "<p>Nobody was hurt, she said, though the crane had been inspected only in the spring.</p>"
    "<p>The berths will be opened again when the divers have looked at the wall of the quay.</p>"
)


def page_of(head: str = "", body: str = BODY, before: str = "<h1>Crane topples at the harbour</h1>") -> str:
    return (
        f"<!doctype html><html><head><title>Crane topples at the harbour | Veldt Post</title>{head}</head>"
        "<body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sea'>Sea</a></li></ul></nav>"
        f"<article>{before}{body}</article>"
        "<aside><h3>Most read</h3><ul><li><a href='/2'>Divers wanted</a></li></ul></aside>"
        "<footer>© 2023 Veldt Post</footer></body></html>"
    )


def test_headline_standfirst_and_body_are_the_text() -> None:
    standfirst = "<p class='standfirst'>Two berths are closed until the divers have been there.</p>"
    draft = draft_of(page_of(before=f"<h1>Crane topples at the harbour</h1>{standfirst}"), NAME)
    assert draft.title == "Crane topples at the harbour"
    assert draft.text.split("\n\n")[:3] == [
        "Crane topples at the harbour",
        "Two berths are closed until the divers have been there.",
        "A crane fell onto the quay on Friday evening, and the captain, Ada Marlow, closed two berths.",
    ]
    assert "Home" not in draft.text
    assert "Divers wanted" not in draft.text


def test_a_headline_outside_the_main_text_is_put_before_it() -> None:
    html = page_of(before="").replace(
        "<article>", "<header><h1>Crane topples at the harbour</h1></header><article>"
    )
    assert draft_of(html, NAME).text.startswith("Crane topples at the harbour\n\nA crane fell")


def test_what_the_page_says_of_itself_is_taken_as_a_guess() -> None:
    head = (
        '<meta property="og:site_name" content="The Veldt Post"><meta name="author" content="Ida Brandt">'
        '<meta property="article:published_time" content="2023-03-04T21:40:00+01:00">'
        '<link rel="canonical" href="https://veldt.example/sea/crane">'
    )
    draft = draft_of(page_of(head), NAME)
    assert (draft.source, draft.byline, draft.url) == (
        "The Veldt Post",
        "Ida Brandt",
        "https://veldt.example/sea/crane",
    )
    assert (draft.published_on, draft.published_time) == (date(2023, 3, 4), time(21, 40))
    assert draft.language == "en"
    assert {"title", "source", "byline", "url", "published_on", "published_time", "language"} == set(
        draft.guesses
    )


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-03-04"}</script>',
        '<meta itemprop="datePublished" content="March 4, 2023">',
        '<meta name="date" content="2023-03-04">',
    ],
)
def test_the_date_of_publication_is_found_where_pages_put_it(head: str) -> None:
    assert draft_of(page_of(head), NAME).published_on == date(2023, 3, 4)


def test_a_date_that_can_be_read_in_two_ways_is_left_empty() -> None:
    draft = draft_of(page_of('<meta name="date" content="03/04/2023">'), NAME)
    assert draft.published_on is None
    assert any("day or month" in note for note in draft.notes)


def test_a_page_without_a_date_has_none() -> None:
    assert draft_of(page_of(), NAME).published_on is None


def test_boilerplate_in_the_main_text_is_marked() -> None:
    draft = draft_of(
        page_of(body=f"{BODY}<p>Follow our Telegram channel for more.</p><p>READ: Divers wanted</p>"), NAME
    )
    assert cut_words(draft) == ["Follow our Telegram channel for more.", "READ: Divers wanted"]
    assert kept(draft).endswith("the wall of the quay.\n\n")


def test_captions_that_the_extraction_leaves_out_are_named() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The crane, seen from the ferry.</figcaption></figure>"
    draft = draft_of(page_of(body=figure + BODY), NAME)
    assert any("The crane, seen from the ferry." in note for note in draft.notes)


@pytest.mark.parametrize(
    "words",
    [
        "می‌رود و نمی‌آید",
        "👩🏽‍🚒 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "«\u202fOù étiez-vous\u202f?\u00a0»",
        "e\u0301 n\u0303 stay apart",
        "\u200fabc\u200e \u2067def\u2069",
        "soft\u00adhyphen",
        "line\u2028separator\u2029there",
        "thin\u2009blank\u3000wide",
        "𝗯𝗼𝗹𝗱 𐍈",
        "Tangut 𗀀𗀁 itself\u200c",
    ],
)
def test_no_letter_of_any_script_is_lost(words: str) -> None:
    sentence = f"“{words}”, the captain of the harbour wrote on the wall of the quay on Friday."
    draft = draft_of(page_of(body=f"{BODY}<p>{sentence}</p>"), NAME)
    assert sentence in draft.text.split("\n\n") or sentence in draft.text


def test_entities_are_letters() -> None:
    draft = draft_of(
        page_of(body=f"{BODY}<p>She &amp; he, &lt;b&gt; &zwnj;it&nbsp;fell, they say, and more of it.</p>"),
        NAME,
    )
    assert "She & he, <b> \u200cit\u00a0fell, they say" in draft.text


def test_a_page_saved_as_text_is_read_as_a_page() -> None:
    assert draft_of(page_of(), "page.txt").text.startswith("Crane topples at the harbour\n\nA crane fell")


def test_the_encoding_that_the_page_names_is_used() -> None:
    html = page_of(
        '<meta charset="windows-1251">', body=BODY + "<p>Кран упал на набережную вечером в пятницу.</p>"
    )
    assert "Кран упал на набережную" in draft_of(html.encode("cp1251"), NAME).text


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"the reader went to the network: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = (
        '<base href="http://169.254.169.254/"><meta http-equiv="refresh" content="0;url=http://localhost:22/">'
        '<link rel="canonical" href="http://localhost/a"><link rel="stylesheet" href="http://localhost/b.css">'
    )
    html = page_of(
        head, body=BODY + '<iframe src="file:///etc/passwd"></iframe><img src="http://localhost/c.png">'
    )
    entities = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "root:" not in draft_of(entities + html + "&x;", NAME).text


def test_scripts_are_no_text() -> None:
    draft = draft_of(
        page_of(body=BODY + "<script>alert(1)</script><p onclick='alert(2)'>It was late by then.</p>"), NAME
    )
    assert "alert" not in draft.text


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><body><div>" + "<div>" * 50_000 + "x",
        "<!doctype html><html>",
        "<p>",
    ],
    ids=["empty", "deep", "no body", "one tag"],
)
def test_a_page_without_an_article_is_refused(html: str) -> None:
    assert refusal_of(html, NAME).startswith("page.html: no article was found in this page")


def test_a_page_that_is_too_large_is_refused() -> None:
    assert (
        refusal_of("<html>" + "x" * MAX_PAGE_BYTES, NAME)
        == "page.html: this page is larger than 10 MB; save the article alone"
    )


def test_what_the_page_says_is_dropped_where_it_can_t_be_stored() -> None:
    head = f'<meta name="author" content="{"x" * 400}"><link rel="canonical" href="javascript:alert(1)">'
    draft = draft_of(page_of(head), NAME)
    assert (draft.byline, draft.url) == ("", "")


def test_the_reader_uses_no_downloader() -> None:
    assert not any(name in vars(page) for name in ("fetch_url", "fetch_response", "urlopen", "requests"))


@pytest.mark.parametrize(
    "body",
    [
        "<p>Seven <b>men</b> were <i>in</i>jured.</p><p>She lives.</p>",
        "<div>Seven <b>men</b> were <i>in</i>jured.</div><div>She lives.</div>",
    ],
)
def test_a_page_of_a_few_words_keeps_its_paragraphs_and_its_words(body: str) -> None:
    draft = draft_of(page_of(body=body), NAME)
    assert draft.text == "Crane topples at the harbour\n\nSeven men were injured.\n\nShe lives.\n"


def test_a_page_of_several_short_articles_keeps_them_apart() -> None:
    articles = "<article>Seven <b>men</b> were <i>in</i>jured.</article><article>She lives.</article>"
    draft = draft_of(f"<html><head><title>Harbour</title></head><body>{articles}</body></html>", NAME)
    assert draft.text == "Harbour\n\nSeven men were injured.\n\nShe lives.\n"


def test_a_short_page_of_many_elements_within_one_another_is_read() -> None:
    deep = "<div>" * 5000 + "<p>Seven were injured.</p><p>She lives.</p>" + "</div>" * 5000
    assert "injured" in draft_of(page_of(body="<p>Seven were injured.</p>" + deep), NAME).text
