"""Rows that are written through the work of Comuni, staff and evaluators: here they are read."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateTimeFilter,
)

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from outcomes.models import (
    AbbonamentoCalendario,
    AvanzamentoAttivita,
    ChiaveComune,
    Evidenza,
    Invio,
    Osservazione,
    ParteRilevazione,
    PassaggioRendicontazione,
    Proroga,
    RichiestaIdempotente,
    Rilevazione,
    SpesaRendicontata,
    TestoRendicontazione,
)


class DiRendicontazioneAdmin(SolaLetturaMixin, RegistroAdmin):
    """Rows of the reports, seen across reports."""

    list_select_related: Any = ("rendicontazione__progetto__comune", "rendicontazione__periodo")
    list_filter: Any = (("rendicontazione__progetto", AutocompleteSelectFilter),)
    search_fields: Any = (
        "rendicontazione__progetto__titolo_chiave__contains",
        "rendicontazione__progetto__comune__nome_chiave__contains",
    )
    search_help_text = _("Progetto o Comune")


@admin.register(Rilevazione)
class RilevazioneAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "indicatore", "stato_valore", "valore", "verifica")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "indicatore")
    list_filter = (
        ("stato_valore", ChoicesDropdownFilter),
        ("verifica", ChoicesDropdownFilter),
        *DiRendicontazioneAdmin.list_filter,
    )
    exclude = ("grezzo",)
    storia_collegati = ((ParteRilevazione, "rilevazione"),)


@admin.register(ParteRilevazione)
class ParteRilevazioneAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("rilevazione", "dimensione", "voce", "valore", "numeratore", "denominatore")
    list_select_related = (
        "rilevazione__rendicontazione__progetto__comune",
        "rilevazione__rendicontazione__periodo",
        "rilevazione__indicatore",
        "dimensione",
    )
    search_fields = ("rilevazione__rendicontazione__progetto__titolo_chiave__contains",)


@admin.register(AvanzamentoAttivita)
class AvanzamentoAttivitaAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "attivita", "stato", "iniziata_il", "conclusa_il")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "attivita")
    list_filter = (("stato", ChoicesDropdownFilter), *DiRendicontazioneAdmin.list_filter)
    exclude = ("grezzo",)


@admin.register(SpesaRendicontata)
class SpesaRendicontataAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "voce", "importo_eur")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "voce")
    exclude = ("grezzo",)


@admin.register(TestoRendicontazione)
class TestoRendicontazioneAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "capitolo", "modificata_il")
    list_filter = (("capitolo", ChoicesDropdownFilter), *DiRendicontazioneAdmin.list_filter)
    exclude = ("grezzo",)


@admin.register(Invio)
class InvioAdmin(DiRendicontazioneAdmin):
    list_display = ("protocollo", "rendicontazione", "revisione", "inviata_il", "by")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "by")
    list_filter = (("inviata_il", RangeDateTimeFilter), *DiRendicontazioneAdmin.list_filter)
    search_fields = (*DiRendicontazioneAdmin.search_fields, "protocollo")


@admin.register(Osservazione)
class OsservazioneAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "campo", "testo", "comunicata_il", "risolta_il", "by")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "by")


@admin.register(Evidenza)
class EvidenzaAdmin(DiRendicontazioneAdmin):
    list_display = ("file", "rendicontazione", "descrizione", "created_at", "tolta_il")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "file")


@admin.register(Proroga)
class ProrogaAdmin(DiRendicontazioneAdmin):
    list_display = ("rendicontazione", "da", "a", "motivo", "by", "created_at")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "by")


@admin.register(PassaggioRendicontazione)
class PassaggioRendicontazioneAdmin(DiRendicontazioneAdmin):
    list_display = ("created_at", "rendicontazione", "da", "a", "revisione", "by")
    list_select_related = (*DiRendicontazioneAdmin.list_select_related, "by")
    list_filter = (("a", ChoicesDropdownFilter), *DiRendicontazioneAdmin.list_filter)
    ordering = ("-created_at", "-pk")


@admin.register(ChiaveComune)
class ChiaveComuneAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("nome", "prefisso", "comune", "by", "scade_il", "usata_il", "revocata_il")
    list_select_related = ("comune", "by")
    search_fields = ("nome", "comune__nome_chiave__contains")


@admin.register(RichiestaIdempotente)
class RichiestaIdempotenteAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("created_at", "chiave_accesso", "idempotenza", "stato_http")
    list_select_related = ("chiave_accesso",)


@admin.register(AbbonamentoCalendario)
class AbbonamentoCalendarioAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("user", "created_at", "revocato_il")
    list_select_related = ("user",)
