"""The diary of one-to-one support: what was said, decided and agreed, and what became of it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.enums import CaricoAzione, StatoAzione
from community.models.eventi import Evento
from fis_portal.core.history import tracked
from fis_portal.core.models import TimeStamped
from progetti.models import Progetto


@tracked()
class VerbaleIncontro(TimeStamped):
    """The page of the diary for one project at one support meeting (outcome team)."""

    evento = models.ForeignKey(
        Evento, on_delete=models.PROTECT, related_name="verbali", verbose_name=_("incontro")
    )
    progetto = models.ForeignKey(
        Progetto, on_delete=models.PROTECT, related_name="verbali", verbose_name=_("progetto")
    )
    argomenti = models.TextField(_("argomenti"))
    ore_supporto = models.DecimalField(
        _("ore di supporto date"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Vuoto: non misurate. Conta anche la preparazione."),
    )
    nota_interna = models.TextField(
        _("nota interna"), blank=True, help_text=_("La legge solo il personale del programma.")
    )
    condiviso_il = models.DateTimeField(
        _("condiviso con il Comune il"), null=True, blank=True, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("scritto da"),
    )

    class Meta:
        verbose_name = _("verbale di incontro")
        verbose_name_plural = _("diario degli incontri")
        ordering = ["-evento__data_inizio", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="verbale_unico",
                fields=["evento", "progetto"],
                violation_error_message=_("Il diario ha già una pagina per questo incontro."),
            ),
            models.CheckConstraint(
                name="verbale_ore_non_negative",
                condition=Q(ore_supporto__isnull=True) | Q(ore_supporto__gte=0),
                violation_error_message=_("Le ore di supporto non possono essere negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evento} – {self.progetto}"


@tracked()
class DecisioneIncontro(models.Model):
    """Something decided in a support meeting. It may ask for a new version of the framework."""

    verbale = models.ForeignKey(
        VerbaleIncontro,
        on_delete=models.CASCADE,
        related_name="decisioni",
        verbose_name=_("verbale"),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    testo = models.TextField(_("decisione"))
    motivo = models.TextField(_("perché"), blank=True)
    cambia_quadro = models.BooleanField(
        _("chiede una nuova versione del quadro di impatto"), default=False
    )

    class Meta:
        verbose_name = _("decisione")
        verbose_name_plural = _("decisioni")
        ordering = ["verbale", "ordine", "pk"]

    def __str__(self) -> str:
        return self.testo


@tracked()
class AzioneIncontro(TimeStamped):
    """Something somebody agreed to do by a day; it stays on the agenda until it is closed."""

    verbale = models.ForeignKey(
        VerbaleIncontro, on_delete=models.CASCADE, related_name="azioni", verbose_name=_("verbale")
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    testo = models.TextField(_("azione"))
    a_carico_di = models.CharField(
        _("a carico di"), max_length=8, choices=CaricoAzione.choices, default=CaricoAzione.COMUNE
    )
    assegnata_a = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="azioni_assegnate",
        null=True,
        blank=True,
        verbose_name=_("persona incaricata"),
    )
    scadenza = models.DateField(_("entro il"), null=True, blank=True)
    stato = models.CharField(
        _("stato"), max_length=8, choices=StatoAzione.choices, default=StatoAzione.APERTA
    )
    chiusa_il = models.DateField(_("chiusa il"), null=True, blank=True)

    class Meta:
        verbose_name = _("azione concordata")
        verbose_name_plural = _("azioni concordate")
        ordering = ["verbale", "ordine", "pk"]
        constraints = [
            models.CheckConstraint(
                name="azione_chiusa_con_data",
                condition=Q(stato=StatoAzione.APERTA, chiusa_il__isnull=True)
                | (~Q(stato=StatoAzione.APERTA) & Q(chiusa_il__isnull=False)),
                violation_error_message=_("Un'azione chiusa ha la data; una aperta non ce l'ha."),
            )
        ]

    def __str__(self) -> str:
        return self.testo


@tracked()
class SeguitoAzione(models.Model):
    """What a later meeting found of an action agreed before."""

    azione = models.ForeignKey(
        AzioneIncontro, on_delete=models.CASCADE, related_name="seguiti", verbose_name=_("azione")
    )
    verbale = models.ForeignKey(
        VerbaleIncontro,
        on_delete=models.CASCADE,
        related_name="seguiti",
        verbose_name=_("verbale in cui se ne è parlato"),
    )
    stato = models.CharField(_("stato"), max_length=8, choices=StatoAzione.choices)
    nota = models.TextField(_("che cosa è successo"), blank=True)

    class Meta:
        verbose_name = _("seguito di un'azione")
        verbose_name_plural = _("seguiti delle azioni")
        ordering = ["azione", "verbale__evento__data_inizio", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="seguito_unico",
                fields=["azione", "verbale"],
                violation_error_message=_("Di questa azione si è già detto in questo incontro."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.azione}: {self.get_stato_display()}"
