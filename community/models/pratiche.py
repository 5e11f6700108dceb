"""Practices that travel: the card, the kit to replicate it, who adopts or adapts it."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enums import StatoAdozione, TipoAdozione, TipoElementoKit
from community.models.esperienze import Condivisa
from comuni.models import Comune
from fis_portal.core.fields import chiave_field, indirizzi_web, ricerca_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, FileProtetto, TimeStamped
from progetti.models import Progetto, Tema
from progetti.models.vocabolari import Vocabolario


@tracked(exclude=["nome_chiave"])
class Bisogno(Vocabolario):
    """Need of people that a practice answers: eating, dwelling, moving, working, taking part."""

    class Meta(Vocabolario.Meta):
        verbose_name = _("bisogno")
        verbose_name_plural = _("bisogni")


@tracked(exclude=["nome_chiave"])
class Destinatario(Vocabolario):
    """Target group of a practice."""

    class Meta(Vocabolario.Meta):
        verbose_name = _("destinatario")
        verbose_name_plural = _("destinatari")


@tracked(exclude=["titolo_chiave", "ricerca"])
class Pratica(Condivisa):
    """A way of doing that another Comune can take up; not only of funded projects."""

    titolo = models.CharField(_("titolo"), max_length=200)
    titolo_chiave = chiave_field("titolo")
    slug = models.SlugField(max_length=120, unique=True)
    comune = models.ForeignKey(
        Comune,
        on_delete=models.PROTECT,
        related_name="pratiche",
        null=True,
        blank=True,
        verbose_name=_("Comune che la offre"),
    )
    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.PROTECT,
        related_name="pratiche",
        null=True,
        blank=True,
        verbose_name=_("progetto da cui nasce"),
    )
    da_adozione = models.OneToOneField(
        "Adozione",
        on_delete=models.PROTECT,
        related_name="pratica_nata",
        null=True,
        blank=True,
        verbose_name=_("nata adottando un'altra pratica"),
    )
    sintesi = models.TextField(_("in breve"))
    problema = models.TextField(_("il problema"), blank=True)
    come_funziona = models.TextField(_("come funziona"), blank=True)
    risultati = models.TextField(_("che cosa se ne sa"), blank=True)
    limiti = models.TextField(_("limiti e cautele"), blank=True)
    bisogni = models.ManyToManyField(Bisogno, related_name="+", verbose_name=_("bisogni"))
    destinatari = models.ManyToManyField(
        Destinatario, related_name="+", blank=True, verbose_name=_("destinatari")
    )
    temi = models.ManyToManyField(Tema, related_name="+", blank=True, verbose_name=_("temi"))
    tempo_mesi = models.PositiveSmallIntegerField(
        _("mesi per avviarla"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    costo_eur = models.DecimalField(
        _("costo indicativo (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    costo_nota = models.CharField(_("che cosa comprende il costo"), max_length=200, blank=True)
    persone = models.CharField(_("persone che servono"), max_length=300, blank=True)
    partner = models.CharField(_("partner che servono"), max_length=300, blank=True)
    popolazione_min = models.PositiveIntegerField(
        _("adatta a Comuni da (abitanti)"), null=True, blank=True
    )
    popolazione_max = models.PositiveIntegerField(
        _("adatta a Comuni fino a (abitanti)"), null=True, blank=True
    )
    ricerca = ricerca_field(
        A=("titolo",), C=("sintesi", "problema", "come_funziona", "risultati", "limiti")
    )

    class Meta:
        verbose_name = _("pratica")
        verbose_name_plural = _("pratiche")
        ordering = ["titolo_chiave", "pk"]
        indexes = [GinIndex(F("ricerca"), name="pratica_ricerca")]
        constraints = [
            *Condivisa.Meta.constraints,
            models.CheckConstraint(
                name="pratica_popolazione_in_ordine",
                condition=Q(popolazione_min__isnull=True)
                | Q(popolazione_max__isnull=True)
                | Q(popolazione_max__gte=F("popolazione_min")),
                violation_error_message=_("La popolazione massima non è minore della minima."),
            ),
            models.CheckConstraint(
                name="pratica_costo_non_negativo",
                condition=Q(costo_eur__isnull=True) | Q(costo_eur__gte=0),
                violation_error_message=_("Il costo non può essere negativo."),
            ),
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("pratiche:detail", args=[self.slug])


@tracked()
class PraticaBisogno(Pratica.bisogni.through):  # type: ignore[name-defined]
    """Link between a practice and the needs it answers, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class PraticaDestinatario(Pratica.destinatari.through):  # type: ignore[name-defined]
    """Link between a practice and its target groups, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class PraticaTema(Pratica.temi.through):  # type: ignore[name-defined]
    """Link between a practice and its topics, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class ElementoKit(TimeStamped):
    """A piece of the replication kit of a practice: an act, a convention, a template."""

    pratica = models.ForeignKey(
        Pratica, on_delete=models.CASCADE, related_name="kit", verbose_name=_("pratica")
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    tipo = models.CharField(_("tipo"), max_length=11, choices=TipoElementoKit.choices)
    titolo = models.CharField(_("titolo"), max_length=200)
    descrizione = models.TextField(_("a che cosa serve"), blank=True)
    file = models.ForeignKey(
        FileProtetto,
        on_delete=models.PROTECT,
        related_name="elementi_kit",
        null=True,
        blank=True,
        verbose_name=_("file"),
    )
    url = models.URLField(_("indirizzo"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("elemento del kit")
        verbose_name_plural = _("kit per replicare")
        ordering = ["pratica", "ordine", "pk"]
        constraints = [
            models.CheckConstraint(
                name="kit_file_o_indirizzo",
                condition=Q(file__isnull=False, url="") | (Q(file__isnull=True) & ~Q(url="")),
                violation_error_message=_("Allega un file oppure scrivi un indirizzo, non i due."),
            ),
            indirizzi_web("kit_indirizzo_web", "url"),
        ]

    def __str__(self) -> str:
        return self.titolo


@tracked()
class Adozione(Dimostrativo, TimeStamped):
    """A Comune declares that it adopts a practice as it is, or adapts it and says how."""

    pratica = models.ForeignKey(
        Pratica, on_delete=models.PROTECT, related_name="adozioni", verbose_name=_("pratica")
    )
    comune = models.ForeignKey(
        Comune, on_delete=models.PROTECT, related_name="adozioni", verbose_name=_("Comune")
    )
    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.PROTECT,
        related_name="adozioni",
        null=True,
        blank=True,
        verbose_name=_("nell'ambito del progetto"),
    )
    tipo = models.CharField(_("adotta o adatta"), max_length=6, choices=TipoAdozione.choices)
    dichiarata_il = models.DateField(_("dichiarata il"))
    che_cosa_cambia = models.TextField(_("che cosa cambia"), blank=True)
    stato = models.CharField(
        _("a che punto è"),
        max_length=10,
        choices=StatoAdozione.choices,
        default=StatoAdozione.DICHIARATA,
    )
    esito = models.TextField(_("com'è andata"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("dichiarata da"),
    )

    class Meta:
        verbose_name = _("adozione")
        verbose_name_plural = _("adozioni")
        ordering = ["dichiarata_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="adozione_unica",
                fields=["pratica", "comune"],
                violation_error_message=_("Il Comune ha già dichiarato di adottare la pratica."),
            ),
            models.CheckConstraint(
                name="adozione_adattata_dice_come",
                condition=~Q(tipo=TipoAdozione.ADATTA) | ~Q(che_cosa_cambia=""),
                violation_error_message=_("Chi adatta una pratica scrive che cosa cambia."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comune} {self.tipo} «{self.pratica}»"
