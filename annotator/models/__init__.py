"""The work on the corpus, split by concept in the order of the foreign keys."""

from annotator.models.claims import Claim
from annotator.models.edits import Edit, Event
from annotator.models.entities import Alias, AliasWord, Entity
from annotator.models.imports import Import, StagedDraft
from annotator.models.labels import Label
from annotator.models.projects import Membership, Project, Role
from annotator.models.refusals import Refusal
from annotator.models.relations import Relation
from annotator.models.reviews import Review
from annotator.models.spans import Span
from annotator.models.statements import Placement, Reading, Statement
from annotator.models.tasks import Assignment, Task, WrongState
from annotator.models.users import User

__all__ = [
    "Alias",
    "AliasWord",
    "Assignment",
    "Claim",
    "Edit",
    "Entity",
    "Event",
    "Import",
    "Label",
    "Membership",
    "Placement",
    "Project",
    "Reading",
    "Refusal",
    "Relation",
    "Review",
    "Role",
    "Span",
    "StagedDraft",
    "Statement",
    "Task",
    "User",
    "WrongState",
]
