"""The borders of the house, read from the sources. A test that fails here says what to do."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import nan
from pathlib import Path
from typing import TypeVar

from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("articles", "annotator")
Node = TypeVar("Node", bound=ast.AST)

# From the top down: within a package, a module imports from its own layer and from those below.
LAYERS = (
    {"urls", "wsgi", "settings"},
    {"views", "admin", "management", "serving", "middleware", "templatetags", "apps", "checks", "site"},
    {
        "forms",
        "access",
        "visibility",
        "finding",
        "queue",
        "undo",
        "importing",
        "reading",
        "datasets",
        "proposing",
    }
    | {
        "requests",
        "sessions",
        "paging",
        "markdown",
        "comparing",
        "linking",
        "learning",
        "suggesting",
        "bank",
    },
    {"models", "search"},
    {"text", "words", "segments", "fragments", "occurrences", "agreement", "keys", "prepared"}
    | {"values", "attribution", "suggestions"}
    | {"matrix", "likeness", "timelines", "names"}
    | {"sqlite", "postgresql", "staticfiles", "formats", "turns"},
)
PURE = {
    "articles/text.py",
    "articles/words.py",
    "annotator/segments.py",
    "annotator/fragments.py",
    "annotator/occurrences.py",
    "annotator/names.py",
    "annotator/agreement.py",
}

# "path imports module", and why it cannot stand at the top of the file.
LOCAL_IMPORTS: dict[str, str] = {}

# Who may ask which database it is, and why.
ASKING_FOR_THE_DATABASE = {
    "annotator/settings.py": "sets each of them up",
    "annotator/datasets/snapshot.py": "each begins a snapshot's transaction with other words",
    "annotator/management/commands/serve.py": "SQLite is to count its rows",
    "articles/models.py": "PostgreSQL is to index long addresses by their hash; SQLite makes its own of that",
    "articles/search.py": "PostgreSQL's full text, SQLite's FTS5",
}
DATABASES = ("sqlite", "postgresql", "django.db.backends.sqlite3", "django.db.backends.postgresql")

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "managers", "mixins"}

NOT_IN_TEMPLATES = {
    r"\sstyle\s*=": "an inline style; give it a class",
    r"\son[a-z]+\s*=": "an inline handler; hook a module of static/js by a data- attribute",
    r"<script(?![^>]*\ssrc\s*=)": "an inline script; put it into a module of static/js",
    r"<style\b": "an inline stylesheet; put it into static/css",
    r"\bhx-on\b": "hx-on, which evaluates text; hook a module of static/js by a data- attribute",
    r"[\"'\s](js|javascript):": "a js: value, which evaluates text; let a module of static/js add the value",
}


def test_the_corpus_knows_nothing_of_annotation() -> None:
    found = [
        f"{name}:{line} names {module}"
        for name in sources("articles")
        for line, module in [*imports(name), *strings(name)]
        if module.split(".")[0] == "annotator"
    ]
    assert not found, advice(found, "Move what both need into articles, or this code into annotator.")


def test_imports_go_one_way() -> None:
    found = []
    for name in sources(*PACKAGES):
        for line, module in imports(name, at_runtime=True):
            package, _, inside = module.partition(".")
            if name.startswith(f"{package}/") and layer(inside.split(".")[0]) < layer(room(name)):
                found.append(f"{name}:{line} imports {module}")
    assert not found, advice(found, "Move what is shared to the lower of the two layers (LAYERS).")


def test_every_module_has_a_layer() -> None:
    known = set().union(*LAYERS, {"__init__", "migrations"})
    found = sorted({name for name in sources(*PACKAGES) if room(name) not in known})
    assert not found, advice(found, "Give it a place in LAYERS of tests/test_architecture.py.")


def test_pure_modules_know_no_django() -> None:
    found = [
        f"{name}:{line} imports {module}"
        for name in sources(*PACKAGES)
        if name in PURE
        for line, module in imports(name)
        if module.split(".")[0] == "django" or module.split(".")[1:2] == ["models"]
    ]
    assert not found, advice(found, "Hand in plain values; leave the database and the request to the caller.")


def test_imports_stand_at_the_top_of_the_file() -> None:
    found = {
        f"{name} imports {module}"
        for name in sources(*PACKAGES)
        for function in nodes(name, ast.FunctionDef)
        for node in ast.walk(function)
        for _, module in modules(node)
    }
    assert found == set(LOCAL_IMPORTS), advice(
        found ^ set(LOCAL_IMPORTS),
        "Move the import to the top; where the layers forbid it, the code is in the wrong layer. "
        "LOCAL_IMPORTS lists the exceptions with their reasons, and no others.",
    )


def test_only_few_ask_which_database_it_is() -> None:
    found = {
        name
        for name in sources(*PACKAGES)
        if "/migrations/" not in name
        and (
            any(text in DATABASES for _, text in strings(name))
            or any(node.attr == "vendor" for node in nodes(name, ast.Attribute))
            or any(node.name.startswith("as_sqlite") for node in nodes(name, ast.FunctionDef))
            or any(module.startswith("django.contrib.postgres") for _, module in imports(name))
        )
    }
    assert found == set(ASKING_FOR_THE_DATABASE), advice(
        found ^ set(ASKING_FOR_THE_DATABASE),
        "Say it in the ORM's words, which both understand; full-text search belongs in articles/search.py.",
    )


def test_views_find_what_a_url_names_through_access_alone() -> None:
    found = []
    for name in sources("annotator/views", "annotator/forms"):
        for call in nodes(name, ast.Call):
            called = ast.unparse(call.func)
            by_id = {keyword.arg for keyword in call.keywords} & {"pk", "id", "uid", "slug"}
            if called.endswith(("get_object_or_404", "get_list_or_404")):
                found.append(f"{name}:{call.lineno} calls {called}")
            elif called.endswith((".objects.get", ".objects.aget")) and by_id:
                found.append(
                    f"{name}:{call.lineno} calls {called}({', '.join(sorted(filter(None, by_id)))}=…)"
                )
    assert not found, advice(
        found, "Look it up through the parent whose permission was checked: annotator/access.py."
    )


def test_a_name_says_what_is_in_the_file() -> None:
    found = [
        name for name in sources(*PACKAGES, "tests") if VAGUE_NAMES & {*Path(name).with_suffix("").parts}
    ]
    assert not found, advice(
        found,
        "One instance: a model's method; many: a QuerySet's; many models: a module named after its job.",
    )


def test_makemessages_finds_what_is_translated() -> None:
    found = [
        f"{name}:{node.lineno} imports {alias.name} as {alias.asname}"
        for name in sources(*PACKAGES)
        for node in nodes(name, ast.ImportFrom)
        if node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in (None, "_")
    ]
    assert not found, advice(found, "It looks for Django's own names and for _: call it by one of these.")


def test_templates_hold_no_script_and_no_style() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    found = []
    for path in templates:
        text = re.sub(r"{#.*?#}|{% comment.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
        found += [
            f"{path.relative_to(ROOT)} has {what}"
            for pattern, what in NOT_IN_TEMPLATES.items()
            if re.search(pattern, text)
        ]
    assert not found, advice(found, "The Content-Security-Policy would block it.")


def test_no_package_index_is_named() -> None:
    index = re.compile(
        r"//[\w.-]*(pypi|pythonhosted|npmjs|debian|jsdelivr|unpkg)[\w.-]*|--(extra-)?index-url|--find-links"
    )
    texts = [path for path in files() if path != Path(__file__)]
    assert ROOT / "requirements.txt" in texts
    found = [
        f"{path.relative_to(ROOT)} has {match[0]}"
        for path in texts
        if (match := index.search(path.read_text(errors="replace")))
    ]
    assert not found, advice(
        found, "Name the package alone: where it comes from is each machine's own setting."
    )


def test_migrations_form_one_line() -> None:
    graph = MigrationLoader(None).graph
    for app in PACKAGES:
        assert len(graph.leaf_nodes(app)) == 1, advice(
            [f"{app}.{name}" for _, name in graph.leaf_nodes(app)], "Make one of them follow the other."
        )
        for key, node in graph.node_map.items():
            followers = [child.key for child in node.children if child.key[0] == key[0] == app]
            assert len(followers) <= 1, advice(map(str, followers), f"Only one migration may follow {key}.")


def sources(*folders: str) -> list[str]:
    """The Python files below some folders of the clone, as paths from its top."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert found, f"nothing to read in {folders}"
    return [path.relative_to(ROOT).as_posix() for path in found]


