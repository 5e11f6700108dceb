"""What a project does and spends, as planned; how it goes is told by the reports of the Comune."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import FileProtetto, TimeStamped
from progetti.enums import CategoriaDocumento, TipoVoceSpesa, VisibilitaDocumento
from progetti.models.progetto import Progetto
from progetti.models.vocabolari import Intervento


@tracked()
class Attivita(TimeStamped):
    """A planned piece of work of a project."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, related_name="attivita", verbose_name=_("progetto")
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    titolo = models.CharField(_("titolo"), max_length=200)
    descrizione = models.TextField(_("descrizione"), blank=True)
    prevista_dal = models.DateField(_("inizio previsto"), null=True, blank=True)
    prevista_al = models.DateField(_("fine prevista"), null=True, blank=True)

    class Meta:
        verbose_name = _("attività")
        verbose_name_plural = _("attività")
        ordering = ["progetto", "ordine", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="attivita_titolo_unico",
                fields=["progetto", "titolo"],
                violation_error_message=_("Il progetto ha già un'attività con questo titolo."),
            ),
            models.CheckConstraint(
                name="attivita_date_in_ordine",
                condition=Q(prevista_dal__isnull=True)
                | Q(prevista_al__isnull=True)
                | Q(prevista_al__gte=F("prevista_dal")),
                violation_error_message=_("La fine dell'attività non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return self.titolo


@tracked()
class VoceSpesa(TimeStamped):
    """The budget of a project for one eligible cost head."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, related_name="voci_spesa", verbose_name=_("progetto")
    )
    intervento = models.ForeignKey(
        Intervento,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Intervento"),
    )
    tipo = models.CharField(_("voce di costo"), max_length=20, choices=TipoVoceSpesa.choices)
    descrizione = models.CharField(_("descrizione"), max_length=200, blank=True)
    preventivo_eur = models.DecimalField(
        _("preventivo (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("voce di spesa")
        verbose_name_plural = _("voci di spesa")
        ordering = ["progetto", "tipo", "descrizione", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="voce_spesa_unica",
                fields=["progetto", "intervento", "tipo", "descrizione"],
                nulls_distinct=False,
                violation_error_message=_("Il progetto ha già questa voce di spesa."),
            ),
            models.CheckConstraint(
                name="voce_spesa_preventivo_non_negativo",
                condition=Q(preventivo_eur__isnull=True) | Q(preventivo_eur__gte=0),
                violation_error_message=_("Il preventivo non può essere negativo."),
            ),
        ]

    def __str__(self) -> str:
        return self.descrizione or self.get_tipo_display()


@tracked()
class Documento(TimeStamped):
    """A file about a project, and who may have it."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, related_name="documenti", verbose_name=_("progetto")
    )
    titolo = models.CharField(_("titolo"), max_length=200)
    categoria = models.CharField(_("categoria"), max_length=12, choices=CategoriaDocumento.choices)
    visibilita = models.CharField(
        _("chi lo può scaricare"),
        max_length=10,
        choices=VisibilitaDocumento.choices,
        default=VisibilitaDocumento.STAFF,
    )
    data = models.DateField(_("data del documento"), null=True, blank=True)
    file = models.ForeignKey(
        FileProtetto, on_delete=models.PROTECT, related_name="documenti", verbose_name=_("file")
    )

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")
        ordering = ["progetto", "-data", "titolo", "pk"]

    def __str__(self) -> str:
        return self.titolo
