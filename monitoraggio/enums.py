from django.db import models
from django.utils.translation import gettext_lazy as _


class TipoReport(models.TextChoices):
    """How long a period the report tells."""

    MENSILE = "mensile", _("mensile")
    TRIMESTRALE = "trimestrale", _("trimestrale")
    ANNUALE = "annuale", _("annuale")


class OrigineReport(models.TextChoices):
    """Who asked for the report."""

    PIANIFICATO = "pianificato", _("pianificato")
    RICHIESTO = "richiesto", _("richiesto dal personale")


class StatoReport(models.TextChoices):
    """State of the building; publication is a separate act (`pubblicato_at`)."""

    BOZZA = "bozza", _("da comporre")
    IN_CODA = "in_coda", _("in coda")
    IN_COSTRUZIONE = "in_costruzione", _("in costruzione")
    PRONTO = "pronto", _("pronto")
    FALLITO = "fallito", _("fallito")


TRANSIZIONI_REPORT: dict[StatoReport, frozenset[StatoReport]] = {
    StatoReport.BOZZA: frozenset({StatoReport.IN_CODA}),
    StatoReport.IN_CODA: frozenset({StatoReport.IN_COSTRUZIONE}),
    StatoReport.IN_COSTRUZIONE: frozenset(
        {StatoReport.PRONTO, StatoReport.FALLITO, StatoReport.IN_CODA}
    ),
    StatoReport.PRONTO: frozenset(),
    StatoReport.FALLITO: frozenset({StatoReport.IN_CODA}),
}


class FormatoReport(models.TextChoices):
    """Formats a report is delivered in."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class GenereSezione(models.TextChoices):
    """What a section of a report holds."""

    FIGURA = "figura", _("una figura")
    TUTTE = "tutte", _("tutte le figure non scelte altrove")
    COMMENTO = "commento", _("un commento")
    CAMBIAMENTI = "cambiamenti", _("che cosa è cambiato dall'ultimo report")
    CITAZIONI = "citazioni", _("le parole dei progetti")
    PUBBLICATI = "pubblicati", _("pubblicato e calcolato a confronto")
    ALLEGATI = "allegati", _("elenco degli allegati")
