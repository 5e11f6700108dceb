from urllib.parse import urlencode

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, Fonte, TimeStamped
from fis_portal.core.quote import MESI
from monitoraggio.enums import FormatoReport, OrigineReport, StatoReport, TipoReport
from monitoraggio.models_aperti import EdizioneDati, FileDati, VersioneDati
from monitoraggio.models_composizione import (
    DestinatarioReport,
    ModelloReport,
    PianificazioneReport,
    SezioneModello,
    SezioneReport,
)
from monitoraggio.periodi import periodo_slug
from monitoraggio.querysets import ReportMonitoraggioQuerySet

__all__ = [
    "DatoPubblicato",
    "DestinatarioReport",
    "EdizioneDati",
    "FileDati",
    "FileReport",
    "ModelloReport",
    "PianificazioneReport",
    "ReportMonitoraggio",
    "SezioneModello",
    "SezioneReport",
    "VersioneDati",
]


@tracked()
class DatoPubblicato(TimeStamped):
    """A figure somebody published: a quotation, shown beside what the portal computes."""

    codice = models.SlugField(_("codice"), max_length=80, unique=True)
    etichetta = models.CharField(_("etichetta"), max_length=200)
    valore = models.DecimalField(_("valore"), max_digits=16, decimal_places=2)
    unita = models.CharField(_("unità"), max_length=40)
    data_riferimento = models.DateField(_("riferito alla data"), null=True, blank=True)
    fonte = models.ForeignKey(
        Fonte, on_delete=models.PROTECT, related_name="dati_pubblicati", verbose_name=_("fonte")
    )
    nota = models.TextField(_("nota"), blank=True)
    figura = models.SlugField(
        _("figura calcolata"),
        max_length=60,
        blank=True,
        help_text=_("Codice della figura che il portale calcola per lo stesso fatto."),
    )
    voce = models.CharField(_("voce della figura"), max_length=100, blank=True)
    is_quota = models.BooleanField(
        _("è una quota"),
        default=False,
        help_text=_("Si confronta con la quota percentuale della voce, non con il conteggio."),
    )
    spiegazione = models.TextField(
        _("perché differisce dal calcolato"),
        blank=True,
        help_text=_("Appare accanto alla differenza."),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=0)

    class Meta:
        verbose_name = _("dato pubblicato")
        verbose_name_plural = _("dati pubblicati")
        ordering = ["ordine", "codice"]

    def __str__(self) -> str:
        return self.etichetta


