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

    IN_CODA = "in_coda", _("in coda")
    IN_COSTRUZIONE = "in_costruzione", _("in costruzione")
    PRONTO = "pronto", _("pronto")
    FALLITO = "fallito", _("fallito")


TRANSIZIONI_REPORT: dict[StatoReport, frozenset[StatoReport]] = {
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
