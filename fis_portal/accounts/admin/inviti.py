from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from fis_portal.accounts.models import Invito, RinunciaAvviso
from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.templatetags.fis import dataora


@admin.register(Invito)
class InvitoAdmin(SolaLetturaMixin, RegistroAdmin):
    """A log of the links sent: one is sent from the person's page, with «Invita»."""

    list_display = ("user", "invitante", "inviato", "fino_a", "esito")
    list_select_related = ("user",)
    list_filter = (("creato", RangeDateFilter),)
    search_fields = ("user__email", "user__cognome__unaccent__icontains", "invitante")
    fields = ("user", "invitante", "by", "creato", "scade_il", "usato_il")

    @display(description=gettext_lazy("inviato il"), ordering="creato")
    def inviato(self, invito: Invito) -> str:
        return dataora(invito.creato)

    @display(description=gettext_lazy("scade il"), ordering="scade_il")
    def fino_a(self, invito: Invito) -> str:
        return dataora(invito.scade_il)

    @display(description=gettext_lazy("esito"))
    def esito(self, invito: Invito) -> str:
        if invito.usato_il:
            return _("usato")
        return _("in attesa") if invito.is_valido else _("scaduto")


@admin.register(RinunciaAvviso)
class RinunciaAvvisoAdmin(SolaLetturaMixin, RegistroAdmin):
    """Whose choice it is: people set it on their own page."""

    list_display = ("user", "tipo")
    list_select_related = ("user",)
    search_fields = ("user__email", "tipo")