@tracked(exclude=["avanzamento", "passo", "heartbeat_at", "updated_at", "dati"])
@pgtrigger.register(
    pgtrigger.Protect(
        name="report_congelato",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__stato="pronto")
        & (
            pgtrigger.Q(old__dati__df=pgtrigger.F("new__dati"))
            | pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
            | pgtrigger.Q(old__stato__df=pgtrigger.F("new__stato"))
            | pgtrigger.Q(old__data_riferimento__df=pgtrigger.F("new__data_riferimento"))
            | pgtrigger.Q(old__periodo_inizio__df=pgtrigger.F("new__periodo_inizio"))
            | pgtrigger.Q(old__comune_id__df=pgtrigger.F("new__comune_id"))
        ),
    )
)
class ReportMonitoraggio(Dimostrativo, TimeStamped):
    """A monitoring report for a period as of a date: built by Celery, then frozen (`is_demo` = with
    demonstrative data). With `comune`, of the projects of that Comune alone."""

    comune = models.ForeignKey(
        "comuni.Comune",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Comune"),
    )
    modello = models.ForeignKey(
        ModelloReport,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("modello"),
    )
    tipo = models.CharField(_("tipo"), max_length=12, choices=TipoReport.choices)
    origine = models.CharField(_("origine"), max_length=12, choices=OrigineReport.choices)
    periodo_inizio = models.DateField(_("inizio del periodo"))
    periodo_fine = models.DateField(_("fine del periodo"))
    data_riferimento = models.DateField(_("figure alla data"))
    versione = models.PositiveSmallIntegerField(_("versione"), default=1)
    stato = models.CharField(
        _("stato"), max_length=16, choices=StatoReport.choices, default=StatoReport.IN_CODA
    )
    avanzamento = models.PositiveSmallIntegerField(_("avanzamento (%)"), default=0)
    passo = models.CharField(_("passo in corso"), max_length=100, blank=True)
    heartbeat_at = models.DateTimeField(_("ultimo segno di vita"), null=True, blank=True)
    tentativi = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    errore = models.TextField(_("errore"), blank=True)
    avviso = models.TextField(_("avviso"), blank=True)
    dati = models.JSONField(_("dati congelati"), null=True, blank=True, editable=False)
    sha256 = models.CharField(_("impronta dei dati (SHA-256)"), max_length=64, blank=True)
    richiesto_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("richiesto da"),
    )
    pronto_at = models.DateTimeField(_("pronto il"), null=True, blank=True)
    pubblicato_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    pubblicato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("pubblicato da"),
    )
    ritirato_at = models.DateTimeField(_("ritirato il"), null=True, blank=True)
    ritirato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("ritirato da"),
    )
    motivo_ritiro = models.TextField(_("perché è stato ritirato"), max_length=1000, blank=True)

    objects = ReportMonitoraggioQuerySet.as_manager()

    class Meta:
        verbose_name = _("report di monitoraggio")
        verbose_name_plural = _("report di monitoraggio")
        ordering = ["-periodo_fine", "tipo", "-versione", "-pk"]
        permissions = [
            ("request_reportmonitoraggio", "Può chiedere la costruzione di un report"),
            ("publish_reportmonitoraggio", "Può pubblicare un report"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="report_versione_unica",
                fields=["tipo", "periodo_inizio", "comune", "is_demo", "versione"],
                nulls_distinct=False,
                violation_error_message=_("Questa versione del report esiste già."),
            ),
            models.UniqueConstraint(
                name="report_pianificato_unico",
                fields=["tipo", "periodo_inizio"],
                condition=Q(origine="pianificato"),
                violation_error_message=_("Il report pianificato di questo periodo esiste già."),
            ),
            models.CheckConstraint(
                name="report_periodo_in_ordine",
                condition=Q(periodo_fine__gte=F("periodo_inizio")),
                violation_error_message=_("La fine del periodo non può precedere l'inizio."),
            ),
            models.CheckConstraint(
                name="report_pronto_con_dati",
                condition=~Q(stato="pronto") | (Q(dati__isnull=False) & ~Q(sha256="")),
                violation_error_message=_("Un report pronto ha dati e impronta."),
            ),
            models.CheckConstraint(
                name="report_pubblicato_se_pronto",
                condition=Q(pubblicato_at__isnull=True) | Q(stato="pronto"),
                violation_error_message=_("Solo un report pronto può essere pubblicato."),
            ),
            models.CheckConstraint(
                name="report_ritirato_con_motivo",
                condition=Q(ritirato_at__isnull=True, motivo_ritiro="")
                | Q(ritirato_at__isnull=False, pubblicato_at__isnull=False) & ~Q(motivo_ritiro=""),
                violation_error_message=_("Si ritira, con un motivo, un report pubblicato."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titolo} (versione {self.versione})"

    @property
    def titolo(self) -> str:
        di_chi = f" del Comune di {self.comune.nome}" if self.comune else ""
        return f"Report {self.get_tipo_display()}{di_chi}, {self.nome_periodo}"

    @property
    def nome_periodo(self) -> str:
        """The period in words: ottobre 2026, 3° trimestre 2026, anno 2026."""
        anno = self.periodo_inizio.year
        if self.tipo == TipoReport.MENSILE:
            return f"{MESI[self.periodo_inizio.month - 1]} {anno}"
        if self.tipo == TipoReport.TRIMESTRALE:
            return f"{(self.periodo_inizio.month + 2) // 3}° trimestre {anno}"
        return f"anno {anno}"

    @property
    def periodo_slug(self) -> str:
        """The period in addresses: m10, t3, anno."""
        return periodo_slug(self.tipo, self.periodo_inizio)

    @property
    def is_pubblico(self) -> bool:
        """Published and not withdrawn since."""
        return self.pubblicato_at is not None and self.ritirato_at is None

    def nome_file(self, formato: str) -> str:
        """Name a delivered file is saved under: report-fis-2026-t3-v1.pdf."""
        di_chi = f"-{self.comune.slug}" if self.comune else ""
        prova = "-dimostrativo" if self.is_demo else ""
        return (
            f"report-fis{di_chi}-{self.periodo_inizio.year}-{self.periodo_slug}{prova}"
            f"-v{self.versione}.{formato}"
        )

    def get_absolute_url(self) -> str:
        return self.indirizzo("report_detail")

    def indirizzo(self, vista: str, *args: object, **query: object) -> str:
        """The address of a page of this report: that of a Comune's one names the Comune."""
        periodo = [self.periodo_inizio.year, self.periodo_slug]
        url = (
            reverse(f"monitoraggio:comune_{vista}", args=[self.comune.slug, *periodo, *args])
            if self.comune
            else reverse(f"monitoraggio:{vista}", args=[*periodo, *args])
        )
        if self.is_demo:
            query["dimostrativi"] = 1
        return f"{url}?{urlencode(query)}" if query else url


@tracked()
@pgtrigger.register(pgtrigger.Protect(name="file_congelato", operation=pgtrigger.Update))
class FileReport(models.Model):
    """One delivered file of a report: written once, found by its hash."""

    report = models.ForeignKey(ReportMonitoraggio, on_delete=models.CASCADE, related_name="file")
    formato = models.CharField(_("formato"), max_length=4, choices=FormatoReport.choices)
    nome = models.CharField(_("nome nel deposito"), max_length=200)
    sha256 = models.CharField(_("impronta (SHA-256)"), max_length=64)
    byte = models.PositiveIntegerField(_("dimensione (byte)"))
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        verbose_name = _("file del report")
        verbose_name_plural = _("file dei report")
        ordering = ["report", "formato"]
        constraints = [
            models.UniqueConstraint(
                name="file_report_unico_per_formato",
                fields=["report", "formato"],
                violation_error_message=_("Il report ha già un file in questo formato."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_formato_display()}"

    @property
    def indirizzo(self) -> str:
        """Where anybody downloads it, once its report is published."""
        return self.report.indirizzo("report_download", self.report.versione, self.formato)
