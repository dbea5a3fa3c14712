"""What people are to read has to be seen."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.text import is_visible


def check_visible(text: str) -> None:
    """Refuse a text of blanks, joiners and marks of direction alone, which shows as nothing."""
    if text and not is_visible(text):
        raise ValidationError(_("None of these characters can be seen."))
