"""How a key is named to people."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def keycap(key: str) -> str:
    """The key as it is pressed: a capital with Shift."""
    return _("Shift %(key)s") % {"key": key} if key.isupper() else key
