"""What a Comune's own system needs to send measurements: a token, and a memory of its requests."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comuni.models import Comune
from fis_portal.core.history import tracked


@tracked(exclude=["impronta"])
class ChiaveComune(models.Model):
    """An access key of a Comune's system; only the SHA-256 of the key is kept."""

    comune = models.ForeignKey(
        Comune, on_delete=models.CASCADE, related_name="chiavi", verbose_name=_("Comune")
    )
    nome = models.CharField(
        _("nome"), max_length=100, help_text=_("Quale sistema la usa, per esempio «gestionale».")
    )
    prefisso = models.CharField(_("inizio della chiave"), max_length=12)
    impronta = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="chiavi_create",
        verbose_name=_("creata da"),
        help_text=_("La chiave scrive con i suoi diritti: se li perde, smette di funzionare."),
    )
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    scade_il = models.DateField(_("scade il"))
    revocata_il = models.DateTimeField(_("revocata il"), null=True, blank=True)
    usata_il = models.DateTimeField(_("usata l'ultima volta il"), null=True, blank=True)

    class Meta:
        verbose_name = _("chiave di accesso di un Comune")
        verbose_name_plural = _("chiavi di accesso dei Comuni")
        ordering = ["comune", "-created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.nome} ({self.prefisso}…)"


class RichiestaIdempotente(models.Model):
    """The answer to a request already carried out: repeating it gives the same answer."""

    chiave_accesso = models.ForeignKey(
        ChiaveComune, on_delete=models.CASCADE, related_name="richieste", verbose_name=_("chiave")
    )
    idempotenza = models.CharField(_("chiave di idempotenza"), max_length=100)
    impronta = models.CharField(_("impronta della richiesta"), max_length=64)
    stato_http = models.PositiveSmallIntegerField(_("stato HTTP"))
    risposta = models.JSONField(_("risposta"))
    created_at = models.DateTimeField(_("ricevuta il"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("richiesta già eseguita")
        verbose_name_plural = _("richieste già eseguite")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="richiesta_unica", fields=["chiave_accesso", "idempotenza"]
            )
        ]

    def __str__(self) -> str:
        return self.idempotenza
