"""Who sends something signed out: a form leads back to its page, and says that nothing was done."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from annotator.models import Task, User
from tests.conftest import ClientOf

SENT_BY_A_PERSON = {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def article(task: Task) -> str:
    return f"/projects/{task.project.slug}/articles/{task.article_id}/"


def test_a_form_leads_by_the_sign_in_page_back_to_its_own(client: Client, article: str) -> None:
    page = f"http://testserver{article}?span=1"
    answer = client.post(f"{article}submit/", headers={"Referer": page, **SENT_BY_A_PERSON})
    assert answer.headers["Location"] == f"/sign-in/?next={article}%3Fspan%3D1"
    [told] = get_messages(answer.wsgi_request)
    assert "this was not done" in str(told)


def test_a_boosted_form_leads_there_too(client: Client, article: str) -> None:
    sent = {"Referer": f"http://testserver{article}", "HX-Request": "true", "HX-Boosted": "true"}
    answer = client.post(f"{article}submit/", headers=sent)
    assert answer.headers["HX-Redirect"] == f"/sign-in/?next={article}"
    [told] = get_messages(answer.wsgi_request)
    assert "this was not done" in str(told)


def test_a_boosted_link_leads_to_the_sign_in_page_and_then_where_it_leads(
    client: Client, article: str
) -> None:
    answer = client.get(article, headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert answer.headers["HX-Redirect"] == f"/sign-in/?next={article}"
    assert not list(get_messages(answer.wsgi_request))


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/projects/harbour/", "javascript:alert(1)"])
def test_a_form_of_no_page_of_ours_leads_to_the_first_page(client: Client, article: str, page: str) -> None:
    answer = client.post(f"{article}submit/", headers={"Referer": page, **SENT_BY_A_PERSON})
    assert answer.headers["Location"] == "/sign-in/?next=/"


def test_what_a_page_tells_by_itself_leaves_no_message(client: Client, article: str) -> None:
    answer = client.post(f"{article}time/", {"seconds": 60}, headers={"Sec-Fetch-Mode": "no-cors"})
    assert answer.status_code == 302
    assert not list(get_messages(answer.wsgi_request))


def test_a_page_of_somebody_else_changes_nothing(task: Task, alice: User, bob: User, article: str) -> None:
    client = Client()
    client.force_login(alice)
    answer = client.post(f"{article}note/", {"note": "mine"}, headers={"X-Page-Of": f"{bob.pk}"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain")
    assert "Somebody else has signed in here since this page was opened" in answer.content.decode()
    assert not task.assignments.exists()
    assert client.get(article, headers={"X-Page-Of": f"{bob.pk}"}).status_code == 200
    for owner in (str(alice.pk), ""):
        answer = client.post(f"{article}note/", {"note": "mine"}, headers={"X-Page-Of": owner})
        assert answer.status_code in (200, 204, 302)
    assert task.assignments.get().note == "mine"


@pytest.mark.parametrize("why", ["the session has run out", "the account is closed"])
def test_who_was_signed_in_is_so_no_longer(why: str, alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert client.get("/").status_code == 200
    if why == "the account is closed":
        User.objects.update(is_active=False)
    else:
        Session.objects.update(expire_date=timezone.now())
    assert client.get("/")["Location"] == "/sign-in/?next=/"
