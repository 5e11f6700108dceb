"""How the outcomes of a framework are measured: indicators with their method sheet, targets."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import TimeStamped
from outcomes.enums import (
    Bes,
    Cumulo,
    Direzione,
    Frequenza,
    Riservatezza,
    Sdg,
    StatoBase,
    TipoIndicatore,
)
from outcomes.models.congelati import congelato
from outcomes.models.periodi import PeriodoMonitoraggio
from outcomes.models.quadro import DI_UN_QUADRO, Esito, QuadroImpatto
from outcomes.querysets import IndicatoreQuerySet

CIFRE = {"max_digits": 18, "decimal_places": 4}
DI_UN_INDICATORE = (
    "SELECT q.stato FROM outcomes_quadroimpatto q "
    "JOIN outcomes_indicatore i ON i.quadro_id = q.id WHERE i.id = OLD.indicatore_id"
)


def valore_field(nome: Any, **opzioni: Any) -> models.DecimalField:
    """A measured or expected value: up to fourteen digits and four decimals, never a float."""
    return models.DecimalField(nome, null=True, blank=True, **CIFRE, **opzioni)  # type: ignore[arg-type]


@tracked()
class Indicatore(TimeStamped):
    """How one outcome is measured, with its method sheet.

    `serie` names the same indicator across versions of the framework: copying keeps it. Percentages
    are values from 0 to 100, measured as numerator and denominator; yes/no is 1 or 0.
    """

    quadro = models.ForeignKey(
        QuadroImpatto, on_delete=models.CASCADE, related_name="indicatori", verbose_name=_("quadro")
    )
    esito = models.ForeignKey(
        Esito, on_delete=models.CASCADE, related_name="indicatori", verbose_name=_("esito")
    )
    serie = models.UUIDField(_("serie"), default=uuid.uuid4, editable=False)
    codice = models.CharField(_("codice"), max_length=12)
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    nome = models.CharField(_("nome"), max_length=200)
    definizione = models.TextField(
        _("definizione"), blank=True, help_text=_("Che cosa si conta e che cosa no.")
    )
    tipo = models.CharField(_("tipo"), max_length=12, choices=TipoIndicatore.choices)
    unita = models.CharField(
        _("unità"),
        max_length=40,
        blank=True,
        help_text=_("Per esempio: persone, famiglie, giorni."),
    )
    direzione = models.CharField(
        _("direzione"), max_length=12, choices=Direzione.choices, default=Direzione.CRESCE
    )
    cumulo = models.CharField(
        _("valori di più periodi"),
        max_length=12,
        choices=Cumulo.choices,
        default=Cumulo.CUMULATIVO,
    )
    minimo = valore_field(_("minimo possibile"))
    massimo = valore_field(_("massimo possibile"))

    base_stato = models.CharField(
        _("valore di partenza"),
        max_length=16,
        choices=StatoBase.choices,
        default=StatoBase.NON_ANCORA,
    )
    base_valore = valore_field(_("valore di partenza misurato"))
    base_data = models.DateField(_("data del valore di partenza"), null=True, blank=True)
    base_motivo = models.CharField(_("perché non è applicabile"), max_length=300, blank=True)
    target_finale = valore_field(_("valore atteso alla fine"))
    target_motivo = models.TextField(_("perché questo valore atteso"), blank=True)

    fonte_dati = models.CharField(_("fonte dei dati"), max_length=300, blank=True)
    metodo = models.TextField(_("metodo di misura"), blank=True)
    frequenza = models.CharField(
        _("frequenza"), max_length=12, choices=Frequenza.choices, blank=True
    )
    chi_misura = models.CharField(_("chi misura"), max_length=200, blank=True)
    chi_verifica = models.CharField(_("chi verifica"), max_length=200, blank=True)
    evidenza_richiesta = models.BooleanField(
        _("evidenza obbligatoria"),
        default=False,
        help_text=_("Il Comune allega almeno un documento a ogni valore misurato."),
    )
    is_public = models.BooleanField(_("pubblico"), default=True)
    riservatezza = models.CharField(
        _("riservatezza"),
        max_length=10,
        choices=Riservatezza.choices,
        default=Riservatezza.NESSUNA,
        help_text=_("I conteggi piccoli di persone non si mostrano in pubblico."),
    )
    sdg = ArrayField(
        models.CharField(max_length=8, choices=Sdg.choices),
        verbose_name=_("obiettivi di sviluppo sostenibile"),
        default=list,
        blank=True,
    )
    bes = ArrayField(
        models.CharField(max_length=8, choices=Bes.choices),
        verbose_name=_("domini BES"),
        default=list,
        blank=True,
    )

    objects = IndicatoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicatore")
        verbose_name_plural = _("indicatori")
        ordering = ["quadro", "ordine", "codice", "pk"]
        # Who may see it is decided again at any time; how it is measured is not.
        triggers = [congelato("indicatore_congelato", DI_UN_QUADRO, "is_public", "riservatezza")]
        indexes = [models.Index("serie", name="indicatore_serie")]
        constraints = [
            models.UniqueConstraint(
                name="indicatore_codice_unico",
                fields=["quadro", "codice"],
                violation_error_message=_("Il quadro ha già un indicatore con questo codice."),
            ),
            models.UniqueConstraint(
                name="indicatore_serie_unica",
                fields=["quadro", "serie"],
                violation_error_message=_("Il quadro ha già questo indicatore."),
            ),
            models.CheckConstraint(
                name="indicatore_base_coerente",
                condition=(Q(base_stato=StatoBase.MISURATA, base_valore__isnull=False))
                | (Q(base_stato=StatoBase.NON_ANCORA, base_valore__isnull=True))
                | (
                    Q(base_stato=StatoBase.NON_APPLICABILE, base_valore__isnull=True)
                    & ~Q(base_motivo="")
                ),
                violation_error_message=_(
                    "Indica il valore di partenza se è misurato; il motivo se non è applicabile."
                ),
            ),
            models.CheckConstraint(
                name="indicatore_limiti_in_ordine",
                condition=Q(minimo__isnull=True)
                | Q(massimo__isnull=True)
                | Q(massimo__gt=F("minimo")),
                violation_error_message=_("Il massimo deve essere maggiore del minimo."),
            ),
            models.CheckConstraint(
                name="indicatore_scala_con_limiti",
                condition=~Q(tipo=TipoIndicatore.SCALA)
                | Q(minimo__isnull=False, massimo__isnull=False),
                violation_error_message=_("Una scala ha un minimo e un massimo."),
            ),
            models.CheckConstraint(
                name="indicatore_somma_solo_se_sommabile",
                condition=Q(cumulo=Cumulo.CUMULATIVO)
                | ~Q(tipo__in=[TipoIndicatore.SI_NO, TipoIndicatore.SCALA]),
                violation_error_message=_("Sì/no e scale non si sommano: scegli «cumulativo»."),
            ),
            models.CheckConstraint(
                name="indicatore_sdg_noti",
                condition=Q(sdg__contained_by=Sdg.values),
                violation_error_message=_("Un obiettivo di sviluppo sostenibile non esiste."),
            ),
            models.CheckConstraint(
                name="indicatore_bes_noti",
                condition=Q(bes__contained_by=Bes.values),
                violation_error_message=_("Un dominio BES non esiste."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.nome}"


@tracked()
class Dimensione(models.Model):
    """A way to split the values of an indicator: its `voci` should add up to the total."""

    indicatore = models.ForeignKey(
        Indicatore,
        on_delete=models.CASCADE,
        related_name="dimensioni",
        verbose_name=_("indicatore"),
    )
    nome = models.CharField(_("nome"), max_length=60, help_text=_("Per esempio: genere, età."))
    voci = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("voci"),
        help_text=_("Separate da virgole: per esempio «donne, uomini, altro»."),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)

    class Meta:
        verbose_name = _("disaggregazione")
        verbose_name_plural = _("disaggregazioni")
        ordering = ["indicatore", "ordine", "pk"]
        triggers = [congelato("dimensione_congelata", DI_UN_INDICATORE)]
        constraints = [
            models.UniqueConstraint(
                name="dimensione_unica",
                fields=["indicatore", "nome"],
                violation_error_message=_("L'indicatore ha già questa disaggregazione."),
            )
        ]

    def __str__(self) -> str:
        return self.nome


@tracked()
class TargetPeriodo(models.Model):
    """The value expected of an indicator at the end of one period."""

    indicatore = models.ForeignKey(
        Indicatore, on_delete=models.CASCADE, related_name="target", verbose_name=_("indicatore")
    )
    periodo = models.ForeignKey(
        PeriodoMonitoraggio,
        on_delete=models.PROTECT,
        related_name="target",
        verbose_name=_("periodo"),
    )
    valore = models.DecimalField(_("valore atteso"), **CIFRE)  # type: ignore[arg-type]

    class Meta:
        verbose_name = _("valore atteso nel periodo")
        verbose_name_plural = _("valori attesi nei periodi")
        ordering = ["indicatore", "periodo__al"]
        triggers = [congelato("target_congelato", DI_UN_INDICATORE)]
        constraints = [
            models.UniqueConstraint(
                name="target_unico_per_periodo",
                fields=["indicatore", "periodo"],
                violation_error_message=_(
                    "L'indicatore ha già un valore atteso in questo periodo."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicatore}: {self.periodo}"
