"""The command that loads the sample project: once, whole or not at all, beside nobody's own work."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from annotator.management.commands import load_sample
from annotator.models import Assignment, Project, Task, User
from articles.models import Article
from tests.factory import make_project, make_user


def _load() -> str:
    output = StringIO()
    call_command("load_sample", stdout=output)
    return output.getvalue()


def test_nothing_is_loaded_beside_a_project_of_ones_own(db: None) -> None:
    make_project()
    assert "There is a project already" in _load()
    assert not Article.objects.exists()
    assert not User.objects.exists()


def test_a_quote_that_is_not_there_stops_it_and_leaves_nothing(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(load_sample.SAMPLE, tmp_path, dirs_exist_ok=True)
    broken = tmp_path / "dam-release" / "karvel-state-broadcasting.txt"
    broken.write_text(broken.read_text(encoding="utf-8").replace("minutes", "hours"), encoding="utf-8")
    monkeypatch.setattr(load_sample, "SAMPLE", tmp_path)
    with pytest.raises(CommandError, match=r"less than nine minutes” \(number 1\) is not in"):
        _load()
    assert not Project.objects.exists()
    assert not Article.objects.exists()


def test_the_administrators_first_page_offers_work(db: None, client_of: Callable[[User], Client]) -> None:
    administrator = make_user("admin", is_superuser=True, is_staff=True)
    _load()
    waiting = Assignment.objects.waiting_for_review()
    wanting = Task.objects.needing_annotators()
    assert (waiting.count(), wanting.count()) == (4, 4)
    page = client_of(administrator).get("/").content.decode()
    for layer in waiting:
        assert reverse("admin:annotator_assignment_change", args=[layer.pk]) in page
    for task in wanting:
        assert reverse("workspace", args=["sample", task.article_id]) in page
