from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped
from fis_portal.core.querysets import DimostrativoQuerySet


@tracked()
class PeriodoMonitoraggio(Dimostrativo, TimeStamped):
    """A stretch of time the Comuni report on. Born locked: nobody reports until it is opened.

    Opening it for a project makes that project's Rendicontazione, with its due date.
    """

    codice = models.SlugField(
        _("codice"), max_length=30, unique=True, help_text=_("Per esempio 2026-s1.")
    )
    nome = models.CharField(
        _("nome"), max_length=100, help_text=_("Per esempio «I semestre 2026».")
    )
    dal = models.DateField(_("dal"))
    al = models.DateField(_("al"))
    chiuso_il = models.DateField(
        _("chiuso il"),
        null=True,
        blank=True,
        help_text=_("Da questo giorno nessun Comune può più inviare."),
    )

    objects = DimostrativoQuerySet.as_manager()

    class Meta:
        verbose_name = _("periodo di monitoraggio")
        verbose_name_plural = _("periodi di monitoraggio")
        ordering = ["-al", "-dal", "pk"]
        constraints = [
            models.CheckConstraint(
                name="periodo_date_in_ordine",
                condition=Q(al__gt=F("dal")),
                violation_error_message=_("La fine del periodo segue l'inizio."),
            )
        ]

    def __str__(self) -> str:
        return self.nome
