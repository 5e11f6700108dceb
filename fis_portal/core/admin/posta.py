from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.enums import StatoMessaggio
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggio_retry
from fis_portal.core.templatetags.fis import dataora

COLORI_STATO = {
    StatoMessaggio.IN_CODA: "info",
    StatoMessaggio.INVIATO: "success",
    StatoMessaggio.FALLITO: "danger",
}


@admin.register(Messaggio)
class MessaggioAdmin(SolaLetturaMixin, RegistroAdmin):
    """The outbox: what left, what waits, what could not be sent. Texts are not shown: those that
    wait may hold personal links."""

    list_display = ("scritto", "tipo", "a", "oggetto", "stato_etichetta", "tentativi", "inviato")
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("created_at", RangeDateFilter),
    )
    search_fields = ("a", "oggetto__unaccent__icontains", "tipo")
    search_help_text = gettext_lazy("Destinatario, oggetto o tipo")
    actions = ("riprova",)
    fieldsets = (
        (None, {"fields": ("tipo", "a", "oggetto", "stato", "errore")}),
        (
            gettext_lazy("Invio"),
            {
                "fields": (
                    ("created_at", "inviato_il"),
                    ("tentativi", "prossimo_tentativo"),
                    "chiave",
                )
            },
        ),
    )

    @display(description=gettext_lazy("scritto il"), ordering="created_at")
    def scritto(self, messaggio: Messaggio) -> str:
        return dataora(messaggio.created_at)

    @display(description=gettext_lazy("inviato il"), ordering="inviato_il")
    def inviato(self, messaggio: Messaggio) -> str:
        return dataora(messaggio.inviato_il) if messaggio.inviato_il else "—"

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, messaggio: Messaggio) -> tuple[str, str]:
        return messaggio.stato, messaggio.get_stato_display()

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.retry_messaggio")

    @admin.action(description=gettext_lazy("Riprova a inviare"), permissions=["retry"])
    def riprova(self, request: HttpRequest, queryset: QuerySet) -> None:
        quanti = 0
        for messaggio in queryset:
            try:
                messaggio_retry(messaggio=messaggio, by=request.user)
            except DomainError as errore:
                messages.error(request, f"{messaggio.oggetto}: {errore.message}")
            else:
                quanti += 1
        if quanti:
            testo = ngettext("%(n)s messaggio di nuovo in coda: parte fra poco.",
                             "%(n)s messaggi di nuovo in coda: partono fra poco.",
                             quanti)  # fmt: skip
            messages.success(request, testo % {"n": quanti})
