"""Makes .venv/ once and installs again only when the pinned requirements changed.

`python3 .ci/environment.py requirements-dev.txt`, with the standard library alone.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from.json"  # Written last: without it an environment is only half made.


def main(requirements: str) -> None:
    with (ROOT / "requirements.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Another make may be at it in this very moment.
        made_from = read_stamp()
        wanted = {name: fingerprint(name) for name in ("requirements.txt", requirements)}
        if made_from.get("root") != str(ROOT) or not starts():
            made_from = {"root": str(ROOT)}
            make()
        if not wanted.items() <= made_from.items():
            STAMP.unlink(missing_ok=True)
            install(requirements)
            STAMP.write_text(json.dumps(made_from | wanted, indent=2))


def read_stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def fingerprint(requirements: str) -> str:
    """A change in a file that is included makes it stale too."""
    return hashlib.sha256(text_of(requirements).encode()).hexdigest()


def text_of(requirements: str) -> str:
    """A file of requirements with those that it includes."""
    text = (ROOT / requirements).read_text()
    return text + "".join(text_of(name) for name in re.findall(r"^-r (.+)$", text, re.MULTILINE))


def starts() -> bool:
    """Whether the Python that the environment was made with is still there."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def make() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True)
    if sys.version_info < (3, 12):  # Until then setuptools came along, which nothing here uses.
        subprocess.run([PYTHON, "-m", "pip", "uninstall", "-q", "-y", "setuptools"], check=True)


def install(requirements: str) -> None:
    """pip's own lines are kept back, and shown only if it fails."""
    pins = text_of(requirements).count("==")
    show(f"Installing the packages of {requirements} into .venv (once; about half a minute).\n")
    # Not compiled: most of what a package brings is never imported, and what is gets compiled then.
    command = [str(PYTHON), "-m", "pip", "install", "--no-compile", "--progress-bar=off", "--no-input"]
    command += ["--retries=1", "--disable-pip-version-check", "-r", requirements]
    output = ""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            output += line
            if sys.stdout.isatty():
                show(f"\r{output.count('Collecting '):4} of {pins} ")
    if sys.stdout.isatty():
        show("\r")
    if pip.returncode:
        sys.exit(explain(output))


def show(text: str) -> None:
    print(text, end="", flush=True)


def explain(output: str) -> str:
    """What to say of a failed install: pip repeats itself at length when it only lacks the network."""
    if any(sign in output for sign in ("ConnectionError", "ResolutionError", "TimeoutError", "ProxyError")):
        return (
            "pip could not reach a package index, so nothing was installed: "
            "check the network (and pip's own settings: pip config list) and try again."
        )
    return f"{output}\npip could not install the packages; the lines above are its own."


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted: the next run makes the environment anew.")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The environment {VENV} could not be made: {error}")
