"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.utils.functional import cached_property


class User(AbstractUser):
    """A person. What one may do follows from memberships; a superuser holds every role in every project."""

    @cached_property
    def held_anywhere(self) -> frozenset[str]:
        """The roles that the person holds in any project today, read once for each request."""
        return frozenset(self.memberships.filter(left_at=None).values_list("role", flat=True))
