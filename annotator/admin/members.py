"""Who takes part in a project: added by the exact user name or invited by a link. A membership ends; it is
not deleted. Nobody's account is changed here, and no list of all accounts is shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin.filters import PersonFilter, ProjectFilter, StandingFilter
from annotator.admin.scoped import ModelForm, ScopedAdmin, person
from annotator.models import Event, Membership, Project, Role, User
from annotator.models.projects import MembershipQuerySet


class MembershipForm(ModelForm[Membership]):
    """Adds an account that exists, named as its owner signs in."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("Exactly as the person signs in."),
        widget=AdminTextInputWidget(attrs={"aria-label": gettext_lazy("User name")}),
    )

    class Meta:
        model = Membership
        fields = ("project", "role")

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise ValidationError(
                _("Nobody signs in as “%(name)s”. Invite somebody new instead.") % {"name": name}
            )
        self.instance.user = user
        return str(name)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        project = self.cleaned_data.get("project")
        role = self.cleaned_data.get("role")
        # A project that is only being made has no members.
        if project and project.pk and role and self.instance.user_id:
            held = Membership.objects.live().filter(project=project, role=role, user=self.instance.user_id)
            if held.exists():
                raise ValidationError({"role": _("This person holds this role here already.")})
        return cleaned


class InviteForm(forms.Form):
    """A new account with its roles in one project."""

    project = forms.ModelChoiceField(Project.objects.none(), label=gettext_lazy("Project"))
    roles = forms.MultipleChoiceField(
        choices=Role.choices, initial=[Role.ANNOTATOR], widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Roles"),
    )  # fmt: skip
    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=150, validators=[User.username_validator]
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def __init__(self, *args: Any, projects: QuerySet[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = projects

    def clean_username(self) -> str:
        name = str(User.normalize_username(self.cleaned_data["username"]))
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(
                _("Somebody signs in as “%(name)s” already: add them as a member, or choose another name.")
                % {"name": name}
            )
        return name

    @transaction.atomic
    def invite(self, inviter: User) -> User:
        """Make the account, which nobody can sign in with before its link was used, and write it down."""
        project: Project = self.cleaned_data["project"]
        user = User(username=self.cleaned_data["username"], email=self.cleaned_data["email"])
        user.set_unusable_password()
        user.save()
        for role in self.cleaned_data["roles"]:
            Membership.objects.create(user=user, project=project, role=role)
        Event.objects.create(
            project=project,
            actor=inviter,
            verb="invited",
            data={"user": user.username, "roles": self.cleaned_data["roles"]},
        )
        return user


def set_password_link(request: HttpRequest, user: User) -> str:
    """The address where the person chooses a password, once: the token ends with its use or its age."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("set_password", args=(key, token)))


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin[Membership]):
    form = MembershipForm
    list_display = ("user", "role", "project", "joined_at", "left_at")
    list_filter = (ProjectFilter, "role", StandingFilter.of("left_at"), PersonFilter)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    ordering = ("project__name", "user__username", "role")
    shown_with = ("user", "project")
    actions = ("end",)

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("who", "project", "role", "joined_at", "left_at") if obj else ("project", "username", "role")

    @admin.display(description=gettext_lazy("user"))
    def who(self, membership: Membership) -> str:
        """Plain, as an account's own page is for administrators alone."""
        return f"{membership.user} {membership.user.get_full_name()}".strip()

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """A role is added or ended; what was, was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return self.holds_role(request)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        write_down(request, obj, "added")

    @admin.action(description=gettext_lazy("End the selected memberships"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: MembershipQuerySet) -> None:
        memberships = list(queryset.live().select_related("user", "project"))
        with transaction.atomic():
            ended = sum(self._end(request, membership) for membership in memberships)
        if ended:
            text = ngettext("%(count)d membership ended.", "%(count)d memberships ended.", ended)
            self.message_user(request, text % {"count": ended}, messages.SUCCESS)

    def _end(self, request: HttpRequest, membership: Membership) -> bool:
        """Whether it has ended: a project keeps somebody who manages it, but an administrator may do all."""
        if membership.is_last_of_managers() and not person(request).is_superuser:
            text = _("Only %(user)s manages %(project)s: make somebody else a manager first.")
            names = {"user": membership.user, "project": membership.project}
            self.message_user(request, text % names, messages.ERROR)
            return False
        membership.leave()
        write_down(request, membership, "left")
        self.log_change(request, membership, _("Ended."))
        return True

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("invite/", wrap(self.invite_view), name="invite"),
            path("<int:pk>/end/", wrap(self.end_view), name="end_membership"),
            path("<int:pk>/link/", wrap(self.link_view), name="new_link"),
            *super().get_urls(),
        ]

    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """Invite somebody new: the answer shows the link, once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        projects = self.projects(request)
        form = InviteForm(request.POST or None, projects=projects, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            return self._show_link(request, form.invite(person(request)))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": _("Invite somebody"),
        }
        return render(request, "admin/annotator/membership/invite.html", context)

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self._posted(request, pk)
        if membership.left_at is None:
            with transaction.atomic():
                has_ended = self._end(request, membership)
            if has_ended:
                self.message_user(request, _("The membership has ended."), messages.SUCCESS)
        return redirect("admin:annotator_membership_change", pk)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new link for somebody who has not used the first one."""
        membership = self._posted(request, pk)
        if not self.may_renew_link(request, membership.user):
            raise PermissionDenied(
                _("This person has a password: only an administrator can make a new link.")
            )
        return self._show_link(request, membership.user)

    def may_renew_link(self, request: HttpRequest, user: User) -> bool:
        """Whoever has the link has the account: it must reach no further than the person's own projects."""
        if not user.is_active or user.has_usable_password() or user.is_superuser:
            return False
        elsewhere = user.memberships.exclude(project__in=self.projects(request))
        return not elsewhere.exists()

    def _posted(self, request: HttpRequest, pk: int) -> Membership:
        """The membership of a POST, in the person's projects."""
        membership = self.scope(request).select_related("user", "project").filter(pk=pk).first()
        if request.method != "POST" or membership is None or not self.holds_role(request):
            raise Http404
        return membership

    def _show_link(self, request: HttpRequest, user: User) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The link for %(name)s") % {"name": user},
            "link": set_password_link(request, user),
            "invited": user,
        }
        return render(request, "admin/annotator/membership/link.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        membership = self.get_object(request, object_id)
        if membership is not None:
            can_renew = self.may_renew_link(request, membership.user)
            extra_context = {**(extra_context or {}), "can_renew_link": can_renew}
        return super().change_view(request, object_id, form_url, extra_context)


def write_down(request: HttpRequest, membership: Membership, verb: str) -> None:
    """Keep who added whom, and who ended whose role."""
    Event.objects.create(
        project=membership.project,
        actor=person(request),
        verb=verb,
        data={"user": membership.user.username, "role": membership.role},
    )
