"""Sources, stories and articles. They may stand in several projects: who sees one may change it only if
every project that it stands in is theirs to manage."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, F, Model, Q, QuerySet, URLField
from django.db.models.functions import Cast, Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin.filters import ProjectFilter, SourceFilter, StoryFilter
from annotator.admin.scoped import M, ScopedAdmin, ScopedInline, count_of, person, shown_number
from annotator.admin.versioned import MergedForm
from annotator.forms.articles import IntoStoryForm
from annotator.models import Assignment, Project, Role, Task
from articles.models import Article, ArticleVersion, Source, Story
from articles.reading.drafts import Unfit, clean_field
from articles.search import index_versions


def articles_in(projects: QuerySet[Project]) -> QuerySet[Article]:
    """The articles that stand in one of the projects, each once and without a DISTINCT over the texts."""
    return Article.objects.filter(pk__in=Task.objects.filter(project__in=projects).values("article"))


class CorpusAdmin(ScopedAdmin[M]):
    """What the corpus holds; `path_from_task` leads from a task to it."""

    path_from_task: ClassVar[str] = "article"

    def may_change(self, request: HttpRequest, obj: M) -> bool:
        """Not if it stands in a project that the person does not manage."""
        if person(request).is_superuser:
            return True
        return not self._elsewhere(request).filter(**{self.path_from_task: obj.pk}).exists()

    def _elsewhere(self, request: HttpRequest) -> QuerySet[Task]:
        """What stands in projects that the person does not manage."""
        return Task.objects.exclude(project__in=self.projects(request))

    def added_by(self, request: HttpRequest) -> QuerySet[Any]:
        """The keys of what the person added here: it stands in no project yet."""
        entries = LogEntry.objects.filter(
            user=person(request),
            content_type=ContentType.objects.get_for_model(self.model),
            action_flag=ADDITION,
        )
        return entries.annotate(key=Cast("object_id", BigIntegerField())).values("key")

    def scope(self, request: HttpRequest) -> QuerySet[M]:
        everything = self.model._default_manager.all()
        if person(request).is_superuser:
            return everything
        used = Task.objects.filter(project__in=self.projects(request)).values(self.path_from_task)
        return everything.filter(Q(pk__in=used) | Q(pk__in=self.added_by(request)))


class ArticlesInline(ScopedInline[Article, Model]):
    """The articles of a source or a story, to look at and to go to."""

    model = Article
    fields = ("title", "source", "story", "published_on", "language")
    readonly_fields = fields
    show_change_link = True
    can_delete = False
    ordering = (F("published_on").asc(nulls_last=True), F("published_time").asc(nulls_last=True), "pk")

    def reaches(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        queryset = queryset.select_related("source", "story")
        if person(request).is_superuser:
            return queryset
        return queryset & articles_in(Project.objects.for_roles(person(request), Role.MANAGER))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SourceForm(MergedForm[Source]):
    def clean(self) -> dict[str, Any]:
        """A name that stands already is that source, whether or not the person could see it before."""
        cleaned = super().clean()
        if self.instance._state.adding:
            known = Source.objects.filter(name__iexact=self.cleaned_data.get("name", "")).first()
            if known is not None:
                self.instance = known
                self.cleaned_data["name"] = known.name
        return cleaned


@admin.register(Source)
class SourceAdmin(CorpusAdmin[Source]):
    form = SourceForm
    path_from_task = "article__source"
    list_display = ("name", "articles")
    search_fields = ("name",)
    fields = ("name",)
    inlines = (ArticlesInline,)
    articles = shown_number("article_count", gettext_lazy("articles"))

    def with_numbers(self, queryset: QuerySet[Source], request: HttpRequest) -> QuerySet[Source]:
        return queryset.annotate(article_count=count_of(articles_in(self.projects(request)), "source"))


class StoryForm(MergedForm[Story]):
    """A story's title."""


@admin.register(Story)
class StoryAdmin(CorpusAdmin[Story]):
    form = StoryForm
    path_from_task = "article__story"
    list_display = ("title", "articles", "created_at")
    search_fields = ("title",)
    date_hierarchy = "created_at"
    fields = ("title",)
    inlines = (ArticlesInline,)
    articles = shown_number("article_count", gettext_lazy("articles"))

    def with_numbers(self, queryset: QuerySet[Story], request: HttpRequest) -> QuerySet[Story]:
        return queryset.annotate(article_count=count_of(articles_in(self.projects(request)), "story"))


class ArticleForm(MergedForm[Article]):
    def clean_url(self) -> str:
        """As an import takes it."""
        try:
            return clean_field("url", self.cleaned_data["url"])
        except Unfit as unfit:
            raise ValidationError(str(unfit)) from unfit

    def clean(self) -> dict[str, Any]:
        """What stays as somebody else made it is the article's."""
        cleaned = super().clean()
        on, time = (
            cleaned.get(name, getattr(self.instance, name)) for name in ("published_on", "published_time")
        )
        if time and not on:
            raise ValidationError({"published_on": _("A time needs its date.")})
        return cleaned


