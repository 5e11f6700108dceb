"""The impact framework of a project: versions, nodes, links. In force, it is frozen."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.models import DecisioneIncontro, Evento
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped
from outcomes.enums import LivelloEsito, StatoQuadro
from outcomes.models.congelati import congelato
from outcomes.querysets import QuadroImpattoQuerySet
from progetti.models import Progetto

DI_UN_QUADRO = "SELECT q.stato FROM outcomes_quadroimpatto q WHERE q.id = OLD.quadro_id"
DI_UN_LEGAME = (
    "SELECT q.stato FROM outcomes_quadroimpatto q "
    "JOIN outcomes_esito e ON e.quadro_id = q.id WHERE e.id = OLD.da_id"
)


@tracked()
class QuadroImpatto(Dimostrativo, TimeStamped):
    """One version of a project's impact framework, or a template to start one from."""

    progetto = models.ForeignKey(
        Progetto,
        on_delete=models.CASCADE,
        related_name="quadri",
        verbose_name=_("progetto"),
        null=True,
        blank=True,
        help_text=_("Vuoto solo per i modelli da cui cominciare."),
    )
    nome_modello = models.CharField(
        _("nome del modello"), max_length=120, blank=True, help_text=_("Solo per i modelli.")
    )
    versione = models.PositiveSmallIntegerField(_("versione"), default=1)
    stato = models.CharField(
        _("stato"), max_length=10, choices=StatoQuadro.choices, default=StatoQuadro.BOZZA
    )
    motivo = models.TextField(
        _("perché questa versione"),
        blank=True,
        help_text=_("Che cosa cambia rispetto alla versione precedente, e perché."),
    )
    concordato_con = models.TextField(
        _("concordata con"), blank=True, help_text=_("Chi ha partecipato alla decisione.")
    )
    deciso_in = models.ForeignKey(
        Evento,
        on_delete=models.PROTECT,
        related_name="quadri_decisi",
        verbose_name=_("incontro dell'outcome team che l'ha decisa"),
        null=True,
        blank=True,
    )
    decisione = models.ForeignKey(
        DecisioneIncontro,
        on_delete=models.PROTECT,
        related_name="quadri",
        verbose_name=_("decisione che l'ha aperta"),
        null=True,
        blank=True,
    )
    in_vigore_dal = models.DateField(_("in vigore dal"), null=True, blank=True)
    in_vigore_al = models.DateField(_("in vigore fino al"), null=True, blank=True)

    objects = QuadroImpattoQuerySet.as_manager()

    class Meta:
        verbose_name = _("quadro d'impatto")
        verbose_name_plural = _("quadri d'impatto")
        ordering = ["progetto", "-versione", "nome_modello", "pk"]
        permissions = [("enact_quadroimpatto", "Può mettere in vigore un quadro d'impatto")]
        triggers = [
            pgtrigger.Protect(
                name="quadro_congelato",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__stato="bozza")
                & (
                    pgtrigger.Q(new__stato="bozza")
                    | pgtrigger.Q(old__progetto__df=pgtrigger.F("new__progetto"))
                    | pgtrigger.Q(old__versione__df=pgtrigger.F("new__versione"))
                    | pgtrigger.Q(old__motivo__df=pgtrigger.F("new__motivo"))
                    | pgtrigger.Q(old__concordato_con__df=pgtrigger.F("new__concordato_con"))
                    | pgtrigger.Q(old__deciso_in__df=pgtrigger.F("new__deciso_in"))
                    | pgtrigger.Q(old__decisione__df=pgtrigger.F("new__decisione"))
                    | pgtrigger.Q(old__in_vigore_dal__df=pgtrigger.F("new__in_vigore_dal"))
                ),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="quadro_di_progetto_o_modello",
                condition=Q(progetto__isnull=False, nome_modello="")
                | (Q(progetto__isnull=True) & ~Q(nome_modello="")),
                violation_error_message=_(
                    "Un quadro è di un progetto oppure è un modello con un nome."
                ),
            ),
            models.UniqueConstraint(
                name="quadro_versione_unica",
                fields=["progetto", "versione"],
                violation_error_message=_("Il progetto ha già questa versione del quadro."),
            ),
            models.UniqueConstraint(
                name="quadro_modello_unico",
                fields=["nome_modello"],
                condition=~Q(nome_modello=""),
                violation_error_message=_("Esiste già un modello con questo nome."),
            ),
            models.UniqueConstraint(
                name="quadro_uno_in_vigore",
                fields=["progetto"],
                condition=Q(stato=StatoQuadro.IN_VIGORE),
                violation_error_message=_("Il progetto ha già una versione in vigore."),
            ),
            models.UniqueConstraint(
                name="quadro_una_bozza",
                fields=["progetto"],
                condition=Q(stato=StatoQuadro.BOZZA),
                violation_error_message=_(
                    "Il progetto ha già una bozza di quadro: completa quella."
                ),
            ),
            models.CheckConstraint(
                name="quadro_in_vigore_motivato",
                condition=Q(stato=StatoQuadro.BOZZA)
                | (Q(in_vigore_dal__isnull=False) & ~Q(motivo="") & ~Q(concordato_con="")),
                violation_error_message=_(
                    "Per entrare in vigore una versione dice da quando, perché e con chi è stata "
                    "concordata."
                ),
            ),
            models.CheckConstraint(
                name="quadro_modello_resta_bozza",
                condition=Q(progetto__isnull=False) | Q(stato=StatoQuadro.BOZZA),
                violation_error_message=_(
                    "Un modello non entra in vigore: copialo in un progetto."
                ),
            ),
            models.CheckConstraint(
                name="quadro_date_in_ordine",
                condition=Q(in_vigore_al__isnull=True) | Q(in_vigore_al__gte=F("in_vigore_dal")),
                violation_error_message=_("La fine della validità non può precedere l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        if self.nome_modello:
            return self.nome_modello
        return f"{self.progetto}, versione {self.versione}"


@tracked()
class Esito(TimeStamped):
    """A node of an impact framework."""

    quadro = models.ForeignKey(
        QuadroImpatto, on_delete=models.CASCADE, related_name="esiti", verbose_name=_("quadro")
    )
    codice = models.CharField(
        _("codice"), max_length=12, help_text=_("Breve, unico nel quadro: per esempio R1.")
    )
    livello = models.CharField(_("livello"), max_length=10, choices=LivelloEsito.choices)
    titolo = models.CharField(_("titolo"), max_length=200)
    descrizione = models.TextField(_("descrizione"), blank=True)
    ipotesi = models.TextField(
        _("ipotesi"),
        blank=True,
        help_text=_("Che cosa deve essere vero perché questo esito si realizzi."),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    contribuisce_a = models.ManyToManyField(
        "self",
        through="LegameEsito",
        symmetrical=False,
        related_name="alimentato_da",
        verbose_name=_("contribuisce a"),
    )

    class Meta:
        verbose_name = _("esito")
        verbose_name_plural = _("esiti")
        ordering = ["quadro", "ordine", "codice", "pk"]
        triggers = [congelato("esito_congelato", DI_UN_QUADRO)]
        constraints = [
            models.UniqueConstraint(
                name="esito_codice_unico",
                fields=["quadro", "codice"],
                violation_error_message=_("Il quadro ha già un esito con questo codice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.titolo}"


@tracked()
class LegameEsito(models.Model):
    """`da` contributes to `a`, both of one framework; cycles are refused by services.quadro."""

    da = models.ForeignKey(
        Esito, on_delete=models.CASCADE, related_name="legami_verso", verbose_name=_("da")
    )
    a = models.ForeignKey(
        Esito, on_delete=models.CASCADE, related_name="legami_da", verbose_name=_("a")
    )
    ipotesi = models.TextField(
        _("ipotesi"), blank=True, help_text=_("Perché il primo dovrebbe portare al secondo.")
    )

    class Meta:
        verbose_name = _("legame fra esiti")
        verbose_name_plural = _("legami fra esiti")
        ordering = ["da", "a"]
        triggers = [congelato("legame_congelato", DI_UN_LEGAME)]
        constraints = [
            models.UniqueConstraint(
                name="legame_unico",
                fields=["da", "a"],
                violation_error_message=_("Questi due esiti sono già collegati."),
            ),
            models.CheckConstraint(
                name="legame_fra_due_esiti",
                condition=~Q(da=F("a")),
                violation_error_message=_("Un esito non contribuisce a se stesso."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.da} → {self.a}"
