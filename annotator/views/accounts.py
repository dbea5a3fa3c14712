"""Signing in and out, and one's own password."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView

sign_in = login_not_required(
    LoginView.as_view(template_name="annotator/sign_in.html", redirect_authenticated_user=True)
)
sign_out = LogoutView.as_view()
password_change = PasswordChangeView.as_view(template_name="annotator/password_change.html", success_url="/")
set_password = login_not_required(
    PasswordResetConfirmView.as_view(
        template_name="annotator/set_password.html", success_url="/", post_reset_login=True
    )
)
