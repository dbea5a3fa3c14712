"""Every address. A name repeats in the view, the template and the test."""

from django.contrib import admin
from django.urls import path

from annotator.views import accounts

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.password_change, name="password_change"),
    path("admin/", admin.site.urls),
]
