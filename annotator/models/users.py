"""Who signs in."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from annotator.keys import KEYBOARDS, keys_of


class User(AbstractUser):
    """A person. What one may do follows from memberships; a superuser holds every role in every project."""

    # {"look": {name: value}, "keys": {command: key}, …}: what differs from the usual.
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)

    @cached_property
    def held_anywhere(self) -> frozenset[str]:
        """The roles that the person holds in any project today, read once for each request."""
        return frozenset(self.memberships.live().values_list("role", flat=True))

    def keys(self, page: str = "workspace") -> dict[str, str]:
        """The key of each command of a page of KEYBOARDS."""
        keyboard = KEYBOARDS[page]
        return keys_of(self.preferences.get(keyboard.kept, {}), keyboard.commands)

    def hold(self) -> "User":
        """The person as they stand; who asks for the same waits until this transaction has ended."""
        return User.objects.select_for_update(no_key=True).get(pk=self.pk)

    def prefer(self, **preferences: Any) -> None:
        """Keep what the person prefers under each of these names."""
        with transaction.atomic():
            self.preferences = {**self.hold().preferences, **preferences}
            self.save(update_fields=["preferences"])
