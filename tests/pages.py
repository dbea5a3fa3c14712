"""What a test reads from a page of the desk."""

from typing import Any

from django.test import Client
from lxml import html

HTMX = {"HX-Request": "true"}


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def project_page(client: Client, query: str = "", headers: dict[str, str] | None = None) -> html.HtmlElement:
    """The page of the project “harbour” at this query."""
    response = client.get(f"/projects/harbour/{query}", headers=headers)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def titles(document: html.HtmlElement) -> list[str]:
    """The titles of the articles that the page lists."""
    return [words(link) for link in document.cssselect("a.title")]


def filled_form(client: Client, page: str) -> dict[str, Any]:
    """What the form of a page of the administration holds, as a browser sends it."""
    document = html.fromstring(client.get(page).content.decode())
    form = next(form for form in document.forms if "_save" in form.fields)
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(str(value).replace("\r\n", "\n").replace("\n", "\r\n"))
    return fields
