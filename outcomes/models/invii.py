"""What was sent, what staff remarked, what proves the values."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models import Lezione
from fis_portal.core.history import tracked
from fis_portal.core.models import FileProtetto
from outcomes.enums import StatoRendicontazione
from outcomes.models.rendicontazione import (
    AvanzamentoAttivita,
    Rendicontazione,
    Rilevazione,
    SpesaRendicontata,
)
from outcomes.querysets import EvidenzaQuerySet


class Invio(models.Model):
    """A report as it was sent, frozen: the receipt's number, the content and its SHA-256.

    `contenuto` is canonical JSON (outcomes.selectors.contenuto); nothing here is ever changed but
    the receipt, which is made after the fact.
    """

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.PROTECT,
        related_name="invii",
        verbose_name=_("rendicontazione"),
    )
    revisione = models.PositiveSmallIntegerField(_("revisione"))
    protocollo = models.CharField(_("numero di ricevuta"), max_length=30, unique=True)
    contenuto = models.JSONField(_("contenuto"))
    sha256 = models.CharField("SHA-256", max_length=64)
    nota = models.TextField(_("nota di chi invia"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("inviata da"),
    )
    inviata_il = models.DateTimeField(_("inviata il"))
    ricevuta = models.ForeignKey(
        FileProtetto,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("ricevuta"),
    )

    class Meta:
        verbose_name = _("invio")
        verbose_name_plural = _("invii")
        ordering = ["rendicontazione", "-revisione"]
        constraints = [
            models.UniqueConstraint(
                name="invio_unico_per_revisione",
                fields=["rendicontazione", "revisione"],
                violation_error_message=_("Questa revisione è già stata inviata."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="invio_non_si_cancella", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="invio_non_si_cambia",
                operation=pgtrigger.UpdateOf(
                    "rendicontazione_id",
                    "revisione",
                    "protocollo",
                    "contenuto",
                    "sha256",
                    "nota",
                    "by_id",
                    "inviata_il",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.protocollo


class PassaggioRendicontazione(models.Model):
    """Log of the states of a report: who, when, from, to, with what words. Append-only."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="passaggi",
        verbose_name=_("rendicontazione"),
    )
    da = models.CharField(_("da"), max_length=12, choices=StatoRendicontazione.choices, blank=True)
    a = models.CharField(_("a"), max_length=12, choices=StatoRendicontazione.choices)
    revisione = models.PositiveSmallIntegerField(_("revisione"), default=0)
    nota = models.TextField(_("nota"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("da chi"),
    )
    created_at = models.DateTimeField(_("quando"), auto_now_add=True)

    class Meta:
        verbose_name = _("passaggio di una rendicontazione")
        verbose_name_plural = _("passaggi delle rendicontazioni")
        ordering = ["rendicontazione", "created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_da_display() or '—'} → {self.get_a_display()}"


@tracked()
class Osservazione(models.Model):
    """A remark of staff at one field of a report.

    `campo` is the address of the field in the content that was sent: «indicatori/R1.1/valore»,
    «spese/12/importo», «testi/narrativa»; empty is the report as a whole.
    """

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="osservazioni",
        verbose_name=_("rendicontazione"),
    )
    revisione = models.PositiveSmallIntegerField(_("revisione a cui si riferisce"))
    campo = models.CharField(_("campo"), max_length=120, blank=True)
    testo = models.TextField(_("osservazione"))
    risposta = models.TextField(_("risposta del Comune"), blank=True)
    # A remark is seen by the Comune only once the report is returned with it.
    comunicata_il = models.DateTimeField(_("comunicata il"), null=True, blank=True)
    risolta_il = models.DateTimeField(_("risolta il"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("scritta da"),
    )
    created_at = models.DateTimeField(_("scritta il"), auto_now_add=True)

    class Meta:
        verbose_name = _("osservazione")
        verbose_name_plural = _("osservazioni")
        ordering = ["rendicontazione", "campo", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="osservazione_con_testo",
                condition=~Q(testo=""),
                violation_error_message=_("Scrivi l'osservazione."),
            )
        ]

    def __str__(self) -> str:
        return self.testo[:80]


@tracked()
class Evidenza(models.Model):
    """A file that proves a row of a report, or the report as a whole.

    Taken away from a draft it is only marked so (`tolta_il`): what was sent keeps its files.
    """

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="evidenze",
        verbose_name=_("rendicontazione"),
    )
    rilevazione = models.ForeignKey(
        Rilevazione,
        on_delete=models.CASCADE,
        related_name="evidenze",
        null=True,
        blank=True,
        verbose_name=_("rilevazione"),
    )
    avanzamento = models.ForeignKey(
        AvanzamentoAttivita,
        on_delete=models.CASCADE,
        related_name="evidenze",
        null=True,
        blank=True,
        verbose_name=_("attività"),
    )
    spesa = models.ForeignKey(
        SpesaRendicontata,
        on_delete=models.CASCADE,
        related_name="evidenze",
        null=True,
        blank=True,
        verbose_name=_("spesa"),
    )
    descrizione = models.CharField(_("che cosa dimostra"), max_length=200, blank=True)
    file = models.ForeignKey(
        FileProtetto, on_delete=models.PROTECT, related_name="evidenze", verbose_name=_("file")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("caricata da"),
    )
    created_at = models.DateTimeField(_("caricata il"), auto_now_add=True)
    tolta_il = models.DateTimeField(_("tolta il"), null=True, blank=True)

    objects = EvidenzaQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidenza")
        verbose_name_plural = _("evidenze")
        ordering = ["rendicontazione", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidenza_di_una_sola_riga",
                condition=Q(rilevazione__isnull=True, avanzamento__isnull=True)
                | Q(rilevazione__isnull=True, spesa__isnull=True)
                | Q(avanzamento__isnull=True, spesa__isnull=True),
                violation_error_message=_("Un'evidenza si riferisce a una riga sola."),
            )
        ]

    def __str__(self) -> str:
        return self.descrizione or str(self.file)


@tracked()
class OrigineLezione(models.Model):
    """The report a lesson was drafted from: what did not work, told once more for others."""

    lezione = models.OneToOneField(
        Lezione, on_delete=models.CASCADE, related_name="origine", verbose_name=_("lezione")
    )
    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.PROTECT,
        related_name="lezioni",
        verbose_name=_("rendicontazione"),
    )

    class Meta:
        verbose_name = _("origine di una lezione")
        verbose_name_plural = _("origini delle lezioni")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.rendicontazione)
