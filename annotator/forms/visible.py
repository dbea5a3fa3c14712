"""What people are to read has to be seen."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_visible(text: str) -> None:
    """Refuse a text of blanks, joiners and marks of direction alone, which shows as nothing."""
    if text and not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise ValidationError(_("None of these characters can be seen."))
