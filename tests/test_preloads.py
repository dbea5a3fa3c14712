"""A page names all modules of its scripts at once, so that none is found only when another has come."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "modulepreload" in path.read_text()
)


def imported(module: str, found: set[str]) -> set[str]:
    """The modules that one imports, and those that these import."""
    for name in re.findall(r'from "\./(\w[\w-]*\.js)"', (ROOT / "static/js" / module).read_text()):
        if name not in found:
            found.add(name)
            imported(name, found)
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_what_is_preloaded_is_what_the_scripts_of_the_page_import(template: Path) -> None:
    text = template.read_text()
    scripts = re.findall(r"""<script type="module" src="{% static 'js/([\w-]+\.js)' %}">""", text)
    preloaded = re.findall(r"""rel="modulepreload" href="{% static 'js/([\w-]+\.js)' %}">""", text)
    wanted: set[str] = set()
    for script in scripts:
        imported(script, wanted)
    assert scripts
    assert preloaded == sorted(wanted - set(scripts))
