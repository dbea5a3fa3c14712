"""How a person likes the desk: look and keys."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.keys import KEYBOARDS, refused_keys
from annotator.models import Label, Project, User


class LookForm(forms.Form):
    """What base.html puts on <html> as data attributes, and what static/css and the scripts answer to."""

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
    # Who speaks to the machine, or brushes keys by mistake, would do things that were not meant (WCAG 2.1.4).
    letters = forms.ChoiceField(
        label=_("Keys of one character"), choices=[("", _("on")), ("off", _("off"))], required=False
    )

    def chosen(self) -> dict[str, str]:
        """What differs from the usual. Call on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class KeysForm(forms.Form):
    """The keys of one page of KEYBOARDS, one field a command; a clash is refused with the reason."""

    def __init__(self, data: Mapping[str, str] | None, user: User, page: str) -> None:
        self.keyboard = KEYBOARDS[page]
        self.prefix = None if page == "workspace" else page  # add_prefix() asks for it.
        keys = user.keys(page)
        # What is not sent stays as it is.
        standing = {self.add_prefix(name): key for name, key in keys.items()}
        super().__init__(None if data is None else {**standing, **data}, initial=keys, label_suffix="")
        for command, (_key, does) in self.keyboard.commands.items():
            self.fields[command] = forms.CharField(
                label=str(does),
                max_length=1,
                strip=False,
                widget=forms.TextInput(attrs={"size": 2, "class": "key", "autocomplete": "off"}),
            )
        self.hotkeys: set[str] = set()
        if page == "workspace":
            # In the review a label's key is the label's only while words are selected: it takes no key away.
            annotated = Project.objects.visible_to(user)
            live = Label.objects.live().filter(project__in=annotated)
            self.hotkeys = set(live.values_list("hotkey", flat=True))

    def clean(self) -> dict[str, Any]:
        for command, why in refused_keys(self.cleaned_data, self.hotkeys, self.keyboard).items():
            self.add_error(command, why)
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """What differs from the usual keys. Call on a valid form."""
        usual = self.keyboard.commands
        return {command: key for command, key in self.cleaned_data.items() if key != usual[command][0]}