def files() -> list[Path]:
    """Everything of the project's own that is text."""
    tops = [path for path in ROOT.iterdir() if path.name == ".ci" or not path.name.startswith((".", "var"))]
    found = [path for top in tops for path in (top.rglob("*") if top.is_dir() else [top])]
    binary = {".pyc", ".png", ".jpg", ".webp", ".ico", ".woff2", ".zip"}
    return [path for path in found if path.is_file() and path.suffix not in binary]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text())


def nodes(name: str, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(tree(name)) if isinstance(node, kind))


def modules(node: ast.AST) -> list[tuple[int, str]]:
    """Line and dotted name of what an import statement imports; empty for any other node."""
    if isinstance(node, ast.Import):
        return [(node.lineno, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return []


def imports(name: str, at_runtime: bool = False) -> Iterator[tuple[int, str]]:
    """What a file imports; at run time, without what only the type checker reads."""
    skipped: set[ast.AST] = set()
    if at_runtime:
        for part in nodes(name, ast.If):
            if ast.unparse(part.test) == "TYPE_CHECKING":
                skipped |= set(ast.walk(part))
    for node in ast.walk(tree(name)):
        if node not in skipped:
            yield from modules(node)


def strings(name: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def room(name: str) -> str:
    """The module or folder right below the package: views for annotator/views/spans.py."""
    return Path(name.split("/")[1]).stem


def layer(room: str) -> float:
    """The number of a room's layer, 0 being the top; not a number for migrations and the package itself."""
    return next((number for number, rooms in enumerate(LAYERS) if room in rooms), nan)


def advice(found: Iterable[object], what_to_do: str) -> str:
    lines = "\n  ".join(sorted(map(str, found)))
    return f"\n  {lines}\n{what_to_do}"
