from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fis_portal.core.fields import chiave_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Fonte
from progetti.querysets import ValiditaQuerySet


@tracked()
class Intervento(models.Model):
    """One of the programme's three phases, with its rules; it may have no projects yet."""

    codice = models.CharField(_("codice"), max_length=3, unique=True)
    nome = models.CharField(_("nome"), max_length=120)
    ordine = models.PositiveSmallIntegerField(_("ordine"), unique=True)
    massimale_eur = models.DecimalField(
        _("massimale per progetto (€)"), max_digits=12, decimal_places=2
    )
    dotazione_eur = models.DecimalField(_("dotazione (€)"), max_digits=14, decimal_places=2)
    descrizione = models.TextField(_("descrizione"), blank=True)
    nota = models.TextField(_("nota"), blank=True)
    fonte = models.ForeignKey(
        Fonte, on_delete=models.PROTECT, related_name="+", verbose_name=_("fonte")
    )

    class Meta:
        verbose_name = _("Intervento")
        verbose_name_plural = _("Interventi")
        ordering = ["ordine"]
        constraints = [
            models.CheckConstraint(
                name="intervento_importi_positivi",
                condition=Q(massimale_eur__gt=0, dotazione_eur__gte=F("massimale_eur")),
                violation_error_message=_(
                    "Il massimale è maggiore di zero e non supera la dotazione."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Intervento {self.codice} – {self.nome}"


class Vocabolario(models.Model):
    """A dated word of the programme's vocabularies, edited by staff."""

    nome = models.CharField(_("nome"), max_length=100, unique=True)
    nome_chiave = chiave_field("nome")
    slug = models.SlugField(max_length=100, unique=True)
    descrizione = models.TextField(_("descrizione"), blank=True)
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=0)
    valido_dal = models.DateField(_("valido dal"), null=True, blank=True)
    valido_al = models.DateField(_("valido al"), null=True, blank=True)
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )

    objects = ValiditaQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["ordine", "nome_chiave"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_validita_in_ordine",
                condition=Q(valido_dal__isnull=True)
                | Q(valido_al__isnull=True)
                | Q(valido_al__gte=F("valido_dal")),
                violation_error_message=_("La fine della validità non può precedere l'inizio."),
            )
        ]

    def __str__(self) -> str:
        return self.nome


@tracked(exclude=["nome_chiave"])
class Macroarea(Vocabolario):
    """Field of action of the programme (DPCM 21-12-2018, art. 3)."""

    class Meta(Vocabolario.Meta):
        verbose_name = _("macroarea")
        verbose_name_plural = _("macroaree")


@tracked(exclude=["nome_chiave"])
class Tema(Vocabolario):
    """Topic of a project, as the Department's monitoring names it."""

    class Meta(Vocabolario.Meta):
        verbose_name = _("tema")
        verbose_name_plural = _("temi")

    def get_absolute_url(self) -> str:
        return reverse("temi:detail", args=[self.slug])
