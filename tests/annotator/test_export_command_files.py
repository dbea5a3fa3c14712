"""Where `manage.py export_dataset` writes: never in a device's place; nothing is left when it is stopped."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError

from annotator.datasets import as_jsonl
from annotator.models import Assignment, Event, Label, Task, User
from tests.annotator.test_export_command import run
from tests.factory import make_assignment, make_span

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def accepted(task: Task, alice: User, person: Label) -> Assignment:
    accepted = make_assignment(task, alice, Assignment.State.ACCEPTED)
    make_span(accepted, person, "Ada Marlow")
    return accepted


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_what_is_no_file_is_not_replaced(accepted: Assignment, tmp_path: Path, force: list[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CommandError, match=r"pipe is no file to write to: leave out --output"):
        run("harbour", "--format=jsonl", "--output", pipe, *force)
    assert pipe.is_fifo()
    with pytest.raises(CommandError, match=r"is no file to write to"):
        run("harbour", "--format=jsonl", "--output", tmp_path, *force)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_link_goes_on_leading_to_its_file(accepted: Assignment, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "latest.jsonl"
    link.symlink_to(tmp_path / "there" / "old.jsonl")
    run("harbour", "--format=jsonl", "--output", link)
    first = link.read_bytes()
    assert b"Ada Marlow" in first
    run("harbour", "--format=csv", "--output", link, "--force")
    assert link.is_symlink()
    assert (tmp_path / "there" / "old.jsonl").read_bytes() not in (b"", first)
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["old.jsonl"]


def test_stopped_midway_it_leaves_nothing_and_says_so(
    accepted: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(as_jsonl, "line", stop)
    with pytest.raises(CommandError, match=r"^Stopped: nothing was exported\.$") as stopped:
        run("harbour", "--format=jsonl", "--output", tmp_path / "new.jsonl")
    assert stopped.value.returncode == 130
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(verb="exported").exists()
