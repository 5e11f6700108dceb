"""A Comune's progress report for one period: its rows, each saved on its own, and what is sent.

Row-level security (migration outcomes.0002) guards every table of this module beneath the
application's own checks: see fis_portal.core.isolamento.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import TimeStamped
from outcomes.enums import (
    CapitoloTesto,
    StatoAvanzamento,
    StatoRendicontazione,
    StatoValore,
    Verifica,
)
from outcomes.models.indicatori import Dimensione, Indicatore, valore_field
from outcomes.models.periodi import PeriodoMonitoraggio
from outcomes.models.quadro import QuadroImpatto
from outcomes.querysets import RendicontazioneQuerySet, RilevazioneQuerySet
from progetti.models import Attivita, Progetto, VoceSpesa


def _chi(verbose_name: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=verbose_name,
    )


@tracked()
class Rendicontazione(TimeStamped):
    """What a project reports of one period. Made when the period is opened for the project.

    `revisione` counts the times it was sent; what was sent each time stays in `Invio`.
    """

    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.PROTECT,
        related_name="rendicontazioni",
        verbose_name=_("progetto"),
    )
    periodo = models.ForeignKey(
        PeriodoMonitoraggio,
        on_delete=models.PROTECT,
        related_name="rendicontazioni",
        verbose_name=_("periodo"),
    )
    quadro = models.ForeignKey(
        QuadroImpatto,
        on_delete=models.PROTECT,
        related_name="rendicontazioni",
        verbose_name=_("quadro d'impatto"),
        help_text=_("La versione in vigore quando il periodo è stato aperto."),
    )
    stato = models.CharField(
        _("stato"),
        max_length=12,
        choices=StatoRendicontazione.choices,
        default=StatoRendicontazione.DA_INIZIARE,
    )
    scadenza = models.DateField(_("scadenza"))
    revisione = models.PositiveSmallIntegerField(_("revisione"), default=0)
    accettata_il = models.DateTimeField(_("accettata il"), null=True, blank=True)

    objects = RendicontazioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendicontazione")
        verbose_name_plural = _("rendicontazioni")
        ordering = ["scadenza", "progetto", "pk"]
        permissions = [("review_rendicontazione", "Può esaminare le rendicontazioni inviate")]
        indexes = [models.Index("stato", "scadenza", name="rendicontazione_stato")]
        constraints = [
            models.UniqueConstraint(
                name="rendicontazione_unica",
                fields=["progetto", "periodo"],
                violation_error_message=_("Il periodo è già aperto per questo progetto."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.progetto}, {self.periodo}"


@tracked()
class Proroga(models.Model):
    """A due date moved, and why."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="proroghe",
        verbose_name=_("rendicontazione"),
    )
    da = models.DateField(_("scadenza di prima"))
    a = models.DateField(_("nuova scadenza"))
    motivo = models.TextField(_("motivo"))
    by = _chi(_("concessa da"))
    created_at = models.DateTimeField(_("concessa il"), auto_now_add=True)

    class Meta:
        verbose_name = _("proroga")
        verbose_name_plural = _("proroghe")
        ordering = ["rendicontazione", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proroga_motivata",
                condition=~Q(motivo=""),
                violation_error_message=_("Indica il motivo della proroga."),
            ),
            models.CheckConstraint(
                name="proroga_cambia_la_data",
                condition=~Q(a=F("da")),
                violation_error_message=_("La nuova scadenza è uguale a quella di prima."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.da:%d/%m/%Y} → {self.a:%d/%m/%Y}"


class RigaRendicontazione(models.Model):
    """One row of a report, saved on its own.

    `versione` grows by one at each save: whoever saves says which one was read, and is refused if
    it is no longer the last. `grezzo` keeps, by field, what was typed and could not be read as a
    value: nothing typed is lost, and nothing unread is sent.
    """

    versione = models.PositiveIntegerField(_("versione"), default=0)
    grezzo = models.JSONField(_("digitato e non riconosciuto"), default=dict, blank=True)
    modificata_da = _chi(_("modificata da"))
    modificata_il = models.DateTimeField(_("modificata il"), null=True, blank=True)

    class Meta:
        abstract = True


@tracked()
class Rilevazione(RigaRendicontazione):
    """One indicator measured in one report. No row, or `stato_valore` empty: nothing said yet."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="rilevazioni",
        verbose_name=_("rendicontazione"),
    )
    indicatore = models.ForeignKey(
        Indicatore,
        on_delete=models.PROTECT,
        related_name="rilevazioni",
        verbose_name=_("indicatore"),
    )
    stato_valore = models.CharField(
        _("stato del valore"), max_length=16, choices=StatoValore.choices, blank=True
    )
    valore = valore_field(_("valore"))
    numeratore = valore_field(_("numeratore"))
    denominatore = valore_field(_("denominatore"))
    motivo = models.CharField(_("perché non è misurabile"), max_length=300, blank=True)
    nota = models.TextField(_("nota sulla misura"), blank=True)
    conferma_avvisi = models.TextField(
        _("conferma degli avvisi"),
        blank=True,
        help_text=_("Perché il valore è giusto anche se il portale ha segnalato qualcosa."),
    )
    avvisi_confermati = models.JSONField(_("avvisi confermati"), default=list, blank=True)

    verifica = models.CharField(
        _("verifica"), max_length=14, choices=Verifica.choices, default=Verifica.DA_VERIFICARE
    )
    verifica_metodo = models.CharField(_("metodo della verifica"), max_length=300, blank=True)
    verifica_nota = models.TextField(_("nota della verifica"), blank=True)
    verificata_da = _chi(_("verificata da"))
    verificata_il = models.DateTimeField(_("verificata il"), null=True, blank=True)

    objects = RilevazioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("rilevazione")
        verbose_name_plural = _("rilevazioni")
        ordering = ["rendicontazione", "indicatore__ordine", "indicatore__codice", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="rilevazione_unica",
                fields=["rendicontazione", "indicatore"],
                violation_error_message=_("L'indicatore è già in questa rendicontazione."),
            ),
            models.CheckConstraint(
                name="rilevazione_valore_solo_se_misurato",
                condition=Q(stato_valore=StatoValore.MISURATO)
                | Q(valore__isnull=True, numeratore__isnull=True, denominatore__isnull=True),
                violation_error_message=_(
                    "Un valore non ancora misurato o non misurabile resta vuoto: zero è una misura."
                ),
            ),
            models.CheckConstraint(
                name="rilevazione_denominatore_non_negativo",
                condition=Q(denominatore__isnull=True) | Q(denominatore__gte=0),
                violation_error_message=_("Il denominatore non può essere negativo."),
            ),
            models.CheckConstraint(
                name="rilevazione_verifica_motivata",
                condition=Q(verifica=Verifica.DA_VERIFICARE)
                | (Q(verificata_il__isnull=False) & ~Q(verifica_metodo="")),
                violation_error_message=_("Indica con quale metodo hai verificato il valore."),
            ),
            models.CheckConstraint(
                name="rilevazione_contestata_con_nota",
                condition=~Q(verifica=Verifica.CONTESTATA) | ~Q(verifica_nota=""),
                violation_error_message=_("Spiega perché contesti il valore."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicatore}, {self.rendicontazione}"


@tracked()
class ParteRilevazione(models.Model):
    """One part of a disaggregated value. Parts that do not add up are flagged, never changed."""

    rilevazione = models.ForeignKey(
        Rilevazione, on_delete=models.CASCADE, related_name="parti", verbose_name=_("rilevazione")
    )
    dimensione = models.ForeignKey(
        Dimensione, on_delete=models.PROTECT, related_name="+", verbose_name=_("disaggregazione")
    )
    voce = models.CharField(_("voce"), max_length=60)
    valore = valore_field(_("valore"))
    numeratore = valore_field(_("numeratore"))
    denominatore = valore_field(_("denominatore"))

    class Meta:
        verbose_name = _("parte di un valore")
        verbose_name_plural = _("parti di un valore")
        ordering = ["rilevazione", "dimensione", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="parte_unica",
                fields=["rilevazione", "dimensione", "voce"],
                violation_error_message=_("Questa parte del valore c'è già."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimensione}: {self.voce}"


@tracked()
class AvanzamentoAttivita(RigaRendicontazione):
    """How far a planned activity had come by the end of a period."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="avanzamenti",
        verbose_name=_("rendicontazione"),
    )
    attivita = models.ForeignKey(
        Attivita, on_delete=models.PROTECT, related_name="avanzamenti", verbose_name=_("attività")
    )
    stato = models.CharField(
        _("stato"), max_length=14, choices=StatoAvanzamento.choices, blank=True
    )
    iniziata_il = models.DateField(_("iniziata il"), null=True, blank=True)
    conclusa_il = models.DateField(_("conclusa il"), null=True, blank=True)
    nota = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("avanzamento di un'attività")
        verbose_name_plural = _("avanzamenti delle attività")
        ordering = ["rendicontazione", "attivita__ordine", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="avanzamento_unico",
                fields=["rendicontazione", "attivita"],
                violation_error_message=_("L'attività è già in questa rendicontazione."),
            ),
            models.CheckConstraint(
                name="avanzamento_date_in_ordine",
                condition=Q(iniziata_il__isnull=True)
                | Q(conclusa_il__isnull=True)
                | Q(conclusa_il__gte=F("iniziata_il")),
                violation_error_message=_("La fine dell'attività non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attivita}: {self.get_stato_display() or '—'}"


@tracked()
class SpesaRendicontata(RigaRendicontazione):
    """What was spent in the period on one cost head. Empty: not said yet; zero: nothing spent."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="spese",
        verbose_name=_("rendicontazione"),
    )
    voce = models.ForeignKey(
        VoceSpesa, on_delete=models.PROTECT, related_name="spese", verbose_name=_("voce di spesa")
    )
    importo_eur = models.DecimalField(
        _("speso nel periodo (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    nota = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("spesa rendicontata")
        verbose_name_plural = _("spese rendicontate")
        ordering = ["rendicontazione", "voce__tipo", "voce__descrizione", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="spesa_unica",
                fields=["rendicontazione", "voce"],
                violation_error_message=_("La voce di spesa è già in questa rendicontazione."),
            ),
            models.CheckConstraint(
                name="spesa_non_negativa",
                condition=Q(importo_eur__isnull=True) | Q(importo_eur__gte=0),
                violation_error_message=_("L'importo non può essere negativo."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.voce)


@tracked()
class TestoRendicontazione(RigaRendicontazione):
    """One free text of a report."""

    rendicontazione = models.ForeignKey(
        Rendicontazione,
        on_delete=models.CASCADE,
        related_name="testi",
        verbose_name=_("rendicontazione"),
    )
    capitolo = models.CharField(_("capitolo"), max_length=16, choices=CapitoloTesto.choices)
    testo = models.TextField(_("testo"), blank=True)

    class Meta:
        verbose_name = _("testo di una rendicontazione")
        verbose_name_plural = _("testi delle rendicontazioni")
        ordering = ["rendicontazione", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="testo_unico",
                fields=["rendicontazione", "capitolo"],
                violation_error_message=_("Questo testo c'è già."),
            )
        ]

    def __str__(self) -> str:
        return self.get_capitolo_display()
