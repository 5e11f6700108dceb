"""What a report is made of: templates, sections, the schedule, who receives it by mail."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import TimeStamped
from monitoraggio.enums import GenereSezione, TipoReport

TESTO_MASSIMO = 10_000


def _vincoli(nome: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            name=f"{nome}_con_figura",
            condition=Q(figura="") ^ Q(genere="figura"),
            violation_error_message=_("Scegli la figura, e soltanto nelle sezioni «una figura»."),
        ),
        models.CheckConstraint(
            name=f"{nome}_taglio_di_figura",
            condition=Q(genere="figura") | Q(taglio="", filtro="", filtro_valore=""),
            violation_error_message=_("Soltanto una figura si divide o si filtra."),
        ),
        models.CheckConstraint(
            name=f"{nome}_filtro_intero",
            condition=Q(filtro="", filtro_valore="") | ~Q(filtro="") & ~Q(filtro_valore=""),
            violation_error_message=_("Un filtro è fatto di una dimensione e di un suo valore."),
        ),
    ]


class Sezione(models.Model):
    """A section: what it holds, cut and filtered how, with which commentary."""

    ordine = models.PositiveSmallIntegerField(_("ordine"), default=0)
    genere = models.CharField(_("che cosa contiene"), max_length=12, choices=GenereSezione.choices)
    figura = models.SlugField(_("figura"), max_length=60, blank=True)
    taglio = models.CharField(_("divisa per"), max_length=20, blank=True)
    filtro = models.CharField(_("soltanto per"), max_length=20, blank=True)
    filtro_valore = models.CharField(
        _("valore"), max_length=140, blank=True, help_text=_("Il codice, per esempio «toscana».")
    )
    titolo = models.CharField(
        _("titolo"), max_length=160, blank=True, help_text=_("Vuoto: quello che le è proprio.")
    )
    testo = models.TextField(
        _("commento"),
        blank=True,
        validators=[MaxLengthValidator(TESTO_MASSIMO)],
        help_text=_(
            "Testo semplice: una riga vuota separa i paragrafi, «- » a inizio riga fa un elenco."
        ),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return capfirst(self.titolo or self.figura or self.get_genere_display())


@tracked()
class ModelloReport(TimeStamped):
    """A template of reports: of the programme or of one Comune, for a kind of period or for any."""

    nome = models.CharField(_("nome"), max_length=120, unique=True)
    tipo = models.CharField(
        _("periodo"),
        max_length=12,
        choices=TipoReport.choices,
        blank=True,
        help_text=_("Vuoto: va bene per ogni periodo."),
    )
    di_un_comune = models.BooleanField(
        _("di un solo Comune"),
        default=False,
        help_text=_("Le figure contano soltanto i progetti del Comune scelto."),
    )
    attivo = models.BooleanField(
        _("in uso"), default=True, help_text=_("Uno non in uso non si può scegliere.")
    )

    class Meta:
        verbose_name = _("modello di report")
        verbose_name_plural = _("modelli di report")
        ordering = ["di_un_comune", "nome"]

    def __str__(self) -> str:
        return self.nome


@tracked()
class SezioneModello(Sezione):
    """A section of a template."""

    modello = models.ForeignKey(
        ModelloReport, on_delete=models.CASCADE, related_name="sezioni", verbose_name=_("modello")
    )

    class Meta:
        verbose_name = _("sezione del modello")
        verbose_name_plural = _("sezioni del modello")
        ordering = ["modello", "ordine", "pk"]
        constraints = _vincoli("sezione_modello")


@tracked()
class SezioneReport(Sezione):
    """A section of one report, as staff composed it. Once built, the report holds its own copy."""

    report = models.ForeignKey(
        "monitoraggio.ReportMonitoraggio",
        on_delete=models.CASCADE,
        related_name="sezioni",
        verbose_name=_("report"),
    )

    class Meta:
        verbose_name = _("sezione del report")
        verbose_name_plural = _("sezioni del report")
        ordering = ["report", "ordine", "pk"]
        constraints = _vincoli("sezione_report")


@tracked()
class PianificazioneReport(TimeStamped):
    """Is a kind of report built by itself when its period ends, and by which template."""

    tipo = models.CharField(_("tipo"), max_length=12, choices=TipoReport.choices, unique=True)
    attiva = models.BooleanField(
        _("attiva"),
        default=True,
        help_text=_("Il portale prepara da sé il report di ogni periodo concluso."),
    )
    attiva_dal = models.DateField(_("attiva dal"), null=True, blank=True, editable=False)
    modello = models.ForeignKey(
        ModelloReport,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"di_un_comune": False, "attivo": True},
        verbose_name=_("modello"),
        help_text=_("Vuoto: tutte le figure, nel loro ordine."),
    )

    class Meta:
        verbose_name = _("pianificazione dei report")
        verbose_name_plural = _("pianificazione dei report")
        ordering = ["-tipo"]

    def __str__(self) -> str:
        return capfirst(self.get_tipo_display())


# Not tracked: whoever is taken off the list leaves no address behind.
class DestinatarioReport(TimeStamped):
    """An address that is told when a report of a kind is published."""

    email = models.EmailField(_("indirizzo e-mail"))
    nome = models.CharField(_("nome"), max_length=120, blank=True)
    tipo = models.CharField(
        _("tipo di report"),
        max_length=12,
        choices=TipoReport.choices,
        blank=True,
        help_text=_("Vuoto: ogni tipo."),
    )
    comune = models.ForeignKey(
        "comuni.Comune",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Comune"),
        help_text=_("Riceve i report di questo Comune. Vuoto: quelli del programma."),
    )
    attivo = models.BooleanField(
        _("riceve"), default=True, help_text=_("Tolto: resta nell'elenco e non riceve nulla.")
    )

    class Meta:
        verbose_name = _("destinatario dei report")
        verbose_name_plural = _("destinatari dei report")
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="destinatario_unico",
                fields=["email", "tipo", "comune"],
                nulls_distinct=False,
                violation_error_message=_("Questo indirizzo riceve già questi report."),
            )
        ]

    def __str__(self) -> str:
        return self.email
