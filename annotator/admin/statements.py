"""Statements: their wording and their verdicts to review, and two of them that are one to merge."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.admin.filters import ProjectFilter, StoryFilter
from annotator.admin.scoped import count_of, person, shown_number
from annotator.admin.versioned import VersionedAdmin, VersionedForm
from annotator.models import Placement, Reading, Statement
from annotator.models.edits import Conflict
from annotator.models.projects import REVIEWING


class StatementForm(VersionedForm[Statement]):
    class Meta:
        model = Statement
        fields = ("text", "verdict", "justification")

    def clean(self) -> dict[str, Any]:
        """Refuse reasons without a verdict, which would be lost."""
        given = super().clean()
        try:
            self.instance.check_verdict(given.get("verdict", ""), given.get("justification", ""))
        except Conflict as error:
            self.add_error("justification", str(error))
        return given


@admin.register(Statement)
class StatementAdmin(VersionedAdmin[Statement]):
    form = StatementForm
    roles = REVIEWING
    list_display = ("text", "story", "project", "placements", "readings", "verdict", "compared")
    list_filter = (ProjectFilter, StoryFilter, "verdict")
    search_fields = ("text",)
    ordering = ("-pk",)
    fields = ("text", "project", "story", "verdict", "justification", "judged_by", "judged_at", "seen")
    readonly_fields = ("project", "story", "judged_by", "judged_at")
    actions = ("merge",)
    shown_with = ("project", "story")
    instead_of_deleting = gettext_lazy("Merge it into another statement of the story instead.")
    placements = shown_number("placement_count", gettext_lazy("claims placed"))
    readings = shown_number("reading_count", gettext_lazy("readings"))

    def with_numbers(self, queryset: QuerySet[Statement], request: HttpRequest) -> QuerySet[Statement]:
        return queryset.annotate(
            placement_count=count_of(Placement.objects.all(), "statement"),
            reading_count=count_of(Reading.objects.all(), "statement"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A statement is made of a claim, on its story's page."""
        return False

    def save_model(self, request: HttpRequest, obj: Statement, form: Any, change: bool) -> None:
        """Through the verbs of the page, which write it down."""
        standing, seen = Statement.objects.get(pk=obj.pk), form.cleaned_data["seen"]
        before = standing.version
        standing.rename(obj.text, actor=person(request), seen=seen)
        seen += standing.version - before  # A new wording makes a version of its own.
        standing.judge(obj.verdict, obj.justification, actor=person(request), seen=seen)

    @admin.display(description=gettext_lazy("story's page"))
    def compared(self, statement: Statement) -> SafeString:
        address = reverse("story", args=(statement.project.slug, statement.story_id))
        return format_html(
            '<a href="{}?at={}#statement-{}">{}</a>', address, statement.pk, statement.pk, _("Open")
        )

    @admin.action(
        description=gettext_lazy("Merge the selected statements into the oldest"), permissions=["change"]
    )
    def merge(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        """Placements and readings move; what stands under both stays once."""
        chosen = list(queryset.order_by("pk"))
        if len(chosen) < 2:
            self.message_user(request, _("Choose two statements or more."), messages.ERROR)
            return
        first, *others = chosen
        try:
            with transaction.atomic():
                for other in others:
                    first.absorb(other, actor=person(request))
        except Conflict as error:
            self.message_user(request, _("Nothing was merged: %(why)s") % {"why": error}, messages.ERROR)
            return
        self.log_change(request, first, _("Merged with others."))
        text = _("All of it stands under “%(text)s” now.") % {"text": first}
        self.message_user(request, text, messages.SUCCESS)
