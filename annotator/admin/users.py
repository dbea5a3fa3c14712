"""Accounts, for superusers alone. Managers invite people to their projects instead: see `members`."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotator.admin.scoped import ScopedAdmin, person
from annotator.models import User

if TYPE_CHECKING:
    AccountAdmin = DjangoUserAdmin[User]
else:
    AccountAdmin = DjangoUserAdmin

# What a person may do follows from memberships; groups and permissions are not asked.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ScopedAdmin[User], AccountAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (
            _("Account"),
            {"fields": ("is_active", "is_superuser", "last_login", "date_joined")},
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    instead_of_deleting = _("Make the account inactive instead: nobody signs in with it, and the work stays.")

    def holds_role(self, request: HttpRequest) -> bool:
        return person(request).is_superuser

    def scope(self, request: HttpRequest) -> QuerySet[User]:
        users = User.objects.all()
        return users if person(request).is_superuser else users.none()
