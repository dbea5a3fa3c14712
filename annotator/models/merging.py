"""What a merge of entities took along, as the events tell."""

from annotator.models.edits import Event
from annotator.models.projects import Project

MERGED, MERGE_TAKEN_BACK = "entities merged", "merge taken back"  # events


def came_along(entity: int, project: Project) -> set[int]:
    """The entities merged into this one when it was merged last, but those that went their own way since.

    Who was moved together with it stays with it. Takes two queries.
    """
    merges = Event.objects.filter(project=project, verb__in=[MERGED, MERGE_TAKEN_BACK])
    last = merges.filter(verb=MERGED, data__entity=entity).order_by("-pk").first()
    if last is None:
        return set()
    along = set(last.data["after"]["along"])
    for data in merges.filter(pk__gt=last.pk).values_list("data", flat=True):
        moved = {data["entity"], *(data["after"] or data["before"])["along"]}
        if entity not in moved:
            along -= moved
    return along
