"""What a project thinks of its own way: the four questions of NUVAP, and what changed for good."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.enums import TipoCambiamento
from community.models.esperienze import Condivisa
from comuni.models import Comune
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.fields import indirizzi_web
from fis_portal.core.history import tracked
from fis_portal.core.models import Fonte
from progetti.models import Documento, Intervento, Progetto


@tracked()
class DomandaGuida(models.Model):
    """One of the four questions that guide the reflection (NUVAP, 23 October 2019)."""

    codice = models.SlugField(_("codice"), max_length=30, unique=True)
    ordine = models.PositiveSmallIntegerField(_("ordine"), unique=True)
    testo = models.TextField(_("domanda"))
    breve = models.CharField(_("in breve"), max_length=80)
    fonte = models.ForeignKey(
        Fonte, on_delete=models.PROTECT, related_name="+", verbose_name=_("fonte")
    )

    class Meta:
        verbose_name = _("domanda guida")
        verbose_name_plural = _("domande guida")
        ordering = ["ordine"]

    def __str__(self) -> str:
        return self.testo


@tracked()
class Riflessione(Condivisa):
    """The answer of a project, in one Intervento, to one of the guiding questions."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.PROTECT, related_name="riflessioni", verbose_name=_("progetto")
    )
    intervento = models.ForeignKey(
        Intervento, on_delete=models.PROTECT, related_name="+", verbose_name=_("Intervento")
    )
    domanda = models.ForeignKey(
        DomandaGuida,
        on_delete=models.PROTECT,
        related_name="risposte",
        verbose_name=_("domanda"),
    )
    testo = models.TextField(_("risposta"))

    class Meta:
        verbose_name = _("riflessione")
        verbose_name_plural = _("riflessioni")
        ordering = ["progetto", "intervento", "domanda"]
        constraints = [
            *Condivisa.Meta.constraints,
            models.UniqueConstraint(
                name="riflessione_unica",
                fields=["progetto", "intervento", "domanda"],
                violation_error_message=_("Il progetto ha già risposto a questa domanda."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progetto}: {self.domanda.breve}"


@tracked()
class CambiamentoIstituzionale(Condivisa):
    """Something that changed in the institution because of a project, with its date and act."""

    comune = models.ForeignKey(
        Comune, on_delete=models.PROTECT, related_name="cambiamenti", verbose_name=_("Comune")
    )
    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.PROTECT,
        related_name="cambiamenti",
        null=True,
        blank=True,
        verbose_name=_("progetto"),
    )
    tipo = models.CharField(_("tipo"), max_length=9, choices=TipoCambiamento.choices)
    titolo = models.CharField(_("che cosa è cambiato"), max_length=200)
    descrizione = models.TextField(_("descrizione"), blank=True)
    data = models.DateField(_("data"))
    precisione = models.CharField(
        _("precisione della data"),
        max_length=10,
        choices=PrecisioneData.choices,
        default=PrecisioneData.GIORNO,
    )
    atto = models.CharField(
        _("atto"), max_length=200, blank=True, help_text=_("Per esempio «DGC 45 del 3-2-2023».")
    )
    atto_url = models.URLField(_("indirizzo dell'atto"), max_length=500, blank=True)
    documento = models.ForeignKey(
        Documento,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("documento"),
    )

    class Meta:
        verbose_name = _("cambiamento istituzionale")
        verbose_name_plural = _("cambiamenti istituzionali")
        ordering = ["-data", "-pk"]
        constraints = [
            *Condivisa.Meta.constraints,
            indirizzi_web("cambiamento_atto_web", "atto_url"),
        ]

    def __str__(self) -> str:
        return self.titolo
