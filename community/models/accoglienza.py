"""What the phones at the door said: of each person the last word, by time, holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.eventi import Evento
from community.models.presenze import Persona


class MossaPresenza(models.Model):
    """One tap at the door: somebody came, or was marked by mistake.

    Phones send late, more than once and out of order: `chiave` is the name the phone gave to the
    tap, `quando` the time it happened. Nothing here is a name; the attendance itself is a
    Partecipazione.
    """

    evento = models.ForeignKey(
        Evento, on_delete=models.CASCADE, related_name="mosse", verbose_name=_("evento")
    )
    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="mosse", verbose_name=_("persona")
    )
    chiave = models.CharField(_("chiave data dal telefono"), max_length=40)
    presente = models.BooleanField(_("presente"))
    quando = models.DateTimeField(_("quando"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("registrata da"),
    )
    created_at = models.DateTimeField(_("arrivata il"), auto_now_add=True)

    class Meta:
        verbose_name = _("registrazione all'ingresso")
        verbose_name_plural = _("registrazioni all'ingresso")
        ordering = ["evento", "quando", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mossa_una_volta",
                fields=["evento", "chiave"],
                violation_error_message=_("Questa registrazione è già arrivata."),
            )
        ]

    def __str__(self) -> str:
        return self.chiave
