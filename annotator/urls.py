"""Every address. A name repeats in the view, the template and the test."""

from django.contrib import admin
from django.urls import path

from annotator.views import accounts, spans, workspace

PROJECT = "projects/<slug:slug>"
ARTICLE = f"{PROJECT}/articles/<int:article_id>"

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.password_change, name="password_change"),
    path("password/<uidb64>/<token>/", accounts.set_password, name="set_password"),
    path(f"{ARTICLE}/", workspace.workspace, name="workspace"),
    path(f"{ARTICLE}/submit/", workspace.submit, name="submit"),
    path(f"{ARTICLE}/reopen/", workspace.reopen, name="reopen"),
    path(f"{ARTICLE}/spans/", spans.make_span, name="make_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/", spans.change_span, name="change_span"),
    path(f"{ARTICLE}/spans/<uuid:uid>/delete/", spans.delete_span, name="delete_span"),
    path("admin/", admin.site.urls),
]
