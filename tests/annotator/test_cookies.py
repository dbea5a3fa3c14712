"""Cookies that are given over HTTPS go over HTTPS only; without TLS the desk can be signed in to as well."""

import pytest
from django.test import Client

from annotator.models import User


@pytest.mark.parametrize(("scheme", "is_secure"), [("https", True), ("http", False)])
def test_cookies_are_as_secure_as_the_connection(alice: User, scheme: str, is_secure: bool) -> None:
    client = Client(headers={"X-Forwarded-Proto": scheme})
    answer = client.post("/sign-in/", {"username": "alice", "password": "a long enough password"})
    assert answer.status_code == 302
    for name in ("sessionid", "csrftoken"):
        assert bool(answer.cookies[name]["secure"]) is is_secure
    assert answer.cookies["sessionid"]["httponly"]
