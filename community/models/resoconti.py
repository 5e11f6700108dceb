"""What came out of a meeting: the closing report, published when it is ready."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models.eventi import Evento
from fis_portal.core.history import tracked
from fis_portal.core.models import Fonte, TimeStamped
from progetti.models import Organizzazione


@tracked()
class ResocontoEvento(TimeStamped):
    """Closing report of a meeting: minutes, bodies present, questions raised.

    How many came is not here: it is counted from the attendances or, failing those, stands in the
    event's RiepilogoIncontri. The lessons drawn are those that name the event.
    """

    evento = models.OneToOneField(
        Evento, on_delete=models.CASCADE, related_name="resoconto", verbose_name=_("evento")
    )
    sintesi = models.TextField(_("in breve"))
    verbale = models.TextField(_("verbale"), blank=True)
    organizzazioni = models.ManyToManyField(
        Organizzazione, related_name="+", blank=True, verbose_name=_("organizzazioni presenti")
    )
    altri_enti = models.TextField(
        _("altri enti presenti"), blank=True, help_text=_("Quelli che non sono nel registro.")
    )
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )
    is_public = models.BooleanField(_("pubblicato"), default=False)
    pubblicato_il = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("scritto da"),
    )

    class Meta:
        verbose_name = _("resoconto")
        verbose_name_plural = _("resoconti")
        ordering = ["-evento__data_inizio", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="resoconto_pubblicato_con_data",
                condition=Q(is_public=False) | Q(pubblicato_il__isnull=False),
                violation_error_message=_("Un resoconto pubblicato ha la data di pubblicazione."),
            )
        ]

    def __str__(self) -> str:
        return f"Resoconto: {self.evento}"


@tracked()
class ResocontoOrganizzazione(ResocontoEvento.organizzazioni.through):  # type: ignore[name-defined]
    """Link between a closing report and the bodies present, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class DomandaEmersa(models.Model):
    """A question raised in a meeting, with its answer where there was one."""

    resoconto = models.ForeignKey(
        ResocontoEvento,
        on_delete=models.CASCADE,
        related_name="domande",
        verbose_name=_("resoconto"),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    testo = models.TextField(_("domanda"))
    risposta = models.TextField(_("risposta"), blank=True)

    class Meta:
        verbose_name = _("domanda emersa")
        verbose_name_plural = _("domande emerse")
        ordering = ["resoconto", "ordine", "pk"]

    def __str__(self) -> str:
        return self.testo
