"""The reports of a story stand in one order, on each database."""

from datetime import date, time

from annotator.models import Project, Task
from tests.factory import make_task


def test_reports_are_in_the_order_of_time_and_those_of_unknown_time_come_last(project: Project) -> None:
    undated, monday, noon, sunday, morning = (
        make_task(project, story="The port burnt", published_on=on, published_time=at)
        for on, at in [
            (None, None),
            (date(2021, 11, 8), None),
            (date(2021, 11, 8), time(12)),
            (date(2021, 11, 7), None),
            (date(2021, 11, 8), time(6, 30)),
        ]
    )
    assert list(Task.objects.of_story(monday)) == [sunday, morning, noon, monday, undated]
