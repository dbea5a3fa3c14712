"""What is long is sent compressed to browsers that take it so."""

import gzip

import pytest

from annotator.models import Task, User
from tests.conftest import ClientOf


@pytest.mark.parametrize("page", ["", "suggestions/"])
def test_an_article_is_sent_compressed(page: str, task: Task, alice: User, client_of: ClientOf) -> None:
    client, url = client_of(alice), f"/projects/{task.project.slug}/articles/{task.article_id}/{page}"
    packed = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    plain = client.get(url)
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) < 0.6 * len(plain.content)
    # A form's token is masked anew each time.
    assert gzip.decompress(packed.content)[:200] == plain.content[:200]
