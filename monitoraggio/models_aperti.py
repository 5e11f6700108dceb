"""Open data as it is delivered: editions (the work), versions (what changed), files (the bytes)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import TimeStamped
from fis_portal.core.storage import ArchivedFile
from monitoraggio.enums import OrigineReport, StatoReport
from monitoraggio.querysets import LavoroQuerySet, VersioneDatiQuerySet


@tracked(exclude=["avanzamento", "passo", "heartbeat_at", "updated_at"])
class EdizioneDati(TimeStamped):
    """One look at all the public tables: what has changed since the last one becomes a version."""

    origine = models.CharField(_("origine"), max_length=12, choices=OrigineReport.choices)
    giorno = models.DateField(_("giorno"))
    stato = models.CharField(
        _("stato"), max_length=16, choices=StatoReport.choices, default=StatoReport.IN_CODA
    )
    avanzamento = models.PositiveSmallIntegerField(_("avanzamento (%)"), default=0)
    passo = models.CharField(_("passo in corso"), max_length=100, blank=True)
    heartbeat_at = models.DateTimeField(_("ultimo segno di vita"), null=True, blank=True)
    tentativi = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    errore = models.TextField(_("errore"), blank=True)
    righe = models.PositiveBigIntegerField(_("righe lette"), null=True, blank=True)
    cambiate = models.PositiveSmallIntegerField(_("tabelle cambiate"), null=True, blank=True)
    richiesto_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("richiesta da"),
    )
    pronto_at = models.DateTimeField(_("pronta il"), null=True, blank=True)

    objects = LavoroQuerySet.as_manager()

    class Meta:
        verbose_name = _("edizione dei dati aperti")
        verbose_name_plural = _("edizioni dei dati aperti")
        ordering = ["-created_at", "-pk"]
        permissions = [("request_edizionedati", "Può chiedere una nuova edizione dei dati aperti")]
        constraints = [
            models.UniqueConstraint(
                name="edizione_pianificata_unica",
                fields=["giorno"],
                condition=Q(origine=OrigineReport.PIANIFICATO),
                violation_error_message=_("L'edizione pianificata di questo giorno esiste già."),
            )
        ]

    def __str__(self) -> str:
        return f"Dati aperti del {self.giorno:%d/%m/%Y}"


@tracked()
@pgtrigger.register(
    pgtrigger.Protect(
        name="versione_congelata",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__codice__df=pgtrigger.F("new__codice"))
        | pgtrigger.Q(old__data__df=pgtrigger.F("new__data"))
        | pgtrigger.Q(old__impronta__df=pgtrigger.F("new__impronta"))
        | pgtrigger.Q(old__righe__df=pgtrigger.F("new__righe")),
    )
)
class VersioneDati(models.Model):
    """A table as it was from one day on, or the whole package (its `parti` are the tables)."""

    codice = models.SlugField(_("tabella"), max_length=40)
    data = models.DateField(_("data"))
    impronta = models.CharField(_("impronta del contenuto (SHA-256)"), max_length=64)
    righe = models.PositiveBigIntegerField(_("righe"))
    corrente = models.BooleanField(_("è la più recente"), default=True)
    edizione = models.ForeignKey(
        EdizioneDati,
        on_delete=models.PROTECT,
        related_name="versioni",
        verbose_name=_("edizione"),
    )
    parti = models.ManyToManyField("self", symmetrical=False, related_name="pacchetti", blank=True)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)

    objects = VersioneDatiQuerySet.as_manager()

    class Meta:
        verbose_name = _("versione di una tabella")
        verbose_name_plural = _("versioni delle tabelle")
        ordering = ["codice", "-data", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="versione_dati_unica",
                fields=["codice", "data", "impronta"],
                violation_error_message=_("Questa versione esiste già."),
            ),
            models.UniqueConstraint(
                name="versione_dati_corrente_unica",
                fields=["codice"],
                condition=Q(corrente=True),
                violation_error_message=_("La tabella ha già una versione più recente."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice}, {self.etichetta}"

    @property
    def etichetta(self) -> str:
        """The version in addresses: 2026-11-22-3fa8b1c2d4e5."""
        return f"{self.data.isoformat()}-{self.impronta[:12]}"


@tracked()
@pgtrigger.register(pgtrigger.Protect(name="file_dati_congelato", operation=pgtrigger.Update))
class FileDati(models.Model):
    """One delivered file of a version: written once, found by its hash."""

    versione = models.ForeignKey(
        VersioneDati, on_delete=models.CASCADE, related_name="file", verbose_name=_("versione")
    )
    nome = models.CharField(_("nome del file"), max_length=60)
    percorso = models.CharField(_("nome nel deposito"), max_length=200, db_index=True)
    sha256 = models.CharField(_("impronta (SHA-256)"), max_length=64)
    byte = models.PositiveBigIntegerField(_("dimensione (byte)"))

    class Meta:
        verbose_name = _("file dei dati aperti")
        verbose_name_plural = _("file dei dati aperti")
        ordering = ["versione", "nome"]
        constraints = [
            models.UniqueConstraint(
                name="file_dati_unico",
                fields=["versione", "nome"],
                violation_error_message=_("La versione ha già questo file."),
            )
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def estensione(self) -> str:
        return self.nome.rpartition(".")[2]

    @property
    def archiviato(self) -> ArchivedFile:
        """Where its bytes are."""
        return ArchivedFile(nome=self.percorso, sha256=self.sha256, byte=self.byte)
