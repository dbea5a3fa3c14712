"""Static files under names that change with what is in them, so that browsers keep them for good."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile, File
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's expressions for what an ES module imports, which it applies to every script or to none.
_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes what our own modules import too; those of packages may name what only their bundlers know."""

    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _IMPORTS))

    def _save(self, name: str, content: "File[bytes]") -> str:
        """Our scripts go out without comments and indents, a quarter of their bytes."""
        if name.startswith("js/"):
            content.seek(0)  # It was read for the hash in its name.
            content = ContentFile(jsmin(content.read()))
        return str(super()._save(name, content))
