from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comuni.models import Comune
from fis_portal.core.fields import chiave_di, chiave_field, ricerca_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, Fonte, TimeStamped
from progetti.enums import (
    RegolaProgramma,
)
from progetti.models.vocabolari import Macroarea, Tema
from progetti.querysets import ProgettoQuerySet

_TESTI = ("titolo", "sintesi", "bisogno", "destinatari")


def nome_pubblico(titolo: str, comune: str) -> str:
    """The title, or an honest name for a project whose title no source gives."""
    return titolo or f"Progetto del Comune di {comune} (titolo non pubblicato)"


@tracked(exclude=["titolo_chiave", "testo_chiave", "nomi", "nomi_chiave", "fatti_testo", "ricerca"])
class Progetto(Dimostrativo, TimeStamped):
    """A social-innovation project of a Comune; an application is a Progetto in its first state."""

    comune = models.ForeignKey(
        Comune, on_delete=models.PROTECT, related_name="progetti", verbose_name=_("Comune")
    )
    titolo = models.CharField(
        _("titolo"),
        max_length=300,
        blank=True,
        help_text=_("Lascia vuoto se nessuna fonte lo riporta: la pagina lo dirà."),
    )
    titolo_chiave = chiave_field("titolo")
    slug = models.SlugField(max_length=120, unique=True)
    sintesi = models.TextField(_("sintesi"), blank=True)
    bisogno = models.TextField(_("bisogno a cui risponde"), blank=True)
    destinatari = models.TextField(_("destinatari"), blank=True)
    cup = models.CharField(
        _("CUP"),
        max_length=15,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]\d{2}[A-Z]\d{11}$", _("Il CUP ha 15 caratteri."))],
        help_text=_("Codice unico di progetto, per esempio C11G06000000001."),
    )
    macroaree = models.ManyToManyField(
        Macroarea, through="ProgettoMacroarea", related_name="progetti", blank=True
    )
    temi = models.ManyToManyField(Tema, through="ProgettoTema", related_name="progetti", blank=True)
    fonti = models.ManyToManyField(Fonte, related_name="+", blank=True, verbose_name=_("fonti"))
    data_inizio_prevista = models.DateField(_("inizio previsto"), null=True, blank=True)
    data_fine_prevista = models.DateField(_("fine prevista"), null=True, blank=True)
    data_inizio = models.DateField(_("inizio effettivo"), null=True, blank=True)
    data_fine = models.DateField(_("fine effettiva"), null=True, blank=True)
    is_public = models.BooleanField(_("pubblico"), default=False, db_index=True)
    nota = models.TextField(
        _("nota pubblica"), blank=True, help_text=_("Appare nella pagina del progetto.")
    )
    testo_chiave = models.GeneratedField(
        expression=chiave_di(*_TESTI), output_field=models.TextField(), db_persist=True
    )
    # What stands around a project, for the search only: triggers copy it here (migration 0003).
    nomi = models.TextField(
        _("nomi di Comune, temi, macroaree e partner"), editable=False, default="", db_default=""
    )
    fatti_testo = models.TextField(_("testo dei fatti"), editable=False, default="", db_default="")
    nomi_chiave = models.GeneratedField(
        expression=chiave_di("titolo", "nomi"), output_field=models.TextField(), db_persist=True
    )
    ricerca = ricerca_field(
        A=("titolo",),
        B=("nomi",),
        C=("sintesi", "fatti_testo"),
        D=("bisogno", "destinatari"),
    )

    objects = ProgettoQuerySet.as_manager()

    class Meta:
        verbose_name = _("progetto")
        verbose_name_plural = _("progetti")
        ordering = ["titolo_chiave", "pk"]
        indexes = [
            GinIndex(F("ricerca"), name="progetto_ricerca"),
            GinIndex(OpClass("testo_chiave", name="gin_trgm_ops"), name="progetto_testo_trgm"),
            GinIndex(OpClass("nomi_chiave", name="gin_trgm_ops"), name="progetto_nomi_trgm"),
            models.Index("titolo_chiave", "id", name="progetto_ordine"),
            models.Index("updated_at", name="progetto_aggiornato"),
        ]
        constraints = [
            models.CheckConstraint(
                name="progetto_cup_forma",
                condition=Q(cup="") | Q(cup__regex=r"^[A-Z]\d{2}[A-Z]\d{11}$"),
                violation_error_message=_("Il CUP ha 15 caratteri, per esempio C11G06000000001."),
            ),
            models.UniqueConstraint(
                name="progetto_cup_unico",
                fields=["cup"],
                condition=~Q(cup=""),
                violation_error_message=_("Esiste già un progetto con questo CUP."),
            ),
            models.CheckConstraint(
                name="progetto_date_in_ordine",
                condition=Q(data_inizio__isnull=True)
                | Q(data_fine__isnull=True)
                | Q(data_fine__gte=F("data_inizio")),
                violation_error_message=_("La data di fine non può precedere la data di inizio."),
            ),
            models.CheckConstraint(
                name="progetto_date_previste_in_ordine",
                condition=Q(data_inizio_prevista__isnull=True)
                | Q(data_fine_prevista__isnull=True)
                | Q(data_fine_prevista__gte=F("data_inizio_prevista")),
                violation_error_message=_("La fine prevista non può precedere l'inizio previsto."),
            ),
        ]

    def __str__(self) -> str:
        return self.nome_pubblico

    @property
    def nome_pubblico(self) -> str:
        return nome_pubblico(self.titolo, self.comune.nome)

    def get_absolute_url(self) -> str:
        return reverse("progetti:detail", args=[self.slug])


