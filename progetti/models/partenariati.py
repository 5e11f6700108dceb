from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comuni.models import Comune
from fis_portal.core.fields import chiave_field, indirizzi_web
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, Fonte, TimeStamped
from progetti.enums import (
    RuoloPartenariato,
    TipoOrganizzazione,
)
from progetti.models.progetto import Progetto
from progetti.querysets import DelegatoQuerySet


@tracked(exclude=["nome_chiave"])
class Organizzazione(Dimostrativo, TimeStamped):
    """A body that takes part in projects."""

    nome = models.CharField(_("nome"), max_length=200, unique=True)
    nome_chiave = chiave_field("nome")
    tipo = models.CharField(
        _("tipo"),
        max_length=12,
        choices=TipoOrganizzazione.choices,
        blank=True,
        help_text=_("Lascia vuoto se nessuna fonte lo dice."),
    )
    comune = models.OneToOneField(
        Comune,
        on_delete=models.PROTECT,
        related_name="organizzazione",
        null=True,
        blank=True,
        verbose_name=_("Comune"),
        help_text=_("Solo se l'organizzazione è un Comune."),
    )
    sito = models.URLField(_("sito"), blank=True)

    class Meta:
        verbose_name = _("organizzazione")
        verbose_name_plural = _("organizzazioni")
        ordering = ["nome_chiave", "pk"]
        indexes = [
            GinIndex(OpClass("nome_chiave", name="gin_trgm_ops"), name="organizzazione_nome_trgm")
        ]
        constraints = [indirizzi_web("organizzazione_sito_web", "sito")]

    def __str__(self) -> str:
        return self.nome


@tracked()
class Partenariato(TimeStamped):
    """A body's role in a project, from when to when."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, related_name="partenariati", verbose_name=_("progetto")
    )
    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="partenariati",
        verbose_name=_("organizzazione"),
    )
    ruolo = models.CharField(_("ruolo"), max_length=12, choices=RuoloPartenariato.choices)
    dal = models.DateField(_("dal"), null=True, blank=True)
    al = models.DateField(_("al"), null=True, blank=True)
    impegno = models.TextField(_("impegno"), blank=True)
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )

    class Meta:
        verbose_name = _("partenariato")
        verbose_name_plural = _("partenariati")
        ordering = ["ruolo", "organizzazione__nome_chiave", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="partenariato_unico",
                fields=["progetto", "organizzazione", "ruolo"],
                violation_error_message=_("L'organizzazione ha già questo ruolo nel progetto."),
            ),
            models.CheckConstraint(
                name="partenariato_date_in_ordine",
                condition=Q(dal__isnull=True) | Q(al__isnull=True) | Q(al__gte=F("dal")),
                violation_error_message=_("La fine del partenariato non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organizzazione} ({self.get_ruolo_display()})"


@tracked()
class Delegato(TimeStamped):
    """A user who acts for an organisation: its evaluator, investor, partner."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="deleghe",
        verbose_name=_("utente"),
    )
    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="delegati",
        verbose_name=_("organizzazione"),
    )
    attivo = models.BooleanField(_("attivo"), default=True)

    objects = DelegatoQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegato")
        verbose_name_plural = _("delegati")
        ordering = ["organizzazione__nome_chiave", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="delegato_unico_per_organizzazione",
                fields=["user", "organizzazione"],
                violation_error_message=_("Questa persona è già delegata di questo ente."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} per {self.organizzazione}"
