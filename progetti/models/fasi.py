from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.enums import PrecisioneData
from fis_portal.core.history import tracked
from fis_portal.core.models import Fonte, TimeStamped
from progetti.enums import (
    STATI_USCITA,
    StatoFase,
)
from progetti.models.progetto import Progetto
from progetti.models.vocabolari import Intervento
from progetti.querysets import FaseProgettoQuerySet


@tracked()
class FaseProgetto(TimeStamped):
    """A project in one Intervento. `stato` is the last transition's; services.fasi keeps it so."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, related_name="fasi", verbose_name=_("progetto")
    )
    intervento = models.ForeignKey(
        Intervento, on_delete=models.PROTECT, related_name="fasi", verbose_name=_("Intervento")
    )
    stato = models.CharField(
        _("stato"), max_length=12, choices=StatoFase.choices, default=StatoFase.CANDIDATA
    )
    importo_richiesto_eur = models.DecimalField(
        _("importo richiesto (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    importo_concesso_eur = models.DecimalField(
        _("importo concesso (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    fonte_importo = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte dell'importo"),
    )
    data_inizio = models.DateField(_("inizio"), null=True, blank=True)
    data_fine = models.DateField(_("fine"), null=True, blank=True)

    objects = FaseProgettoQuerySet.as_manager()

    class Meta:
        verbose_name = _("fase del progetto")
        verbose_name_plural = _("fasi dei progetti")
        ordering = ["progetto", "intervento__ordine"]
        constraints = [
            models.UniqueConstraint(
                name="fase_unica_per_intervento",
                fields=["progetto", "intervento"],
                violation_error_message=_("Il progetto ha già questa fase."),
            ),
            models.CheckConstraint(
                name="fase_importi_non_negativi",
                condition=(Q(importo_richiesto_eur__isnull=True) | Q(importo_richiesto_eur__gte=0))
                & (Q(importo_concesso_eur__isnull=True) | Q(importo_concesso_eur__gte=0)),
                violation_error_message=_("Gli importi non possono essere negativi."),
            ),
            models.CheckConstraint(
                name="fase_date_in_ordine",
                condition=Q(data_inizio__isnull=True)
                | Q(data_fine__isnull=True)
                | Q(data_fine__gte=F("data_inizio")),
                violation_error_message=_("La fine della fase non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progetto}: Intervento {self.intervento.codice}, {self.get_stato_display()}"


@tracked()
class TransizioneFase(models.Model):
    """A dated step of a phase: the funnel of the programme is computed from these rows."""

    fase = models.ForeignKey(FaseProgetto, on_delete=models.CASCADE, related_name="transizioni")
    da = models.CharField(_("da"), max_length=12, choices=StatoFase.choices, blank=True)
    a = models.CharField(_("a"), max_length=12, choices=StatoFase.choices)
    data = models.DateField(_("data"))
    precisione = models.CharField(
        _("precisione della data"),
        max_length=10,
        choices=PrecisioneData.choices,
        default=PrecisioneData.GIORNO,
    )
    motivo = models.TextField(_("motivo"), blank=True)
    atto = models.CharField(_("atto"), max_length=200, blank=True)
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("registrata da"),
    )
    created_at = models.DateTimeField(_("registrata il"), auto_now_add=True)

    class Meta:
        verbose_name = _("passaggio di stato")
        verbose_name_plural = _("passaggi di stato")
        ordering = ["data", "pk"]
        indexes = [models.Index("a", "data", name="transizione_stato_data")]
        constraints = [
            models.CheckConstraint(
                name="transizione_uscita_con_motivo",
                condition=~Q(a__in=sorted(STATI_USCITA)) | ~Q(motivo=""),
                violation_error_message=_("Indica il motivo del ritiro o dell'esclusione."),
            ),
            models.UniqueConstraint(
                name="transizione_stato_unico",
                fields=["fase", "a"],
                violation_error_message=_("La fase ha già raggiunto questo stato."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_a_display()} ({self.data:%d/%m/%Y})"