@tracked()
class ProgettoFonte(Progetto.fonti.through):  # type: ignore[name-defined]
    """Link between a project and its sources, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class ProgettoMacroarea(models.Model):
    """A project works in a macroarea; at most one is the prevalent one."""

    progetto = models.ForeignKey(Progetto, on_delete=models.CASCADE, related_name="in_macroaree")
    macroarea = models.ForeignKey(
        Macroarea,
        on_delete=models.PROTECT,
        related_name="assegnazioni",
        verbose_name=_("macroarea"),
    )
    is_prevalente = models.BooleanField(_("prevalente"), default=False)
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )

    class Meta:
        verbose_name = _("macroarea del progetto")
        verbose_name_plural = _("macroaree del progetto")
        ordering = ["-is_prevalente", "macroarea__ordine", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="progetto_macroarea_unica",
                fields=["progetto", "macroarea"],
                violation_error_message=_("Il progetto ha già questa macroarea."),
            ),
            models.UniqueConstraint(
                name="progetto_macroarea_una_prevalente",
                fields=["progetto"],
                condition=Q(is_prevalente=True),
                violation_error_message=_("Una sola macroarea può essere prevalente."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.macroarea}"


@tracked()
class ProgettoTema(models.Model):
    """A project deals with a topic."""

    progetto = models.ForeignKey(Progetto, on_delete=models.CASCADE, related_name="in_temi")
    tema = models.ForeignKey(
        Tema, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name=_("tema")
    )
    fonte = models.ForeignKey(
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
    )

    class Meta:
        verbose_name = _("tema del progetto")
        verbose_name_plural = _("temi del progetto")
        ordering = ["tema__ordine", "tema__nome_chiave", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="progetto_tema_unico",
                fields=["progetto", "tema"],
                violation_error_message=_("Il progetto ha già questo tema."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tema}"


@tracked()
class FattoProgetto(models.Model):
    """One published fact on a project, as its source tells it."""

    progetto = models.ForeignKey(Progetto, on_delete=models.CASCADE, related_name="fatti")
    testo = models.TextField(_("fatto"))
    data = models.DateField(_("data"), null=True, blank=True)
    fonte = models.ForeignKey(
        Fonte, on_delete=models.PROTECT, related_name="+", verbose_name=_("fonte")
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=0)

    class Meta:
        verbose_name = _("fatto")
        verbose_name_plural = _("fatti")
        ordering = ["ordine", "pk"]

    def __str__(self) -> str:
        return self.testo


@tracked()
class DerogaRegola(TimeStamped):
    """Staff set a rule of the programme aside for one project, and say why."""

    progetto = models.ForeignKey(Progetto, on_delete=models.CASCADE, related_name="deroghe")
    regola = models.CharField(_("regola"), max_length=24, choices=RegolaProgramma.choices)
    motivo = models.TextField(_("motivo"))

    class Meta:
        verbose_name = _("deroga a una regola")
        verbose_name_plural = _("deroghe alle regole")
        ordering = ["regola"]
        constraints = [
            models.UniqueConstraint(
                name="deroga_unica",
                fields=["progetto", "regola"],
                violation_error_message=_("La deroga a questa regola esiste già."),
            ),
            models.CheckConstraint(
                name="deroga_con_motivo",
                condition=~Q(motivo=""),
                violation_error_message=_("Indica il motivo della deroga."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_regola_display()
