"""Load the sample project of `annotator/sample/` through the verbs that the workspace uses."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.http import QueryDict

from annotator.forms.claims import ClaimForm
from annotator.models import (
    Assignment,
    Claim,
    Entity,
    Event,
    Label,
    Membership,
    Placement,
    Project,
    Reading,
    Relation,
    Review,
    Role,
    Span,
    Statement,
    Task,
    User,
)
from annotator.models.reviews import Amendment, Seen
from articles.models import Article, Source, Story
from articles.text import normalise

SAMPLE = Path(__file__).resolve().parent.parent.parent / "sample"
REVIEWER = "ruth"

# The entity that a spelling means, by the name of its label and the spelling.
Bank = dict[tuple[str, str], Entity]


class Command(BaseCommand):
    help = (
        "Load the sample project: ten articles of ten outlets, the spans of two analysts, reviews and gold. "
        "Does nothing if there is a project already. The people of the sample can't sign in. "
        "Example: python manage.py load_sample"
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Project.objects.exists():
            self.stdout.write("There is a project already: the sample was not loaded.")
            return
        content = _read("project.json")
        project = _make_project(content)
        bank = _make_bank(project)
        for folder in content["stories"]:
            tasks = _make_tasks(project, folder)
            for layer in _read(f"{folder}/annotations.json"):
                _make_layer(tasks[layer["file"]], layer, bank)
            for statement in _read(f"{folder}/statements.json"):
                _make_statement(tasks, statement)
        self.stdout.write(
            f"Loaded “{project}”: {project.tasks.count()} articles, "
            f"{Span.objects.filter(assignment__task__project=project).count()} spans."
        )


def _read(path: str) -> Any:
    return json.loads((SAMPLE / path).read_text(encoding="utf-8"))


def _make_project(content: dict[str, Any]) -> Project:
    project = Project.objects.create(
        name=content["name"],
        slug=content["slug"],
        guidelines=(SAMPLE / "guidelines.md").read_text(encoding="utf-8"),
        is_blind=content["is_blind"],
        annotators_per_article=content["annotators_per_article"],
    )
    for order, label in enumerate(content["labels"], start=1):
        Label.objects.create(project=project, order=order, **label)
    Label.objects.make_said_by(project)
    for username, roles in content["members"].items():
        user = User.objects.filter(username=username).first() or User.objects.create_user(username)
        for role in roles:
            Membership.objects.create(project=project, user=user, role=role)
    # Whoever set this desk up finds articles to tag on the first page, beside work to review.
    for administrator in User.objects.filter(is_superuser=True):
        Membership.objects.create(project=project, user=administrator, role=Role.ANNOTATOR)
    return project


def _make_bank(project: Project) -> Bank:
    """The entities of both stories, by the label and the spellings that are linked to them."""
    labels = {label.name: label for label in project.labels.all()}
    reviewer = User.objects.get(username=REVIEWER)
    bank: Bank = {}
    by_name: dict[str, Entity] = {}
    for content in _read("entities.json"):
        label = labels[content["label"]]
        entity = Entity.make(label, content["name"], actor=reviewer, description=content["description"])
        by_name[entity.name] = entity
        for alias in content["aliases"]:
            entity.add_alias(alias, actor=reviewer)
        if target := content.get("merged_into"):
            entity.merge_into(by_name[target], actor=reviewer)
        bank |= {(label.name, spelling): entity for spelling in content["spellings"]}
    return bank


def _make_tasks(project: Project, folder: str) -> dict[str, Task]:
    """The articles of a story as tasks, by the name of their file."""
    content = _read(f"{folder}/story.json")
    story, _ = Story.objects.get_or_create(title=content["title"])
    tasks = {}
    for fields in content["articles"]:
        file, source = fields.pop("file"), fields.pop("source")
        raw = (SAMPLE / folder / file).read_bytes()
        article, is_new = Article.objects.get_or_create(
            url=fields["url"],
            defaults={**fields, "story": story, "source": Source.objects.get_or_create(name=source)[0]},
        )
        if is_new:
            article.add_version(normalise(raw.decode()), raw=raw, raw_name=file)
        tasks[file] = Task.objects.create(project=project, article=article)
    Event.objects.create(
        project=project,
        actor=User.objects.get(username=REVIEWER),
        verb="imported",
        data={"articles": len(tasks), "story": story.title},
    )
    return tasks


def _make_layer(task: Task, content: dict[str, Any], bank: Bank) -> None:
    """One person's work on an article, and what the reviewer said to it."""
    labels = {label.name: label for label in task.project.labels.all()}
    annotator, reviewer = (User.objects.get(username=name) for name in (content["annotator"], REVIEWER))
    layer = task.assignment_of(annotator)
    text, state, message = layer.version.text, content["state"], content.get("message", "")
    # Links are made with the spans, as “link every mention” does.
    spans = [
        Span.make(
            layer,
            labels[tagged["label"]],
            *_find(text, tagged),
            actor=annotator,
            note=tagged.get("note", ""),
            entity=bank.get((tagged["label"], tagged["quote"])),
        )
        for tagged in content["spans"]
    ]
    for spelling, entity in {span.quote: span.entity for span in spans if span.entity}.items():
        entity.add_alias(spelling, actor=annotator, taught_by=annotator)
    _describe(layer, spans, content["spans"])
    if state == Assignment.State.DEFERRED:
        layer.defer(annotator, message)
    elif state == Assignment.State.DECLINED:
        layer.decline(annotator, message)
    elif state not in (Assignment.State.TO_DO, Assignment.State.IN_PROGRESS):
        layer.submit(annotator)
    for span, tagged in zip(spans, content["spans"], strict=True):
        if review := tagged.get("review"):
            right = review.get("correction")
            Review.decide(
                layer,
                span,
                review["decision"],
                actor=reviewer,
                seen=Seen(span.version, ""),
                comment=review.get("comment", ""),
                amendment=Amendment(labels[right["label"]], *_find(text, right)) if right else None,
            )
    for missed in content.get("missed", []):
        start, end = _find(text, missed)
        label, note = labels[missed["label"]], missed.get("note", "")
        Review.add_missed(layer, label, start, end, actor=reviewer, uid=uuid4(), note=note)
    if state == Assignment.State.ACCEPTED:
        layer.accept(reviewer, message)
    elif state == Assignment.State.RETURNED:
        layer.return_to_annotator(reviewer, message)


