"""Every address. A name repeats in the view, the template and the test."""

from django.contrib import admin
from django.urls import path, register_converter
from django.urls.converters import IntConverter

from annotator.views import (
    accounts,
    claims,
    datasets,
    details,
    entities,
    guidelines,
    history,
    home,
    imports,
    links,
    mentions,
    occurrences,
    preferences,
    projects,
    relations,
    spans,
    statements,
    steps,
    stories,
    suggestions,
    workspace,
)


class KeyConverter(IntConverter):
    """The key of a row. SQLite breaks off on one that no row can have, as it has more than 64 bits."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

PROJECT = "projects/<slug:slug>"
ARTICLE = f"{PROJECT}/articles/<key:article_id>"
STORY = f"{PROJECT}/stories/<key:story_id>"
ENTITY = f"{PROJECT}/entities/<key:pk>"
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
    path(f"{IMPORT}/drafts/<key:pk>/", imports.change_draft, name="change_draft"),
    path(f"{IMPORT}/drafts/<key:pk>/cut/", imports.cut_draft, name="cut_draft"),
    path(f"{IMPORT}/drafts/<key:pk>/keep/", imports.keep_draft, name="keep_draft"),
    path(f"{IMPORT}/store/", imports.store, name="import_store"),
    path(f"{IMPORT}/discard/", imports.discard, name="import_discard"),
    path(f"{IMPORT}/report/", imports.import_report, name="import_report"),
    path(f"{PROJECT}/done/", steps.end_of_queue, name="end_of_queue"),
    path(f"{PROJECT}/entities/", entities.entities, name="entities"),
    path(f"{PROJECT}/entities/make/", entities.make_entity, name="make_entity"),
    path(f"{ENTITY}/", entities.entity, name="entity"),
    path(f"{ENTITY}/describe/", entities.describe_entity, name="describe_entity"),
    path(f"{ENTITY}/aliases/", entities.add_alias, name="add_alias"),
    path(f"{ENTITY}/aliases/remove/", entities.remove_alias, name="remove_alias"),
    path(f"{ENTITY}/merge/", entities.merge_entity, name="merge_entity"),
    path(f"{ENTITY}/unmerge/", entities.take_back_merge, name="take_back_merge"),
    path(f"{ENTITY}/split/", entities.split_entity, name="split_entity"),
    path(f"{PROJECT}/guidelines/", guidelines.guidelines, name="guidelines"),
    path(f"{ARTICLE}/", workspace.workspace, name="workspace"),
    path(f"{ARTICLE}/stamp/", workspace.stamp, name="stamp"),
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
    path(f"{ARTICLE}/spans/<uuid:uid>/claim/", claims.describe_claim, name="describe_claim"),
    path(f"{ARTICLE}/claimants/", claims.find_claimants, name="find_claimants"),
    path(f"{ARTICLE}/value/", claims.read_value, name="read_value"),
    path(f"{ARTICLE}/relations/", relations.make_relation, name="make_relation"),
    path(f"{ARTICLE}/relations/<uuid:uid>/delete/", relations.delete_relation, name="delete_relation"),
    path(f"{ARTICLE}/spans/<uuid:uid>/link/", links.link_span, name="link_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/unlink/", links.unlink_span, name="unlink_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/entities/", links.find_entities, name="find_entities"),
    path(f"{ARTICLE}/spans/<uuid:uid>/history/", history.span_history, name="span_history"),
    path(f"{ARTICLE}/spans/<uuid:uid>/restore/", history.restore_span, name="restore_span"),
    path(f"{ARTICLE}/spans/deleted/", history.deleted_spans, name="deleted_spans"),
    path(f"{ARTICLE}/occurrences/", occurrences.occurrences, name="occurrences"),
    path(f"{ARTICLE}/occurrences/tag/", occurrences.tag_occurrences, name="tag_occurrences"),
    path(f"{ARTICLE}/suggestions/", suggestions.suggestions, name="suggestions"),
    path(f"{ARTICLE}/suggestions/accept/", suggestions.accept_suggestions, name="accept_suggestions"),
    path(f"{ARTICLE}/suggestions/refuse/", suggestions.refuse_suggestion, name="refuse_suggestion"),
    path(f"{ARTICLE}/mentions/", mentions.mentions, name="mentions"),
    path(f"{ARTICLE}/mentions/link/", mentions.link_mentions, name="link_mentions"),
    path(f"{ARTICLE}/undo/", history.undo, name="undo"),
    path(f"{ARTICLE}/redo/", history.redo, name="redo"),
    path(f"{STORY}/", stories.story, name="story"),
    path(f"{STORY}/matrix.csv", stories.story_csv, name="story_csv"),
    path(f"{STORY}/page.html", stories.story_file, name="story_file"),
    path(f"{STORY}/unplaced/", stories.unplaced, name="unplaced"),
    path(f"{STORY}/claims/<uuid:uid>/", stories.claim_panel, name="claim_panel"),
    path(f"{STORY}/place/", statements.place_claim, name="place_claim"),
    path(f"{STORY}/placements/<uuid:uid>/", statements.change_stance, name="change_stance"),
    path(f"{STORY}/placements/<uuid:uid>/delete/", statements.remove_placement, name="remove_placement"),
    path(f"{STORY}/read/", statements.mark_read, name="mark_read"),
    path(f"{STORY}/statements/<key:pk>/", stories.statement, name="statement"),
    path(f"{STORY}/statements/<key:pk>/rename/", statements.rename_statement, name="rename_statement"),
    path(f"{STORY}/statements/<key:pk>/delete/", statements.delete_statement, name="delete_statement"),
    path(f"{STORY}/statements/<key:pk>/judge/", statements.judge_statement, name="judge_statement"),
    path(f"{STORY}/undo/", statements.undo_story, name="undo_story"),
    path(f"{STORY}/redo/", statements.redo_story, name="redo_story"),
    path("admin/", admin.site.urls),
]
