"""Our scripts are sent without their comments, and mean the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from rjsmin import jsmin

from annotator.staticfiles import HashedStaticFilesStorage

SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))


def stored(folder: Path, name: str, source: str) -> str:
    storage = HashedStaticFilesStorage(location=folder)
    with storage.open(storage.save(name, ContentFile(source.encode()))) as file:
        return str(file.read().decode())


def test_a_script_loses_its_comments_and_keeps_its_strings(tmp_path: Path) -> None:
    source = "/* Why. */\nexport const text = `a  // b ${1 + 1}`; // also why\n"
    assert stored(tmp_path, "js/one.js", source) == "export const text=`a  // b ${1 + 1}`;"


def test_the_scripts_of_packages_are_left_as_they_come(tmp_path: Path) -> None:
    assert stored(tmp_path, "package/one.js", "/* Licence. */ let  one;") == "/* Licence. */ let  one;"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_no_template_holds_another_one_which_would_lose_its_blanks(script: Path) -> None:
    # To the minifier a template ends at the next backtick.
    for template in re.findall("`[^`]*`", jsmin(script.read_text())):
        assert template.count("{") == template.count("}"), template
