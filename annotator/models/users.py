"""Who signs in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person. What one may do follows from memberships; a superuser holds every role in every project."""
