"""Assignments to review: the list with its bulk actions. The page of one is in `review`."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin import review
from annotator.admin.filters import LabelFilter, PersonFilter, ProjectFilter, SourceFilter, StoryFilter
from annotator.admin.scoped import ScopedAdmin, count_of, person, shown_number
from annotator.datasets.files import download_assignments
from annotator.datasets.records import BrokenSpan
from annotator.forms.reviews import ReturnForm
from annotator.models import Assignment, Review, Span, WrongState
from annotator.models.projects import REVIEWING
from annotator.visibility import reviewable_layers


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin[Assignment]):
    roles = REVIEWING
    list_display = (
        "title",
        "annotator",
        "state",
        "spans",
        "reviewed",
        "submitted",
        "story",
        "source",
        "project",
    )
    list_filter = (
        "state",
        ProjectFilter.at("task__project"),
        StoryFilter.at("task__article__story"),
        SourceFilter.at("task__article__source"),
        PersonFilter.at("annotator"),
        LabelFilter,
    )
    search_fields = ("task__article__title", "annotator__username")
    date_hierarchy = "submitted_at"
    shown_with = ("annotator", "task__project", "task__article__source", "task__article__story")
    actions = ("accept", "return_to_annotator", "export_csv", "export_jsonl")
    spans = shown_number("span_count", gettext_lazy("spans"))

    def scope(self, request: HttpRequest) -> QuerySet[Assignment]:
        return reviewable_layers(person(request))

    def get_ordering(self, request: HttpRequest) -> Any:
        """What was handed in last stands first, what was not stands last."""
        return (F("submitted_at").desc(nulls_last=True), "-pk")

    def with_numbers(self, queryset: QuerySet[Assignment], request: HttpRequest) -> QuerySet[Assignment]:
        return queryset.annotate(
            span_count=count_of(Span.objects.all(), "assignment"),
            review_count=count_of(Review.objects.current(), "assignment"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        """Somebody's work; nobody deletes it."""
        return False

    @admin.display(description=gettext_lazy("title"), ordering="task__article__title")
    def title(self, assignment: Assignment) -> str:
        return assignment.task.article.title

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted(self, assignment: Assignment) -> str:
        moment = assignment.submitted_at
        return date_format(localtime(moment), "Y-m-d H:i") if moment else "-"

    @admin.display(description=gettext_lazy("project"), ordering="task__project__name")
    def project(self, assignment: Assignment) -> str:
        return assignment.task.project.name

    @admin.display(description=gettext_lazy("story"), ordering="task__article__story__title", empty_value="-")
    def story(self, assignment: Assignment) -> Any:
        return assignment.task.article.story

    @admin.display(
        description=gettext_lazy("source"), ordering="task__article__source__name", empty_value="-"
    )
    def source(self, assignment: Assignment) -> Any:
        return assignment.task.article.source

    @admin.display(description=gettext_lazy("reviewed"))
    def reviewed(self, assignment: Assignment) -> str:
        done, total = assignment.review_count, assignment.span_count  # type: ignore[attr-defined]
        return _("%(done)d of %(total)d") % {"done": done, "total": total}

    def get_urls(self) -> list[URLPattern]:
        """The page of an assignment is the review page: it is never edited field by field."""
        steps: dict[str, Callable[..., HttpResponse]] = {
            "change": review.review_page,
            "decide": review.decide,
            "nothing-here": review.nothing_here,
            "missed": review.add_missed,
            "missed/remove": review.remove_missed,
            "missed/keep": review.keep_missed,
            "accept": review.accept,
            "return": review.return_to_annotator,
        }
        names = {"change": "annotator_assignment_change"}
        pages = [
            path(
                f"<int:pk>/{step}/",
                self.admin_site.admin_view(view),
                name=names.get(step, f"review_{step.replace('/', '_').replace('-', '_')}"),
            )
            for step, view in steps.items()
        ]
        return pages + super().get_urls()

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's own form has no address of its own here, and no other way leads to it."""
        raise Http404

    @admin.action(description=gettext_lazy("Accept the selected work"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> None:
        done = self._move_all(request, queryset, lambda layer: layer.accept(person(request)))
        undecided = Span.objects.filter(assignment__in=done).undecided().count()
        text = ngettext("%(count)d is accepted.", "%(count)d are accepted.", len(done)) % {"count": len(done)}
        if undecided:
            text += " " + ngettext(
                "%(count)d span in them is undecided and counts as it is.",
                "%(count)d spans in them are undecided and count as they are.",
                undecided,
            ) % {"count": undecided}
        if done:
            self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Return the selected work with a message"), permissions=["change"])
    def return_to_annotator(
        self, request: HttpRequest, queryset: QuerySet[Assignment]
    ) -> HttpResponse | None:
        """Asks for the message first."""
        form = ReturnForm(request.POST if "message" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Return the selected work"),
                "form": form,
                "assignments": queryset.select_related("task__article", "annotator"),
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return render(request, "admin/annotator/assignment/return_selected.html", context)
        message = form.cleaned_data["message"]
        done = self._move_all(
            request, queryset, lambda layer: layer.return_to_annotator(person(request), message)
        )
        if done:
            text = ngettext("%(count)d is returned.", "%(count)d are returned.", len(done))
            self.message_user(request, text % {"count": len(done)}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("Export the selected work as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> FileResponse | None:
        return self._export(request, queryset, "csv")

    @admin.action(description=gettext_lazy("Export the selected work as JSONL"), permissions=["view"])
    def export_jsonl(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> FileResponse | None:
        return self._export(request, queryset, "jsonl")

    def _export(
        self, request: HttpRequest, queryset: QuerySet[Assignment], format_name: str
    ) -> FileResponse | None:
        """What was selected, with the gold of it, in whatever state it is."""
        try:
            return download_assignments(queryset, format_name, actor=person(request))
        except BrokenSpan as error:
            self.message_user(request, str(error), messages.ERROR)
        return None

    def _move_all(
        self, request: HttpRequest, queryset: QuerySet[Assignment], move: Callable[[Assignment], object]
    ) -> list[int]:
        """Take each a step on that can be; say of the others why not. Returns the keys of those that were."""
        done, refused = [], Counter[str]()
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                layer = self.scope(request).get(pk=pk)
                layer.check_reviewable(person(request))
                move(layer)
            except WrongState as error:
                refused[str(error)] += 1
            else:
                done.append(pk)
        for reason, count in refused.items():
            text = _("%(count)d left as it was: %(reason)s") % {"count": count, "reason": reason}
            self.message_user(request, text, messages.WARNING)
        return done
