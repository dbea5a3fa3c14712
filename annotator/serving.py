"""The web server that `manage.py serve` becomes.

Django is loaded once; the workers are forked from there, and share what was loaded.
"""

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
# What macOS loads by itself does not bear a fork: there each process loads Django.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"


def serve(host: str, port: int) -> None:
    """Listen at the address until the process is told to end."""
    multiprocessing.set_start_method(START_METHOD)
    workers = min(4, os.cpu_count() or 1)
    server = Granian(
        "annotator.wsgi",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=max(4, 8 // workers),  # requests that a worker has open at once
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    announcer = threading.Thread(target=announce, args=(server.wrks, workers, host, port), daemon=True)
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


def announce(workers: Sequence[object], number: int, host: str, port: int) -> None:
    """Print the address as soon as a page comes from it.

    It only waits until all workers are forked: they must not copy this thread in the middle of anything.
    """
    while len(workers) < number:
        time.sleep(0.01)
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = "localhost" if here != host else f"[{host}]" if ":" in host else host
    name = settings.ALLOWED_HOSTS[0].lstrip(".")  # one that Django accepts
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        if answers(here, port, name):
            print(f"The desk is open at http://{shown}:{port}/ (Ctrl+C closes it).", flush=True)
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
