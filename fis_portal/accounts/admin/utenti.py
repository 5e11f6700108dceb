from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from fis_portal.accounts.models import User, UtenteGruppo
from fis_portal.accounts.services import invito_create, secondo_fattore_reset
from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.errors import DomainError

# Whoever is not a superuser may not give what would make another person (or oneself) one.
SOLO_SUPERUSER = ("is_superuser",)
VERBI = {
    "view": _("vede"),
    "add": _("aggiunge"),
    "change": _("modifica"),
    "delete": _("elimina"),
    "request": _("chiede"),
    "publish": _("pubblica"),
}
# What would raise or lock out oneself.
DI_ALTRI = ("is_staff", "is_active", "is_superuser", "groups")


class UtenteNuovoForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "nome", "cognome")


class UtenteForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "nome", "cognome", "password", *DI_ALTRI)


@admin.register(User)
class UtenteAdmin(DjangoUserAdmin, RegistroAdmin):  # type: ignore[misc]
    """People who sign in. Managers create and deactivate them; nobody raises himself."""

    form = UtenteForm
    add_form = UtenteNuovoForm
    change_password_form = AdminPasswordChangeForm
    actions = ("invita", "azzera_secondo_fattore")
    storia_collegati = ((UtenteGruppo, "user"),)
    list_display = ("email", "get_full_name", "ruoli", "is_staff", "is_active", "last_login")
    list_filter = (
        ("groups", RelatedDropdownFilter),
        ("is_active", BooleanRadioFilter),
        ("is_staff", BooleanRadioFilter),
    )
    search_fields = ("email", "nome__unaccent__icontains", "cognome__unaccent__icontains")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password", ("nome", "cognome"))}),
        (
            _("Che cosa può fare"),
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser"),
                "description": _(
                    "I diritti vengono dai gruppi, che sono definiti nel programma del portale."
                ),
            },
        ),
        (_("Date"), {"fields": (("last_login", "created_at"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", ("nome", "cognome"))}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A person made without a password is invited to choose one."""
        super().save_model(request, obj, form, change)
        if not change and not obj.has_usable_password():
            invito_create(user=obj, by=request.user, invitante=invitante(request.user))
            self.message_user(
                request, gettext("Alla persona è partita una mail con il collegamento per entrare.")
            )

    @admin.action(
        description=_("Invita: manda il collegamento per scegliere la password"),
        permissions=["change"],
    )
    def invita(self, request: HttpRequest, queryset: QuerySet) -> None:
        for user in self._toccabili(request, queryset):
            try:
                invito_create(user=user, by=request.user, invitante=invitante(request.user))
                self.message_user(
                    request, gettext("Invito mandato a %(chi)s.") % {"chi": user.email}
                )
            except DomainError as errore:
                self.message_user(request, f"{user.email}: {errore}", messages.ERROR)

    @admin.action(
        description=_("Azzera il secondo fattore (telefono e codici persi)"), permissions=["change"]
    )
    def azzera_secondo_fattore(self, request: HttpRequest, queryset: QuerySet) -> None:
        for user in self._toccabili(request, queryset):
            secondo_fattore_reset(user=user, by=request.user)
            self.message_user(
                request, gettext("Secondo fattore azzerato: %(chi)s.") % {"chi": user.email}
            )

    def _toccabili(self, request: HttpRequest, queryset: QuerySet) -> list[User]:
        """Nobody sets aside one's own second factor, or the guards of who has more rights."""
        return [
            user
            for user in queryset
            if user.pk != request.user.pk and self.has_change_permission(request, user)
        ]

    @display(description=_("nome"), ordering="cognome")
    def get_full_name(self, utente: User) -> str:
        return utente.get_full_name() or "—"

    @display(description=_("ruoli"))
    def ruoli(self, utente: User) -> str:
        if utente.is_superuser:
            return str(_("amministratore del sistema"))
        return ", ".join(gruppo.name for gruppo in utente.groups.all()) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (titolo, {**o, "fields": tuple(f for f in o["fields"] if f not in SOLO_SUPERUSER)})
            for titolo, o in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple:
        campi = tuple(super().get_readonly_fields(request, obj))
        if not request.user.is_superuser:
            campi += SOLO_SUPERUSER
        if obj is not None and obj.pk == request.user.pk:
            campi += DI_ALTRI
        return tuple(dict.fromkeys(campi))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = assegnabili(request.user)
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj.pk == request.user.pk:
            return False
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    @staticmethod
    def _may_touch(request: HttpRequest, obj: User | None) -> bool:
        """A superuser's page, password included, is for superusers."""
        return obj is None or request.user.is_superuser or not obj.is_superuser


def invitante(chi: Any) -> str:
    """Who to ask about an invitation, as the mail says it."""
    return f"{chi}, {settings.ENTE_ATTUATORE}"


def assegnabili(chi: Any) -> QuerySet[Group]:
    """Groups a person may give to others: those that allow nothing she may not do herself."""
    gruppi = Group.objects.order_by("name")
    if chi.is_superuser:
        return gruppi
    altrui = Permission.objects.exclude(Q(group__user=chi) | Q(user=chi))
    return gruppi.exclude(permissions__in=altrui)


admin.site.unregister(Group)


@admin.register(Group)
class GruppoAdmin(SolaLetturaMixin, RegistroAdmin):
    """Roles are declared in sito.roles: here one sees what each may do and who has it."""

    list_display = ("name", "persone")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "diritti", "membri")
    readonly_fields = ("diritti", "membri")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(persone=Count("user", distinct=True))

    @display(description=_("persone"), ordering="persone")
    def persone(self, gruppo: Any) -> int:
        return gruppo.persone

    @display(description=_("persone con questo ruolo"))
    def membri(self, gruppo: Group) -> str:
        return ", ".join(str(u) for u in gruppo.user_set.order_by("cognome", "email")) or "—"

    @display(description=_("diritti"))
    def diritti(self, gruppo: Group) -> str:
        permessi = gruppo.permissions.select_related("content_type").order_by(
            "content_type__app_label", "content_type__model", "pk"
        )
        azioni: dict[str, list[str]] = {}
        for permesso in permessi:
            verbo = permesso.codename.partition("_")[0]
            azioni.setdefault(permesso.content_type.name, []).append(verbo)
        righe = (
            f"{cosa}: {', '.join(str(VERBI[v]) for v in VERBI if v in verbi)}"
            for cosa, verbi in azioni.items()
        )
        return "\n".join(righe) or "—"
