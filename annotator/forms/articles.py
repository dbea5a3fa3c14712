"""Which of a project's articles are listed, and in what order: all of it stands in the address. And the
story that several articles are put into."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from annotator.finding import FIELDS, NONE
from annotator.models import Assignment, Project, Task, User
from annotator.models.tasks import TaskQuerySet
from annotator.paging import Order, Page, page_of, rows_from_the_start
from annotator.prepared import prepared
from annotator.visibility import layers_to_list
from articles.models import Story
from articles.reading.drafts import MAX_LENGTHS, Unfit, clean_field
from articles.search import search
from articles.words import LONGEST_QUERY, Term, parse

# The names that an address may sort by; nothing else reaches the database.
ORDERS = {
    "": Order({"by_task": F("pk")}),
    "newest": Order({"by_day": Coalesce("article__published_on", Value(date.min)), "by_task": F("pk")}, True),
    "oldest": Order({"by_day": Coalesce("article__published_on", Value(date.max)), "by_task": F("pk")}),
    "title": Order({"by_title": Lower("article__title"), "by_task": F("pk")}),
    "source": Order(
        {
            "by_none": Case(When(article__source=None, then=Value(1)), default=Value(0)),
            "by_source": Coalesce(Lower("article__source__name"), Value("")),
            "by_task": F("pk"),
        }
    ),
}
# More are not counted, and shown as “1,000+”.
COUNTED = 1000
_BIGGEST_ID = 2**63 - 1
_ID_OR_NONE = rf"^({NONE}|[0-9]{{1,18}})$"


class ArticlesForm(forms.Form):
    """The filters of the project page. What is not valid does not filter, and its error is shown."""

    SORTS = (
        ("newest", _("newest first")),
        ("oldest", _("oldest first")),
        ("title", _("by title")),
        ("source", _("by source")),
    )
    WORK = (
        ("mine", _("Mine")),
        ("untouched", _("Untouched")),
        ("needed", _("Needs annotators")),
    )

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_QUERY)
    story = forms.RegexField(_ID_OR_NONE, label=_("Story"), required=False)
    source = forms.RegexField(_ID_OR_NONE, label=_("Source"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=35)
    work = forms.ChoiceField(label=_("Work"), required=False, choices=WORK)
    state = forms.ChoiceField(label=_("State"), required=False, choices=Assignment.State.choices)
    annotator = forms.IntegerField(label=_("Annotator"), required=False, min_value=1, max_value=_BIGGEST_ID)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    after = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST_ID)
    before = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST_ID)

    def __init__(self, data: Any, project: Project, user: User) -> None:
        super().__init__(data)
        self.project = project
        self.user = user
        self.full_clean()

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))

    @cached_property
    def terms(self) -> list[Term]:
        """What is looked for in the texts."""
        return parse(self.chosen("q"))

    @property
    def is_filtered(self) -> bool:
        """Whether the list may be shorter than the project."""
        return any(self.data.get(name) for name in self.fields if name not in ("sort", "after", "before"))

    @property
    def has_folded(self) -> bool:
        """Whether a filter is set that a small screen folds away."""
        return any(self.data.get(name) for name in ("source", "language", "since", "until"))

    @property
    def beginnings(self) -> str:
        """The same query for all words that begin so; nothing if it has one or a phrase already."""
        words: list[str] = self.chosen("q").split()
        if not self.terms or any(word.endswith(("*", '"', "”", "»")) for word in words):
            return ""
        return " ".join(f"{word}*" for word in words)

    def chosen(self, name: str) -> Any:
        """The value of a field, or nothing if it is empty or not valid."""
        return self.cleaned_data.get(name) or ""

    @cached_property
    def tasks(self) -> TaskQuerySet:
        """The tasks that all filters leave; none where what is looked for can't be."""
        if "q" in self.errors:
            return self.project.tasks.none()
        tasks = self.project.tasks.filter(self._of_the_article())
        if layers := self._of_a_layer():
            tasks = tasks.having(layers_to_list(self.user, self.project).filter(layers))
        if self.chosen("work") == "untouched":
            tasks = tasks.untouched()
        elif self.chosen("work") == "needed":
            tasks = tasks.needing_annotators()
        return search(tasks, self.chosen("q"), article="article")

    def page(self, of_all: int | None = None) -> Page:
        """The page of them that the address asks for, in its order; the first one is counted to `COUNTED`.

        `of_all` is the number of the project's tasks, where it is known already.
        """
        if of_all is not None and not any(self.data.get(name) for name in self.fields):
            return Page.first(_first_tasks(self.project.pk), number=of_all)
        return page_of(
            self.tasks,
            ORDERS[self.chosen("sort")],
            FIELDS,
            after=self._at("after"),
            before=self._at("before"),
            count_to=COUNTED,
        )

    def _at(self, name: str) -> TaskQuerySet | None:
        article = self.chosen(name)
        return self.project.tasks.filter(article=article) if article else None

    def _of_the_article(self) -> Q:
        chosen = Q()
        for name in ("story", "source"):
            if value := self.chosen(name):
                chosen &= Q(**{f"article__{name}": None if value == NONE else int(value)})
        if language := self.chosen("language"):
            chosen &= Q(article__language="" if language == NONE else language)
        if since := self.chosen("since"):
            chosen &= Q(article__published_on__gte=since)
        if until := self.chosen("until"):
            chosen &= Q(article__published_on__lte=until)
        return chosen

    def _of_a_layer(self) -> Q:
        """What must hold of one and the same layer."""
        chosen = Q()
        if state := self.chosen("state"):
            chosen &= Q(state=state)
        if annotator := self.chosen("annotator"):
            chosen &= Q(annotator=annotator)
        if self.chosen("work") == "mine":
            chosen &= Q(annotator=self.user)
        return chosen


@prepared
def _first_tasks(project: int) -> QuerySet[Task, dict[str, Any]]:
    """The rows that a project opens with."""
    return rows_from_the_start(Task.objects.filter(project=project), ORDERS[""], FIELDS)


class IntoStoryForm(forms.Form):
    """The story, by its title, that several articles are put into; none takes them out of theirs."""

    OFFERED = 200  # the newest stories

    story = forms.CharField(
        label=_("Story"),
        required=False,
        max_length=MAX_LENGTHS["story"],
        widget=forms.TextInput(attrs={"list": "stories", "dir": "auto", "autocomplete": "off"}),
        help_text=_("The title of a story that is there, or of a new one. Empty: in no story."),
    )

    def __init__(self, data: Any, stories: QuerySet[Story]) -> None:
        """`stories` are those that the person may see."""
        super().__init__(data)
        self.offered = stories.order_by("-pk")[: self.OFFERED]

    def clean_story(self) -> str:
        """As an import takes it."""
        try:
            return clean_field("story", self.cleaned_data["story"])
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit)) from unfit

    def story_of(self, stories: QuerySet[Story]) -> Story | None:
        """The newest of the stories with this title, or a new one."""
        title = self.cleaned_data["story"]
        if not title:
            return None
        known = stories.filter(title__iexact=title).order_by("-pk").first()
        return known or Story.objects.create(title=title)
