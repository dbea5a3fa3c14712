"""However many rows a statement is about, it is not sent with more values than a database takes."""

from annotator.models import Entity, Import, Label, Project, User

MANY = 66_000  # PostgreSQL takes 65,535 values beside a statement.


def test_very_many_rows_are_looked_up_by_their_keys(person: Label, mary: User) -> None:
    entity = Entity.make(person, "Esmail Qaani", actor=mary)
    assert Entity.objects.in_bulk(range(entity.pk, entity.pk + MANY)) == {entity.pk: entity}


def test_very_many_rows_are_deleted_with_what_hangs_on_them(project: Project, mary: User) -> None:
    Import.objects.bulk_create(Import(project=project, actor=mary) for _ in range(MANY))
    project.delete()
    assert not Import.objects.exists()
