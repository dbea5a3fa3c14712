"""The work on the corpus, split by concept in the order of the foreign keys."""

from annotator.models.edits import Edit, Event
from annotator.models.imports import Import, StagedDraft
from annotator.models.labels import Label
from annotator.models.projects import Membership, Project, Role
from annotator.models.reviews import Review
from annotator.models.spans import Span
from annotator.models.tasks import Assignment, Task, WrongState
from annotator.models.users import User

__all__ = [
    "Assignment",
    "Edit",
    "Event",
    "Import",
    "Label",
    "Membership",
    "Project",
    "Review",
    "Role",
    "Span",
    "StagedDraft",
    "Task",
    "User",
    "WrongState",
]
