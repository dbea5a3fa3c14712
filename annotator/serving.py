"""The web server, in a process of its own: `python -m annotator.serving`, started by `manage.py serve`.

Django is loaded once; the workers are forked from there, and share what was loaded.
"""

import argparse
import gc
import http.client
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from annotator.turns import Turns

PATIENCE = 60  # seconds until a server that gives no answer is no longer waited for


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True, help="the address to listen at")
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--workers", required=True, type=int, help="processes that handle requests")
    parser.add_argument("--threads", required=True, type=int, help="requests that a worker has open at once")
    parser.add_argument("--url", required=True, help="the address to print")
    parser.add_argument("--name", required=True, help="a host name that Django accepts")
    options = parser.parse_args()

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        preload()
    else:  # What macOS loads by itself does not bear a fork: there each worker loads Django.
        multiprocessing.set_start_method("spawn")
    server = Granian(
        "annotator.wsgi",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    announcer = threading.Thread(target=announce, args=(server.wrks, options), daemon=True)
    server.on_startup(announcer.start)
    # A closed terminal ends the server (granian would only reload), unless nohup was there first.
    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    hangup = signal.SIG_IGN if nohup else server.signal_handler_interrupt
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hangup))
    server.serve(target_loader=load)


def preload() -> None:
    """Load the application with its URLs and its templates: what the first pages would have to wait for."""
    import_module("annotator.wsgi")
    get_resolver().reverse("sign_in")
    for template in (settings.BASE_DIR / "templates" / "annotator").iterdir():
        get_template(f"annotator/{template.name}")
    # It stays for good: looking through it for garbage, again and again, took a tenth of each request.
    gc.collect()
    gc.freeze()


def load(module: str) -> Callable[..., object]:
    """Runs in the worker: its WSGI application.

    A terminal signals the worker too, but ending it is its parent's part:
    two signals at once make granian wait until the worker is killed.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    if multiprocessing.get_start_method() == "spawn":
        preload()
    gc.set_threshold(20_000, 20, 20)
    return Turns(import_module(module).application)


def announce(workers: Sequence[object], options: argparse.Namespace) -> None:
    """Print the address as soon as a page comes from it.

    It only waits until all workers are forked: they must not copy this thread in the middle of anything.
    """
    while len(workers) < options.workers:
        time.sleep(0.01)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        if answers(host, options.port, options.name):
            print(f"The desk is open at {options.url} (Ctrl+C closes it).", flush=True)
            return
        time.sleep(0.05)
    print(f"The server has not answered for {PATIENCE} seconds; the lines above may tell why.", flush=True)


def answers(host: str, port: int, name: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("HEAD", "/", headers={"Host": name})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    main()
