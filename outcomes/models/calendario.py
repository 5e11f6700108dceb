"""What lets a person's calendar program read the due dates without signing in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked


@tracked(exclude=["impronta"])
class AbbonamentoCalendario(models.Model):
    """A person's secret address of the calendar of due dates; only the SHA-256 is kept.

    It shows what the person may see on the day it is read, and nothing once taken back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="abbonamenti_calendario",
        verbose_name=_("utente"),
    )
    impronta = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    revocato_il = models.DateTimeField(_("revocato il"), null=True, blank=True)

    class Meta:
        verbose_name = _("abbonamento al calendario")
        verbose_name_plural = _("abbonamenti al calendario")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="abbonamento_uno_attivo",
                fields=["user"],
                condition=Q(revocato_il__isnull=True),
                violation_error_message=_("C'è già un indirizzo del calendario attivo."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
