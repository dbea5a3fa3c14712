from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

import annotator.checks  # noqa: F401  (registers them)


class AnnotatorConfig(AppConfig):
    name = "annotator"
    verbose_name = _("Annotation")


class DeskAdminConfig(AdminConfig):
    default_site = "annotator.site.DeskAdminSite"
