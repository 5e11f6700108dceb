from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enums import RuoloPartecipazione, TipoEvento
from community.querysets import EventoQuerySet
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.fields import chiave_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, Fonte, TimeStamped
from fis_portal.core.querysets import DimostrativoQuerySet
from progetti.models import Intervento, Organizzazione, Progetto


@tracked(exclude=["titolo_chiave"])
class Evento(Dimostrativo, TimeStamped):
    """A meeting of the community: exchange day, laboratory, outcome team, support meeting."""

    tipo = models.CharField(_("tipo"), max_length=20, choices=TipoEvento.choices)
    titolo = models.CharField(_("titolo"), max_length=250)
    titolo_chiave = chiave_field("titolo")
    slug = models.SlugField(max_length=120, unique=True)
    data_inizio = models.DateField(_("data"), null=True, blank=True)
    data_fine = models.DateField(_("ultimo giorno"), null=True, blank=True)
    ora_inizio = models.TimeField(_("ora di inizio"), null=True, blank=True)
    precisione = models.CharField(
        _("precisione della data"),
        max_length=10,
        choices=PrecisioneData.choices,
        default=PrecisioneData.GIORNO,
    )
    data_testo = models.CharField(
        _("data come la riporta la fonte"),
        max_length=100,
        blank=True,
        help_text=_("Per esempio «mercoledì 29 marzo», quando l'anno non è scritto."),
    )
    luogo = models.CharField(_("luogo"), max_length=200, blank=True)
    descrizione = models.TextField(_("descrizione"), blank=True)
    organizzatori = models.CharField(_("organizzatori"), max_length=300, blank=True)
    progetti_presenti = models.PositiveIntegerField(
        _("progetti presenti"), null=True, blank=True, help_text=_("Come li conta la fonte.")
    )
    intervento = models.ForeignKey(
        Intervento,
        on_delete=models.PROTECT,
        related_name="eventi",
        null=True,
        blank=True,
        verbose_name=_("Intervento"),
    )
    progetti = models.ManyToManyField(
        Progetto, related_name="eventi", blank=True, verbose_name=_("progetti")
    )
    fonti = models.ManyToManyField(Fonte, related_name="+", blank=True, verbose_name=_("fonti"))
    nota = models.TextField(_("nota pubblica"), blank=True)
    is_public = models.BooleanField(_("pubblico"), default=False, db_index=True)

    objects = EventoQuerySet.as_manager()

    class Meta:
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")
        ordering = [F("data_inizio").desc(nulls_last=True), "titolo_chiave", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evento_date_in_ordine",
                condition=Q(data_fine__isnull=True) | Q(data_fine__gte=F("data_inizio")),
                violation_error_message=_("L'ultimo giorno non può precedere il primo."),
            )
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("community:evento_detail", args=[self.slug])


@tracked()
class EventoProgetto(Evento.progetti.through):  # type: ignore[name-defined]
    """Link between an event and a project, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class EventoFonte(Evento.fonti.through):  # type: ignore[name-defined]
    """Link between an event and its sources, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class RiepilogoIncontri(Dimostrativo, TimeStamped):
    """Past meetings known only as totals: how many, with how many people, as a source says.

    Totals stay totals: nobody knows who the people behind them are, so they add to the figures of
    meetings, attendances and people per phase, and never to distinct people over several phases.
    """

    titolo = models.CharField(_("titolo"), max_length=200)
    tipo = models.CharField(_("tipo"), max_length=20, choices=TipoEvento.choices, blank=True)
    intervento = models.ForeignKey(
        Intervento,
        on_delete=models.PROTECT,
        related_name="riepiloghi_incontri",
        null=True,
        blank=True,
        verbose_name=_("Intervento"),
    )
    evento = models.OneToOneField(
        Evento,
        on_delete=models.CASCADE,
        related_name="riepilogo",
        null=True,
        blank=True,
        verbose_name=_("evento"),
        help_text=_("Se il totale riguarda un solo evento già presente in elenco."),
    )
    incontri = models.PositiveIntegerField(_("incontri"), null=True, blank=True)
    presenze = models.PositiveIntegerField(
        _("presenze"), null=True, blank=True, help_text=_("Chi torna più volte conta ogni volta.")
    )
    persone = models.PositiveIntegerField(
        _("persone"), null=True, blank=True, help_text=_("Ogni persona conta una volta.")
    )
    data_riferimento = models.DateField(_("totali alla data"))
    precisione = models.CharField(
        _("precisione della data"),
        max_length=10,
        choices=PrecisioneData.choices,
        default=PrecisioneData.GIORNO,
    )
    fonte = models.ForeignKey(
        Fonte, on_delete=models.PROTECT, related_name="+", verbose_name=_("fonte")
    )
    nota = models.TextField(_("nota pubblica"), blank=True)

    objects = DimostrativoQuerySet.as_manager()

    class Meta:
        verbose_name = _("riepilogo di incontri")
        verbose_name_plural = _("riepiloghi di incontri")
        ordering = ["data_riferimento", "pk"]
        constraints = [
            models.CheckConstraint(
                name="riepilogo_con_almeno_un_totale",
                condition=Q(incontri__isnull=False)
                | Q(presenze__isnull=False)
                | Q(persone__isnull=False),
                violation_error_message=_("Indica almeno un totale: incontri, presenze o persone."),
            )
        ]

    def __str__(self) -> str:
        return self.titolo


@tracked()
class Persona(Dimostrativo, TimeStamped):
    """Somebody who attends meetings. Personal data: never public, never in the API."""

    nome = models.CharField(_("nome"), max_length=100)
    cognome = models.CharField(_("cognome"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="persone",
        null=True,
        blank=True,
        verbose_name=_("organizzazione"),
    )

    objects = DimostrativoQuerySet.as_manager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        ordering = ["cognome", "nome", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="persona_email_unica",
                condition=~Q(email=""),
                violation_error_message=_("Esiste già una persona con questa e-mail."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.nome} {self.cognome}"


@tracked()
class Partecipazione(TimeStamped):
    """A person attended an event, for an organisation. Private; public only as counts."""

    evento = models.ForeignKey(
        Evento, on_delete=models.CASCADE, related_name="partecipazioni", verbose_name=_("evento")
    )
    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="partecipazioni", verbose_name=_("persona")
    )
    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="partecipazioni",
        null=True,
        blank=True,
        verbose_name=_("per conto di"),
    )
    ruolo = models.CharField(
        _("ruolo"),
        max_length=14,
        choices=RuoloPartecipazione.choices,
        default=RuoloPartecipazione.PARTECIPANTE,
    )

    class Meta:
        verbose_name = _("partecipazione")
        verbose_name_plural = _("partecipazioni")
        ordering = ["evento", "persona__cognome", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="partecipazione_unica",
                fields=["evento", "persona"],
                violation_error_message=_("La persona risulta già presente a questo evento."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.persona} a {self.evento}"
