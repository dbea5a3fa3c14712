"""Every address. A name repeats in the view, the template and the test."""

from django.contrib import admin
from django.urls import path

from annotator.views import (
    accounts,
    datasets,
    details,
    guidelines,
    history,
    home,
    imports,
    occurrences,
    preferences,
    projects,
    spans,
    steps,
    workspace,
)

PROJECT = "projects/<slug:slug>"
ARTICLE = f"{PROJECT}/articles/<int:article_id>"
IMPORT = f"{PROJECT}/import/<uuid:uid>"

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/look/", preferences.change_look, name="change_look"),
    path("password/", accounts.password_change, name="password_change"),
    path("password/<uidb64>/<token>/", accounts.set_password, name="set_password"),
    path(f"{PROJECT}/", projects.project, name="project"),
    path(f"{PROJECT}/export/", datasets.export, name="export"),
    path(f"{PROJECT}/import/", imports.import_articles, name="import"),
    path(f"{IMPORT}/", imports.import_preview, name="import_preview"),
    path(f"{IMPORT}/all/", imports.change_all_drafts, name="change_all_drafts"),
    path(f"{IMPORT}/drafts/<int:pk>/", imports.change_draft, name="change_draft"),
    path(f"{IMPORT}/drafts/<int:pk>/cut/", imports.cut_draft, name="cut_draft"),
    path(f"{IMPORT}/drafts/<int:pk>/keep/", imports.keep_draft, name="keep_draft"),
    path(f"{IMPORT}/store/", imports.store, name="import_store"),
    path(f"{IMPORT}/discard/", imports.discard, name="import_discard"),
    path(f"{IMPORT}/report/", imports.import_report, name="import_report"),
    path(f"{PROJECT}/done/", steps.end_of_queue, name="end_of_queue"),
    path(f"{PROJECT}/guidelines/", guidelines.guidelines, name="guidelines"),
    path(f"{ARTICLE}/", workspace.workspace, name="workspace"),
    path(f"{ARTICLE}/submit/", steps.submit, name="submit"),
    path(f"{ARTICLE}/reopen/", steps.reopen, name="reopen"),
    path(f"{ARTICLE}/defer/", steps.defer, name="defer"),
    path(f"{ARTICLE}/decline/", steps.decline, name="decline"),
    path(f"{ARTICLE}/note/", steps.keep_note, name="keep_note"),
    path(f"{ARTICLE}/time/", steps.spend_time, name="spend_time"),
    path(f"{ARTICLE}/spans/", spans.make_span, name="make_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/", spans.change_span, name="change_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/delete/", spans.delete_span, name="delete_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/detail/", details.span_detail, name="span_detail"),
    path(f"{ARTICLE}/spans/<uuid:uid>/history/", history.span_history, name="span_history"),
    path(f"{ARTICLE}/spans/<uuid:uid>/restore/", history.restore_span, name="restore_span"),
    path(f"{ARTICLE}/spans/deleted/", history.deleted_spans, name="deleted_spans"),
    path(f"{ARTICLE}/occurrences/", occurrences.occurrences, name="occurrences"),
    path(f"{ARTICLE}/occurrences/tag/", occurrences.tag_occurrences, name="tag_occurrences"),
    path(f"{ARTICLE}/undo/", history.undo, name="undo"),
    path(f"{ARTICLE}/redo/", history.redo, name="redo"),
    path("admin/", admin.site.urls),
]
