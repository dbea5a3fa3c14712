"""The commands themselves: the environment that make builds, and the driver of make test."""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from tests import chromium, postgres, run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in a folder with a blank in its name, whose requirements are empty."""
    clone = tmp_path / "a clone"
    shutil.copytree(ROOT / ".ci", clone / ".ci")
    shutil.copy(ROOT / "Makefile", clone)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (clone / name).touch()
    return clone


@pytest.fixture
def make_environment(clone: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs .ci/environment where no Python is to be found but those that the test makes."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname") or "")

    def make_environment(**pythons: str) -> subprocess.CompletedProcess[str]:
        for name, answer in pythons.items():
            (tools / name).write_text(f"#!/bin/sh\necho '{answer}'\n")
            (tools / name).chmod(0o755)
        return subprocess.run(
            ["/bin/sh", clone / ".ci" / "environment", "requirements.txt"],
            env={"PATH": str(tools), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )

    return make_environment


Maker = Callable[..., subprocess.CompletedProcess[str]]


def test_without_a_python_one_sentence_says_so(make_environment: Maker) -> None:
    done = make_environment()
    assert done.returncode == 1
    assert (
        done.stderr == "Python 3.11 or newer is needed, and no Python was found: install one and try again.\n"
    )


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.10"])
def test_with_an_old_python_alone_one_sentence_names_it(make_environment: Maker, version: str) -> None:
    done = make_environment(python3=f"whole {version}")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Python 3.11 or newer is needed, and only Python {version} at /")
    assert done.stderr.count("\n") == 1


def test_without_the_venv_module_one_sentence_says_what_to_install(make_environment: Maker) -> None:
    done = make_environment(python3="incomplete 3.13")
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.13 at /")
    assert "apt install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_among_several_pythons_one_that_can_make_an_environment_is_taken(make_environment: Maker) -> None:
    done = make_environment(
        python3="incomplete 3.11", **{"python3.12": "whole 3.10", "python3.11": "whole 3.11"}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "whole 3.11\n", "")


def test_an_environment_is_made_in_a_folder_with_a_blank(clone: Path) -> None:
    done = subprocess.run(
        [clone / ".ci" / "environment", "requirements.txt"], cwd="/", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert subprocess.run([clone / ".venv" / "bin" / "python", "-c", ""]).returncode == 0


class Environment:
    """environment.py of a clone, with notes instead of the long work."""

    def __init__(self, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module = load(clone / ".ci" / "environment.py")
        self.notes: list[str] = []
        self.works = True
        monkeypatch.setattr(self.module, "make", self.make)
        monkeypatch.setattr(self.module, "install", self.install)
        monkeypatch.setattr(self.module, "starts", lambda: self.works)

    def make(self) -> None:
        self.notes.append("made")
        shutil.rmtree(self.module.VENV, ignore_errors=True)
        self.module.VENV.mkdir()

    def install(self, requirements: str) -> None:
        self.notes.append(requirements)

    def main(self, requirements: str = "requirements.txt") -> list[str]:
        self.notes = []
        self.module.main(requirements)
        return self.notes


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def environment(clone: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    environment = Environment(clone, monkeypatch)
    environment.main()
    return environment


def test_an_environment_is_made_once(environment: Environment) -> None:
    assert environment.main() == []


def test_a_changed_pin_is_installed_without_building_anew(environment: Environment, clone: Path) -> None:
    (clone / "requirements.txt").write_text("django==5.2\n")
    assert environment.main() == ["requirements.txt"]
    assert environment.main() == []


def test_a_changed_pin_in_an_included_file_is_installed_too(environment: Environment, clone: Path) -> None:
    (clone / "requirements-nlp.txt").touch()
    (clone / "requirements-dev.txt").write_text("-r requirements-nlp.txt\n")
    assert environment.main("requirements-dev.txt") == ["requirements-dev.txt"]
    (clone / "requirements-nlp.txt").write_text("spacy==3.8\n")
    assert environment.main("requirements-dev.txt") == ["requirements-dev.txt"]


def test_the_tests_requirements_come_on_top_and_stay_when_the_server_is_run(environment: Environment) -> None:
    assert environment.main("requirements-dev.txt") == ["requirements-dev.txt"]
    assert environment.main("requirements.txt") == []
    assert environment.main("requirements-dev.txt") == []


def test_an_interrupted_install_is_built_anew(environment: Environment, clone: Path) -> None:
    (clone / "requirements.txt").write_text("django==5.2\n")

    def interrupted(requirements: str) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment.module, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.main()
    assert environment.main() == ["made", "requirements.txt"]


def test_a_moved_clone_builds_anew(
    environment: Environment, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = clone.rename(clone.with_name("moved"))
    assert Environment(moved, monkeypatch).main() == ["made", "requirements.txt"]


def test_an_environment_whose_python_is_gone_is_built_anew(environment: Environment) -> None:
    environment.works = False
    assert environment.main() == ["made", "requirements.txt"]


def test_a_broken_stamp_counts_as_none(environment: Environment) -> None:
    environment.module.STAMP.write_text("{")
    assert environment.main() == ["made", "requirements.txt"]


def test_an_unreachable_index_is_one_sentence(environment: Environment) -> None:
    said = environment.module.explain(
        "WARNING: Retrying … NameResolutionError …\nERROR: No matching distribution\n"
    )
    assert said.startswith("pip could not reach a package index")
    assert "\n" not in said


def test_any_other_failure_shows_what_pip_said(environment: Environment) -> None:
    assert "No space left" in environment.module.explain("ERROR: No space left on device\n")


def test_make_without_a_target_lists_the_commands() -> None:
    done = subprocess.run(
        ["make", "-C", ROOT, "--no-print-directory"], capture_output=True, text=True, check=True
    )
    for target in ("run", "test", "lint", "bench"):
        assert f"make {target}\t" in done.stdout


def test_the_private_postgresql_leaves_nothing_behind_and_opens_no_folder() -> None:
    modes = {folder: folder.stat().st_mode for folder in [ROOT, *ROOT.parents]}
    try:
        with postgres.private_server() as url, psycopg.connect(url) as connection:
            row = connection.execute("select current_setting('data_directory'), upper('é')").fetchone()
            home = Path(row[0] if row else "").parent
            assert home.stat().st_mode & 0o077 == 0
            assert row == (str(home / "data"), "É")
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))  # `make test` says so loudly at its end.
    assert not home.exists()
    assert modes == {folder: folder.stat().st_mode for folder in modes}


def test_a_postgresql_that_cannot_be_had_is_told_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_installed", lambda home, copy_wheel: iter(()))
    with pytest.raises(postgres.Unavailable, match="no wheel"), postgres.private_server():
        pytest.fail("a server came up out of nothing")


def test_a_chromium_that_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, code in {"chromium": 1, "google-chrome": 0}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert chromium.find() == str(tmp_path / "google-chrome")


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_what_could_not_be_tested_is_told_loudly_and_fails_in_ci(
    ci: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    driver = run.Run(tmp_path)
    driver.without("a browser", "none could be installed.")
    assert driver.summary() == code
    assert "!!! NOT TESTED !!! a browser: none could be installed." in capsys.readouterr().out


def test_a_failed_step_fails_the_run_and_the_others_still_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = run.Run(tmp_path)
    driver.step("first", ["false"])
    driver.step("second", ["true"])
    assert driver.summary() == 1
    lines = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert ["failed", "first"] in lines
    assert ["passed", "second"] in lines


def test_a_persons_own_settings_do_not_reach_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in run.SETTINGS:
        monkeypatch.setenv(name, "mine")
    run.Run(tmp_path).step("environment", ["env"])
    assert "=mine" not in capfd.readouterr().out


def test_the_counts_are_those_that_pytest_wrote(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    results.write_text('<testsuites><testsuite tests="7" failures="1" errors="0" skipped="2"/></testsuites>')
    assert run.counts(results) == "4 passed, 1 failures, 2 skipped"
    assert run.counts(tmp_path / "none.xml") == "no result"
