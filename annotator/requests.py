"""The type of the requests that views get: signed in, as the middleware sees to it, and with `htmx`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotator.models import User


class DeskRequest(HttpRequest):
    htmx: HtmxDetails
    user: User