class TaskInline(ScopedInline[Task, Article]):
    """The projects that the article stands in, of those that the person manages."""

    model = Task
    fields = ("project", "workspace")
    readonly_fields = ("workspace",)
    can_delete = False

    def reaches(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        managed = Project.objects.for_roles(person(request), Role.MANAGER)
        return queryset.filter(project__in=managed).select_related("project")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("workspace"))
    def workspace(self, task: Task) -> str | SafeString:
        if task._state.adding:
            return ""
        address = reverse("workspace", args=(task.project.slug, task.article_id))
        return format_html('<a href="{}">{}</a>', address, _("Open"))


@admin.register(Article)
class ArticleAdmin(CorpusAdmin[Article]):
    """Articles come in by the import, which reads their text; here stands what is known about them."""

    form = ArticleForm
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_display = ("title", "source", "story", "published_on", "language", "assignments")
    list_filter = (ProjectFilter.at("tasks__project"), StoryFilter, SourceFilter)
    search_fields = ("title", "byline", "url")
    date_hierarchy = "published_on"
    autocomplete_fields = ("source", "story")
    fields = ("title", "source", "story", "url", "byline", "published_on", "published_time", "language",
              "same_text", "versions")  # fmt: skip
    readonly_fields = ("same_text", "versions")
    inlines = (TaskInline,)
    shown_with = ("source", "story")
    deleted_along = ("tasks",)
    actions = ("put_into_story",)
    assignments = shown_number("assignment_count", gettext_lazy("assignments"))

    def with_numbers(self, queryset: QuerySet[Article], request: HttpRequest) -> QuerySet[Article]:
        assignments = Assignment.objects.filter(task__project__in=self.projects(request))
        return queryset.annotate(assignment_count=count_of(assignments, "task__article"))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Articles are found by the words of their titles, too."""
        super().save_model(request, obj, form, change)
        if "title" in form.changed_data:
            index_versions([obj.versions.select_related("article").latest("number")])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """With the article of the same words, but only if the person may see that one."""
        article = super().get_object(request, object_id, from_field)
        if article is not None and article.same_text_as_id:
            article.seen_twin = self.scope(request).filter(pk=article.same_text_as_id).first()  # type: ignore[attr-defined]
        return article

    @admin.action(description=gettext_lazy("Put the selected articles into a story"), permissions=["change"])
    def put_into_story(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Asks for the story first."""
        stories = self.admin_site.get_model_admin(Story).get_queryset(request)
        form = IntoStoryForm(request.POST if "story" in request.POST else None, stories)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Put the selected articles into a story"),
                "form": form,
                "articles": queryset.select_related("source", "story")[: self.list_per_page],
                "number": queryset.count(),
                # Of several pages the list's own address says which: nobody sends thousands of keys.
                "across": request.POST.get("select_across") == "1",
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return render(request, "admin/articles/article/put_into_story.html", context)
        articles = list(queryset)
        mine = Article.objects.filter(pk__in=[article.pk for article in articles])
        if not person(request).is_superuser:
            mine = mine.exclude(pk__in=self._elsewhere(request).values("article"))
        with transaction.atomic():
            chosen = list(mine.order_by("pk").select_for_update())
            story = form.story_of(stories) if chosen else None
            Article.objects.filter(pk__in=[article.pk for article in chosen]).update(story=story)
            why = _("Story: %(title)s") % {"title": story or "–"}
            LogEntry.objects.log_actions(person(request).pk, chosen, CHANGE, change_message=why)
        self._say_what_was_put(request, len(chosen), len(articles) - len(chosen), story)
        return None

    def _say_what_was_put(self, request: HttpRequest, done: int, left: int, story: Story | None) -> None:
        if done and story:
            text = ngettext(
                "%(count)d article stands in “%(story)s” now.",
                "%(count)d articles stand in “%(story)s” now.",
                done,
            )
            self.message_user(request, text % {"count": done, "story": story}, messages.SUCCESS)
        elif done:
            text = ngettext(
                "%(count)d article stands in no story now.", "%(count)d articles stand in no story now.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
        if left:
            text = ngettext(
                "%(count)d left as it was: it stands in a project that you do not manage, too.",
                "%(count)d left as they were: they stand in projects that you do not manage, too.",
                left,
            )
            self.message_user(request, text % {"count": left}, messages.WARNING)

    @admin.display(description=gettext_lazy("same text as"))
    def same_text(self, article: Article) -> str | SafeString:
        twin: Article | None = getattr(article, "seen_twin", None)
        if twin is None:
            return "-"
        address = reverse("admin:articles_article_change", args=(twin.pk,))
        return format_html('<a href="{}">{}</a>', address, twin)

    @admin.display(description=gettext_lazy("texts"))
    def versions(self, article: Article) -> SafeString:
        """The texts by their number, without loading one."""
        numbers = ArticleVersion.objects.filter(article=article).annotate(length=Length("text"))
        rows = numbers.order_by("number").values_list("number", "length", "sha256", "raw_name")
        return format_html_join(
            "",
            "<p>{}</p>",
            (
                (
                    _("Version %(number)d: %(length)d characters, SHA-256 %(hash)s… %(name)s")
                    % {"number": number, "length": length, "hash": sha256[:12], "name": raw_name},
                )
                for number, length, sha256, raw_name in rows
            ),
        )
