from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.enums import MotivoParere
from fis_portal.core.fields import indirizzi_web
from fis_portal.core.history import tracked


class TimeStamped(models.Model):
    """Technical dates of a row."""

    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("aggiornato il"), auto_now=True)

    class Meta:
        abstract = True


class Dimostrativo(models.Model):
    """A row that may be invented, to show the portal at work; never mixed with real ones."""

    is_demo = models.BooleanField(
        _("dato dimostrativo"),
        default=False,
        db_index=True,
        help_text=_("Dato inventato per mostrare il portale: escluso dalle cifre del programma."),
    )

    class Meta:
        abstract = True


@tracked()
class Fonte(TimeStamped):
    """Where a fact comes from."""

    codice = models.SlugField(_("codice"), max_length=80, unique=True)
    titolo = models.CharField(_("titolo"), max_length=300)
    url = models.URLField(_("indirizzo"), max_length=500, blank=True)
    url_archivio = models.URLField(
        _("indirizzo della copia archiviata"), max_length=500, blank=True
    )
    data = models.DateField(_("data della fonte"), null=True, blank=True)
    nota = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("fonte")
        verbose_name_plural = _("fonti")
        ordering = ["titolo", "pk"]
        constraints = [indirizzi_web("fonte_indirizzi_web", "url", "url_archivio")]

    def __str__(self) -> str:
        return self.titolo


class ParerePagina(models.Model):
    """What a reader thinks of the clarity of a page (AGID design guidelines). No personal data."""

    percorso = models.CharField(_("pagina"), max_length=300)
    voto = models.PositiveSmallIntegerField(
        _("voto"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    motivo = models.CharField(_("motivo"), max_length=20, choices=MotivoParere.choices, blank=True)
    testo = models.CharField(_("commento"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("ricevuto il"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("parere su una pagina")
        verbose_name_plural = _("pareri sulle pagine")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="parere_voto_da_1_a_5",
                condition=Q(voto__gte=1, voto__lte=5),
                violation_error_message=_("Scegli un voto da 1 a 5 stelle."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.percorso}: {self.voto}"
