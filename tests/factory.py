"""Makes what tests need, through the models' own verbs. One plain function a thing."""

from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from annotator.models import Assignment, Label, Membership, Project, Review, Role, Span, Task, User
from annotator.models.reviews import Amendment, Seen
from articles.models import Article, Source, Story

_numbers = count(1)


def make_user(username: str, **fields: Any) -> User:
    return User.objects.create_user(username, password="a long enough password", **fields)


def make_project(slug: str = "harbour", **fields: Any) -> Project:
    return Project.objects.create(**{"slug": slug, "name": slug.title(), **fields})


def make_member(project: Project, user: User, *roles: Role) -> User:
    for role in roles:
        Membership.objects.create(project=project, user=user, role=role)
    return user


def make_label(project: Project, name: str = "Person", kind: str = Label.Kind.ENTITY, **fields: Any) -> Label:
    return Label.objects.create(project=project, name=name, kind=kind, **fields)


def make_article(
    text: str = "Ada Marlow spoke.\n", source: str = "", story: str = "", **fields: Any
) -> Article:
    """An article with one version; its title is numbered unless given."""
    article = Article.objects.create(
        **{
            "title": f"Article {next(_numbers)}",
            "source": Source.objects.get_or_create(name=source)[0] if source else None,
            "story": Story.objects.get_or_create(title=story)[0] if story else None,
            **fields,
        }
    )
    article.add_version(text)
    return article


def make_task(project: Project, text: str = "Ada Marlow spoke.\n", **fields: Any) -> Task:
    """An article and its place in the project."""
    return Task.objects.create(project=project, article=make_article(text, **fields))


def make_assignment(task: Task, annotator: User, state: str = Assignment.State.TO_DO) -> Assignment:
    assignment = Assignment.objects.create(
        task=task, annotator=annotator, version=task.current_version(), state=state
    )
    return assignment


def make_span(assignment: Assignment, label: Label, quote: str, occurrence: int = 1, **fields: Any) -> Span:
    """Tag the n-th occurrence of a quote, whatever state the assignment is in."""
    text, start = assignment.version.text, -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    state, assignment.state = assignment.state, Assignment.State.IN_PROGRESS
    span = Span.make(
        assignment, label, start, start + len(quote), **{"actor": assignment.annotator, **fields}
    )
    assignment.state = state
    return span


def make_submitted(task: Task, annotator: User, *spans: tuple[Label, str]) -> Assignment:
    """Somebody's work on a task, handed in: the labels with the words that carry them."""
    layer = make_assignment(task, annotator)
    for label, quote in spans:
        make_span(layer, label, quote)
    layer.submit(annotator)
    return layer


@transaction.atomic
def make_review(
    span: Span,
    reviewer: User,
    decision: Review.Decision = Review.Decision.ACCEPTED,
    *,
    comment: str = "",
    label: Label | None = None,
) -> Review:
    """A decision on a span of a layer that is submitted or accepted; a correction gives it another label."""
    standing = Review.objects.filter(span=span).first()
    seen = Seen(span.version, standing.stamp if standing else "")
    return Review.decide(
        span.assignment,
        span,
        decision,
        actor=reviewer,
        seen=seen,
        comment=comment,
        amendment=Amendment(label=label) if label else None,
    )


@transaction.atomic
def make_missed(layer: Assignment, label: Label, quote: str, reviewer: User) -> Span:
    """A span of gold that the annotator did not make."""
    start = layer.version.text.index(quote)
    return Review.add_missed(layer, label, start, start + len(quote), actor=reviewer, uid=uuid4())
