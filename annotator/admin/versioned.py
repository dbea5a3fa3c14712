"""What several people change, administered: none of them writes over what another one has changed since."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from annotator.admin.scoped import M, ModelForm, ScopedAdmin
from annotator.models.edits import Conflict


class MergedForm(ModelForm[M]):
    """A form of something without a version, which carries what each field was when the page was read.

    What the person left as it was stays as it is by now. What somebody else changed as well is refused.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for field in self.fields.values():
                field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.instance.pk is None or not self._says_what_was_read:
            return given
        for name, field in self.fields.items():
            now = self.get_initial_for_field(field, name)
            standing = _plain(field, field.prepare_value(now))
            if name not in given or standing in (self._as_read(name, field), _plain(field, given[name])):
                continue
            if name in self.changed_data:
                why = _(
                    "Not saved: somebody else has changed this since you opened the page. Copy what you "
                    "typed, then open it again. It says now: %(now)s"
                )
                self.add_error(name, why % {"now": _in_words(field, now) or "–"})
            else:
                del given[name]  # So that the instance keeps what it has.
        return given

    @property
    def _says_what_was_read(self) -> bool:
        """Whether it comes from the page: what was empty there is sent as nothing."""
        return any(self.add_initial_prefix(name) in self.data for name in self.fields)

    def _as_read(self, name: str, field: forms.Field) -> object:
        """What the field was when the page was read."""
        sent = field.hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        return _plain(field, sent)


def _plain(field: forms.Field, value: Any) -> object:
    """What a field holds, to be compared: a browser sends text, with line ends of its own.

    Several choices are compared as a set, as what was archived since can be chosen no longer.
    """
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return frozenset(str(getattr(one, "pk", one)) for one in value or ())
    if not isinstance(value, Model):
        value = field.to_python(value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(map(str, value))
    return str(field.to_python(value) or "")


class VersionedForm(ModelForm[M]):
    """A form of something with a `version`, which carries the one that was read as `seen`."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["seen"].required = True
            self.initial["seen"] = self._version

    @property
    def _version(self) -> int:
        return self.instance.version  # type: ignore[attr-defined, no-any-return]

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed into an older version, with what the present one says otherwise."""
        given = super().clean() or self.cleaned_data
        if self.instance.pk is None or given.get("seen") in (None, self._version):
            return given
        others = [
            f"{field.label}: {self._standing(name) or '–'}"
            for name, field in self.fields.items()
            if name != "seen" and given.get(name) != getattr(self.instance, name)
        ]
        now = _("It says now: %(fields)s.") % {"fields": "; ".join(others)} if others else ""
        why = _(
            "Not saved: somebody else changed this since you opened it. %(now)s What you typed stands below: "
            "copy what you need, then open this page again."
        )
        raise ValidationError(why % {"now": now})

    def _standing(self, name: str) -> str:
        display = getattr(self.instance, f"get_{name}_display", None)
        return str(display() if display else getattr(self.instance, name))


class VersionedAdmin(ScopedAdmin[M]):
    """`form` is a VersionedForm, `fields` has its `seen`, and saves go through verbs that raise Conflict."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What could not be stored is told, with nothing of it stored and no word of success."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict as error:
            self.message_user(request, _("Not changed: %(why)s") % {"why": error}, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
