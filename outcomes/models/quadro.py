"""The impact framework of a project: versions, nodes, links, indicators, targets."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.models import Evento
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped
from outcomes.enums import (
    Cumulo,
    Direzione,
    Frequenza,
    LivelloEsito,
    Riservatezza,
    StatoBase,
    StatoQuadro,
    TipoIndicatore,
)
from outcomes.models.periodi import PeriodoMonitoraggio
from outcomes.querysets import IndicatoreQuerySet, QuadroImpattoQuerySet
from progetti.models import Progetto

CIFRE = {"max_digits": 18, "decimal_places": 4}


def valore_field(nome: Any, **opzioni: Any) -> models.DecimalField:
    """A measured or expected value: up to fourteen digits and four decimals, never a float."""
    return models.DecimalField(nome, null=True, blank=True, **CIFRE, **opzioni)  # type: ignore[arg-type]


@tracked()
class QuadroImpatto(Dimostrativo, TimeStamped):
    """One version of a project's impact framework, or a template to start one from."""

    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.CASCADE,
        related_name="quadri",
        verbose_name=_("progetto"),
        null=True,
        blank=True,
        help_text=_("Vuoto solo per i modelli da cui cominciare."),
    )
    nome_modello = models.CharField(
        _("nome del modello"), max_length=120, blank=True, help_text=_("Solo per i modelli.")
    )
    versione = models.PositiveSmallIntegerField(_("versione"), default=1)
    stato = models.CharField(
        _("stato"), max_length=10, choices=StatoQuadro.choices, default=StatoQuadro.BOZZA
    )
    motivo = models.TextField(
        _("perché questa versione"),
        blank=True,
        help_text=_("Che cosa cambia rispetto alla versione precedente, e perché."),
    )
    concordato_con = models.TextField(
        _("concordata con"), blank=True, help_text=_("Chi ha partecipato alla decisione.")
    )
    deciso_in = models.ForeignKey(
        Evento,
        on_delete=models.PROTECT,
        related_name="quadri_decisi",
        verbose_name=_("incontro dell'outcome team che l'ha decisa"),
        null=True,
        blank=True,
    )
    in_vigore_dal = models.DateField(_("in vigore dal"), null=True, blank=True)
    in_vigore_al = models.DateField(_("in vigore fino al"), null=True, blank=True)

    objects = QuadroImpattoQuerySet.as_manager()

    class Meta:
        verbose_name = _("quadro d'impatto")
        verbose_name_plural = _("quadri d'impatto")
        ordering = ["progetto", "-versione", "nome_modello", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quadro_di_progetto_o_modello",
                condition=Q(progetto__isnull=False, nome_modello="")
                | (Q(progetto__isnull=True) & ~Q(nome_modello="")),
                violation_error_message=_(
                    "Un quadro è di un progetto oppure è un modello con un nome."
                ),
            ),
            models.UniqueConstraint(
                name="quadro_versione_unica",
                fields=["progetto", "versione"],
                violation_error_message=_("Il progetto ha già questa versione del quadro."),
            ),
            models.UniqueConstraint(
                name="quadro_modello_unico",
                fields=["nome_modello"],
                condition=~Q(nome_modello=""),
                violation_error_message=_("Esiste già un modello con questo nome."),
            ),
            models.UniqueConstraint(
                name="quadro_uno_in_vigore",
                fields=["progetto"],
                condition=Q(stato=StatoQuadro.IN_VIGORE),
                violation_error_message=_("Il progetto ha già una versione in vigore."),
            ),
            models.UniqueConstraint(
                name="quadro_una_bozza",
                fields=["progetto"],
                condition=Q(stato=StatoQuadro.BOZZA),
                violation_error_message=_(
                    "Il progetto ha già una bozza di quadro: completa quella."
                ),
            ),
            models.CheckConstraint(
                name="quadro_in_vigore_motivato",
                condition=Q(stato=StatoQuadro.BOZZA)
                | (Q(in_vigore_dal__isnull=False) & ~Q(motivo="") & ~Q(concordato_con="")),
                violation_error_message=_(
                    "Per entrare in vigore una versione dice da quando, perché e con chi è stata "
                    "concordata."
                ),
            ),
            models.CheckConstraint(
                name="quadro_modello_resta_bozza",
                condition=Q(progetto__isnull=False) | Q(stato=StatoQuadro.BOZZA),
                violation_error_message=_(
                    "Un modello non entra in vigore: copialo in un progetto."
                ),
            ),
            models.CheckConstraint(
                name="quadro_date_in_ordine",
                condition=Q(in_vigore_al__isnull=True) | Q(in_vigore_al__gte=F("in_vigore_dal")),
                violation_error_message=_("La fine della validità non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        if self.nome_modello:
            return self.nome_modello
        return f"{self.progetto}, versione {self.versione}"


@tracked()
class Esito(TimeStamped):
    """A node of an impact framework."""

    quadro = models.ForeignKey(
        QuadroImpatto, on_delete=models.CASCADE, related_name="esiti", verbose_name=_("quadro")
    )
    codice = models.CharField(
        _("codice"), max_length=12, help_text=_("Breve, unico nel quadro: per esempio R1.")
    )
    livello = models.CharField(_("livello"), max_length=10, choices=LivelloEsito.choices)
    titolo = models.CharField(_("titolo"), max_length=200)
    descrizione = models.TextField(_("descrizione"), blank=True)
    ipotesi = models.TextField(
        _("ipotesi"),
        blank=True,
        help_text=_("Che cosa deve essere vero perché questo esito si realizzi."),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    contribuisce_a = models.ManyToManyField(
        "self",
        through="LegameEsito",
        symmetrical=False,
        related_name="alimentato_da",
        verbose_name=_("contribuisce a"),
    )

    class Meta:
        verbose_name = _("esito")
        verbose_name_plural = _("esiti")
        ordering = ["quadro", "ordine", "codice", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="esito_codice_unico",
                fields=["quadro", "codice"],
                violation_error_message=_("Il quadro ha già un esito con questo codice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.titolo}"


@tracked()
class LegameEsito(models.Model):
    """`da` contributes to `a`, both of one framework; cycles are refused by services.quadro."""

    da = models.ForeignKey(
        Esito, on_delete=models.CASCADE, related_name="legami_verso", verbose_name=_("da")
    )
    a = models.ForeignKey(
        Esito, on_delete=models.CASCADE, related_name="legami_da", verbose_name=_("a")
    )
    ipotesi = models.TextField(
        _("ipotesi"), blank=True, help_text=_("Perché il primo dovrebbe portare al secondo.")
    )

    class Meta:
        verbose_name = _("legame fra esiti")
        verbose_name_plural = _("legami fra esiti")
        ordering = ["da", "a"]
        constraints = [
            models.UniqueConstraint(
                name="legame_unico",
                fields=["da", "a"],
                violation_error_message=_("Questi due esiti sono già collegati."),
            ),
            models.CheckConstraint(
                name="legame_fra_due_esiti",
                condition=~Q(da=F("a")),
                violation_error_message=_("Un esito non contribuisce a se stesso."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.da} → {self.a}"


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
        models.CharField(max_length=8),
        verbose_name=_("obiettivi di sviluppo sostenibile"),
        default=list,
        blank=True,
    )
    bes = ArrayField(
        models.CharField(max_length=8), verbose_name=_("domini BES"), default=list, blank=True
    )

    objects = IndicatoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicatore")
        verbose_name_plural = _("indicatori")
        ordering = ["quadro", "ordine", "codice", "pk"]
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
