"""What several people change, administered: a save on a version that has moved on overwrites nothing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from annotator.admin.scoped import M, ModelForm, ScopedAdmin
from annotator.models.edits import Conflict


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
