"""Who a request comes from: Django's own sessions and users, found by prepared look-ups.

Every request makes these two, so they were a fifth of a save.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from annotator.models import User
from annotator.prepared import prepared


class SessionStore(db.SessionStore):
    """The sessions of SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        session = _session.first(self.session_key) if self.session_key else None
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session


class UserBackend(ModelBackend):
    """The people of AUTHENTICATION_BACKENDS."""

    def get_user(self, user_id: Any) -> User | None:
        user = _user.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


@prepared
def _session(session_key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key)


@prepared
def _user(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)
