"""What makes this server unsafe to reach. `manage.py serve` refuses to start with any of it.

Also part of `manage.py check --deploy`, for those who start another web server.
"""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 40


@register(Tags.security, deploy=True)
def check_settings_are_safe(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    return list(_unsafe_settings())


def _unsafe_settings() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS has a '*', so that any site may pass for this one: "
            "name the hosts people type instead, as in ALLOWED_HOSTS=desk.example.org.",
            id="annotator.E001",
        )
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10:
        yield Error(
            f"SECRET_KEY is too easy to guess: give it {SHORTEST_KEY} or more random characters, "
            "or leave it out, and one is made and kept in the data folder.",
            id="annotator.E002",
        )
    if settings.DEBUG and not (is_local(settings.HOST) and all(map(is_local, settings.ALLOWED_HOSTS))):
        yield Error(
            "DEBUG is on, which shows settings and code to everyone who meets an error: "
            "leave it off where other machines reach the server.",
            id="annotator.E003",
        )


def is_local(host: str) -> bool:
    """Whether a host's name or address leads to this machine alone."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
