"""Review and administration. A module a noun; each registers itself with the desk's admin site."""

from annotator.admin import (
    articles,
    assignments,
    entities,
    events,
    labels,
    members,
    projects,
    statements,
    tasks,
    users,
)

__all__ = [
    "articles",
    "assignments",
    "entities",
    "events",
    "labels",
    "members",
    "projects",
    "statements",
    "tasks",
    "users",
]