def _describe(layer: Assignment, spans: list[Span], tagged: list[dict[str, Any]]) -> None:
    """What the claims of a layer say, and by whom: a relation, and the claimant if that span is linked."""
    annotator, text = layer.annotator, layer.version.text
    assert annotator is not None
    said_by = layer.task.project.labels.filter(kind=Label.Kind.RELATION).first()
    by_place = {(span.start, span.end): span for span in spans if span.label.kind == Label.Kind.ENTITY}
    for span, content in zip(spans, tagged, strict=True):
        fields = dict(content.get("claim", {}))
        speaker = by_place[_find(text, named)] if (named := fields.pop("said_by", None)) else None
        if not fields:
            continue
        if speaker is not None and speaker.entity_id:
            fields["claimant"] = speaker.entity_id
        sent = QueryDict(urlencode({"edit": uuid4(), "seen": span.version, **fields}))
        form = ClaimForm(sent, span, annotator)
        form.save_of(annotator)
        claim = span.claim_or_none or Claim()
        span.describe(form.over(claim.snapshot()), actor=annotator, seen=span.version)
        if speaker is not None and said_by is not None:
            Relation.make(layer, said_by, span, speaker, actor=annotator)


def _make_statement(tasks: dict[str, Task], content: dict[str, Any]) -> None:
    """What claims of the story are about: who placed which under it, who read which article for it."""
    task = next(iter(tasks.values()))
    assert task.article.story is not None
    statement = Statement.objects.create(project=task.project, story=task.article.story, text=content["text"])
    for placed in content["placed"]:
        annotator = User.objects.get(username=placed["annotator"])
        layer = tasks[placed["file"]].assignment_of(annotator)
        start, end = _find(layer.version.text, placed)
        spans = layer.spans.filter(label__name=placed.get("label", "Claim"), start=start, end=end)
        span = spans.select_related("assignment__annotator", "claim").get()
        Placement.of(span, statement, placed["stance"]).add(actor=annotator)
    for username, files in content["read"].items():
        annotator = User.objects.get(username=username)
        layers = [tasks[file].assignment_of(annotator) for file in files]
        Reading.mark(layers, statement, actor=annotator, batch=uuid4())
    if verdict := content.get("verdict"):
        statement.judge(**verdict, actor=User.objects.get(username=REVIEWER), seen=statement.version)


def _find(text: str, tagged: dict[str, Any]) -> tuple[int, int]:
    """Where the quote stands in the text for the n-th time. Raises CommandError if it does not."""
    quote, occurrence, start = tagged["quote"], tagged.get("occurrence", 1), -1
    for _ in range(occurrence):
        start = text.find(quote, start + 1)
        if start < 0:
            title = text.strip().partition("\n")[0]
            raise CommandError(
                f"The sample is broken: “{quote}” (number {occurrence}) is not in “{title} …”."
            )
    return start, start + len(quote)
