"""Every link that the administration shows leads to a page."""

from lxml import html

from annotator.models import Label, Project, User
from tests.conftest import ClientOf
from tests.crawl import NOUNS, Crawl
from tests.factory import make_submitted, make_task


def test_a_manager_is_shown_no_link_that_leads_nowhere(
    project: Project, alice: User, mary: User, person: Label, client_of: ClientOf
) -> None:
    task = make_task(project, "Ada Marlow spoke.\n", title="Struck", source="Wire", story="Strike")
    make_submitted(task, alice, (person, "Ada Marlow"))
    make_task(project)
    client = client_of(mary)
    seen = Crawl("/admin/")
    for address in seen:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "/jsi18n/" not in address:
            document = html.fromstring(answer.content.decode())
            document.make_links_absolute(address)
            seen.add(href for href in document.xpath("//a/@href") if href.startswith("/admin/"))
    assert seen.lists() == NOUNS - {"user"}
    assert seen.actions() >= {"delete", "history", "add", "change", "invite"}
