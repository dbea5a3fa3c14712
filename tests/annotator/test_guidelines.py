"""The guidelines: Markdown by people of the project, shown to all of them, able to do nothing but be read."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from annotator.markdown import as_html
from annotator.models import Label, Project, User
from tests.pages import HTMX

ClientOf = Callable[[User], Client]

# What was broken into elsewhere: guidelines that run in the reader's page.
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "<iframe src=https://a.example></iframe>",
    "<form action=https://a.example><button>Sign in</button></form>",
    "<style>body { display: none }</style>",
    "<p style='position: fixed'>over all</p>",
    "<p id=main class=primary hx-get=/sign-out/ hx-trigger=load>x</p>",
    "<base href=https://a.example>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "[x]: javascript:alert(1)\n\n[x]",
]
ALLOWED = {
    *("div", "p", "a", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "br", "hr"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_guidelines_runs_or_leads_astray(attack: str) -> None:
    document = html.fragment_fromstring(as_html(f"Before\n\n{attack}\n\nAfter"), create_parent="div")
    for element in document.iter():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"href", "title", "rel", "start"}
        assert element.get("href", "https:").startswith("https:")
    text = document.text_content()
    assert "Before" in text
    assert "After" in text


def test_links_tell_nobody_where_they_were_followed_and_pass_no_rank() -> None:
    [link] = html.fragment_fromstring(as_html("[x](https://a.example)"), create_parent="div").iter("a")
    assert link.get("rel") == "noopener nofollow"


def test_markdown_is_drawn_below_the_pages_own_heading() -> None:
    drawn = as_html("# One\n\n###### Six\n\n1. a\n2. *b*\n\n| c |\n|---|\n| ~~d~~ |\n")
    assert "<h2>One</h2>\n<h6>Six</h6>" in drawn
    assert "<li>a</li>\n<li><em>b</em></li>" in drawn
    assert "<td><s>d</s></td>" in drawn


def test_all_of_the_project_read_them_with_its_labels(
    client_of: ClientOf, alice: User, project: Project, person: Label, claim: Label
) -> None:
    Project.objects.update(guidelines="Tag **names**, not titles.")
    Label.objects.filter(pk=person.pk).update(description="A human being.")
    claim.archive()
    text = client_of(alice).get("/projects/harbour/guidelines/").content.decode()
    assert "Tag <strong>names</strong>, not titles." in text
    assert "A human being." in text
    assert "Claim" not in text


def test_htmx_gets_what_the_workspace_shows_in_its_dialog(
    client_of: ClientOf, alice: User, project: Project
) -> None:
    response = client_of(alice).get("/projects/harbour/guidelines/", headers=HTMX)
    assert b"<html" not in response.content
    assert b'<form method="dialog"' in response.content
    assert "HX-Request" in response["Vary"]


def test_a_project_without_guidelines_says_whom_to_ask(
    client_of: ClientOf, alice: User, mary: User, project: Project
) -> None:
    address = "/projects/harbour/guidelines/"
    assert b"Ask the project" in client_of(alice).get(address).content
    assert b"Edit" not in client_of(alice).get(address).content
    [edit] = html.fromstring(client_of(mary).get(address).content.decode()).cssselect(".page-head .button")
    assert client_of(mary).get(edit.get("href")).status_code == 200
