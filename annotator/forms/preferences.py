"""How a person likes the desk: look and keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.keys import COMMANDS, DEFAULT_KEYS, refused_keys
from annotator.models import Label, Project, User


class LookForm(forms.Form):
    """What base.html puts on <html> as data attributes, and what static/css answers to."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("as the system")), ("light", _("light")), ("dark", _("dark"))],
        required=False,
    )
    density = forms.ChoiceField(
        label=_("Density"), choices=[("", _("comfortable")), ("compact", _("compact"))], required=False
    )
    size = forms.ChoiceField(
        label=_("Text"),
        choices=[("small", _("small")), ("", _("medium")), ("large", _("large")), ("huge", _("very large"))],
        required=False,
    )
    width = forms.ChoiceField(
        label=_("Lines"),
        choices=[("narrow", _("short")), ("", _("medium")), ("wide", _("long"))],
        required=False,
    )
    tags = forms.ChoiceField(
        label=_("Labels in the text"), choices=[("", _("shown")), ("hidden", _("hidden"))], required=False
    )

    def chosen(self) -> dict[str, str]:
        """What differs from the usual. Call on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class KeysForm(forms.Form):
    """One field a command; a clash is refused with the reason."""

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data, initial=user.keys())
        annotated = Project.objects.visible_to(user)
        self.hotkeys = set(
            Label.objects.live().filter(project__in=annotated).values_list("hotkey", flat=True)
        )
        for command, (_key, does) in COMMANDS.items():
            self.fields[command] = forms.CharField(
                label=does,
                max_length=1,
                strip=False,
                widget=forms.TextInput(attrs={"size": 2, "class": "key"}),
            )

    def clean(self) -> dict[str, Any]:
        for command, why in refused_keys(self.cleaned_data, self.hotkeys).items():
            self.add_error(command, why)
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """What differs from the usual keys. Call on a valid form."""
        return {command: key for command, key in self.cleaned_data.items() if key != DEFAULT_KEYS[command]}
