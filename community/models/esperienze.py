"""What the projects learnt: lessons told honestly, what others say of them, and the words to find
them by."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enums import TipoSegno, Visibilita
from community.models.eventi import Evento
from community.querysets import CondivisaQuerySet
from comuni.models import Comune
from fis_portal.core.fields import chiave_field, ricerca_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, Fonte, TimeStamped
from progetti.models import Documento, Intervento, Progetto, Tema
from progetti.models.vocabolari import Vocabolario


@tracked(exclude=["nome_chiave"])
class Leva(Vocabolario):
    """Lever of social innovation: what made a project move (prevention, shared places, …)."""

    class Meta(Vocabolario.Meta):
        verbose_name = _("leva")
        verbose_name_plural = _("leve")


class Condivisa(Dimostrativo, TimeStamped):
    """Something a team tells: read by the team, by the community or by all (DESIGN section 4).

    Only a `responsabile` of the Comune it belongs to raises the visibility, and that is recorded
    as consent; what quotes a published source needs none.
    """

    visibilita = models.CharField(
        _("chi la legge"), max_length=8, choices=Visibilita.choices, default=Visibilita.TEAM
    )
    consenso_di = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("consenso di"),
    )
    consenso_il = models.DateTimeField(_("consenso dato il"), null=True, blank=True, editable=False)
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
        help_text=_("Dove è già pubblicata, quando lo è."),
    )
    autore = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("scritta da"),
    )

    objects = CondivisaQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_condivisa_con_consenso",
                condition=Q(visibilita=Visibilita.TEAM)
                | Q(consenso_il__isnull=False, consenso_di__isnull=False)
                | Q(fonte__isnull=False),
                violation_error_message=_(
                    "Si mostra ad altri solo con il consenso di un responsabile del Comune."
                ),
            )
        ]


@tracked(exclude=["titolo_chiave", "ricerca"])
class Lezione(Condivisa):
    """What was tried, what worked, what disappointed, what one would change."""

    titolo = models.CharField(_("titolo"), max_length=200)
    titolo_chiave = chiave_field("titolo")
    slug = models.SlugField(max_length=120, unique=True)
    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.PROTECT,
        related_name="lezioni",
        null=True,
        blank=True,
        verbose_name=_("progetto"),
        help_text=_("Vuoto: una lezione della comunità, curata dal personale del programma."),
    )
    evento = models.ForeignKey(
        Evento,
        on_delete=models.PROTECT,
        related_name="lezioni",
        null=True,
        blank=True,
        verbose_name=_("incontro in cui è emersa"),
    )
    intervento = models.ForeignKey(
        Intervento,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Intervento"),
    )
    temi = models.ManyToManyField(Tema, related_name="+", blank=True, verbose_name=_("temi"))
    leve = models.ManyToManyField(Leva, related_name="+", blank=True, verbose_name=_("leve"))
    tentato = models.TextField(_("che cosa abbiamo provato"))
    funzionato = models.TextField(_("che cosa ha funzionato"), blank=True)
    deluso = models.TextField(_("che cosa ci ha deluso"), blank=True)
    cambieremmo = models.TextField(_("che cosa cambieremmo"), blank=True)
    evidenza = models.TextField(_("da che cosa lo sappiamo"), blank=True)
    documento = models.ForeignKey(
        Documento,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("documento che lo prova"),
    )
    ricerca = ricerca_field(
        A=("titolo",), C=("tentato", "funzionato", "deluso", "cambieremmo", "evidenza")
    )

    class Meta:
        verbose_name = _("lezione")
        verbose_name_plural = _("lezioni")
        ordering = ["-created_at", "-pk"]
        permissions = [("team_lezione", "Può leggere ciò che i gruppi non hanno condiviso")]
        indexes = [GinIndex(F("ricerca"), name="lezione_ricerca")]
        constraints = [*Condivisa.Meta.constraints]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("lezioni:detail", args=[self.slug])


@tracked()
class LezioneTema(Lezione.temi.through):  # type: ignore[name-defined]
    """Link between a lesson and its topics, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class LezioneLeva(Lezione.leve.through):  # type: ignore[name-defined]
    """Link between a lesson and its levers, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class CommentoLezione(TimeStamped):
    """What somebody of the community says of a lesson; read by the community, never public."""

    lezione = models.ForeignKey(
        Lezione, on_delete=models.CASCADE, related_name="commenti", verbose_name=_("lezione")
    )
    autore = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("autore"),
    )
    per_conto_di = models.CharField(_("per conto di"), max_length=200, blank=True)
    testo = models.TextField(_("commento"), max_length=2000)
    nascosto_il = models.DateTimeField(_("nascosto il"), null=True, blank=True)
    nascosto_motivo = models.CharField(_("perché è nascosto"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commento")
        verbose_name_plural = _("commenti")
        ordering = ["lezione", "created_at", "pk"]

    def __str__(self) -> str:
        return self.testo[:60]


@tracked()
class SegnoLezione(TimeStamped):
    """A Comune says that a lesson is useful to it, or that it has used it."""

    lezione = models.ForeignKey(
        Lezione, on_delete=models.CASCADE, related_name="segni", verbose_name=_("lezione")
    )
    comune = models.ForeignKey(
        Comune, on_delete=models.PROTECT, related_name="segni_lezioni", verbose_name=_("Comune")
    )
    tipo = models.CharField(_("che cosa dice"), max_length=7, choices=TipoSegno.choices)
    nota = models.TextField(_("come l'ha riusata"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("detto da"),
    )

    class Meta:
        verbose_name = _("segno su una lezione")
        verbose_name_plural = _("segni sulle lezioni")
        ordering = ["lezione", "tipo", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="segno_unico",
                fields=["lezione", "comune", "tipo"],
                violation_error_message=_("Il Comune lo ha già detto di questa lezione."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.comune}: {self.get_tipo_display()}"
