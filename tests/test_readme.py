"""What the README says is there, and what is there the README says."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def test_every_setting_stands_in_the_table() -> None:
    settings = (ROOT / "annotator/settings.py").read_text()
    read = set(re.findall(r'(?:environ\.get|_flag)\("(\w+)"', settings)) | {"DATABASE_URL"}
    told = set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE))
    assert told == read


def test_every_command_is_told_of() -> None:
    commands = {path.stem for path in (ROOT / "annotator/management/commands").glob("[a-z]*.py")}
    assert {command for command in commands if command not in README} == set()


def test_every_make_target_is_told_of_and_there() -> None:
    there = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    told = set(re.findall(r"\bmake ([a-z]+)\b", README))
    assert there <= told
    assert told - there <= {"it"}


def test_links_and_pictures_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
