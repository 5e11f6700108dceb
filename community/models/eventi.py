from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.enums import (
    SLUG_RISERVATI,
    FrequenzaSerie,
    IscrizioniEvento,
    ModalitaEvento,
    MomentoMateriale,
    TipoEvento,
    VisibilitaMateriale,
)
from community.querysets import EventoQuerySet
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.fields import chiave_field, indirizzi_web
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, FileProtetto, Fonte, TimeStamped
from fis_portal.core.querysets import DimostrativoQuerySet
from fis_portal.core.riservatezza import piccolo, soglia_celle
from progetti.models import Intervento, Progetto


@tracked()
class SerieEventi(TimeStamped):
    """Meetings that come back: how they were laid out. Each meeting is an Evento of its own."""

    titolo = models.CharField(_("titolo"), max_length=200)
    frequenza = models.CharField(_("frequenza"), max_length=14, choices=FrequenzaSerie.choices)
    dal = models.DateField(_("dal"))
    al = models.DateField(_("al"))

    class Meta:
        verbose_name = _("serie di incontri")
        verbose_name_plural = _("serie di incontri")
        ordering = ["-dal", "titolo", "pk"]
        constraints = [
            models.CheckConstraint(
                name="serie_date_in_ordine",
                condition=Q(al__gte=F("dal")),
                violation_error_message=_("La serie non può finire prima di cominciare."),
            )
        ]

    def __str__(self) -> str:
        return self.titolo


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
    ora_fine = models.TimeField(_("ora di fine"), null=True, blank=True)
    serie = models.ForeignKey(
        SerieEventi,
        on_delete=models.PROTECT,
        related_name="eventi",
        null=True,
        blank=True,
        verbose_name=_("serie"),
    )
    modalita = models.CharField(
        _("come si partecipa"),
        max_length=10,
        choices=ModalitaEvento.choices,
        default=ModalitaEvento.PRESENZA,
    )
    luogo = models.CharField(_("luogo"), max_length=200, blank=True)
    indirizzo = models.CharField(_("indirizzo"), max_length=200, blank=True)
    collegamento = models.URLField(
        _("collegamento per seguire online"),
        max_length=500,
        blank=True,
        help_text=_("Lo riceve soltanto chi è iscritto: non è mai pubblicato."),
    )
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
    is_riservato = models.BooleanField(
        _("riservato agli invitati"),
        default=False,
        help_text=_("Lo vedono solo i progetti invitati e chi è iscritto; conta nelle cifre."),
    )
    iscrizioni = models.CharField(
        _("iscrizioni"),
        max_length=10,
        choices=IscrizioniEvento.choices,
        default=IscrizioniEvento.CHIUSE,
    )
    iscrizioni_al = models.DateTimeField(_("iscrizioni fino al"), null=True, blank=True)
    capienza = models.PositiveIntegerField(
        _("posti"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Vuoto: senza limite. Finiti i posti si apre la lista d'attesa."),
    )
    annullato_il = models.DateTimeField(_("annullato il"), null=True, blank=True)
    annullato_motivo = models.TextField(_("perché è annullato"), blank=True)

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
            ),
            models.CheckConstraint(
                name="evento_pubblico_o_riservato",
                condition=~Q(is_public=True, is_riservato=True),
                violation_error_message=_("Un evento è pubblico o riservato, non le due cose."),
            ),
            models.CheckConstraint(
                name="evento_capienza_positiva",
                condition=Q(capienza__isnull=True) | Q(capienza__gte=1),
                violation_error_message=_("I posti sono almeno uno; vuoto vuol dire senza limite."),
            ),
            models.CheckConstraint(
                name="evento_annullato_con_motivo",
                condition=Q(annullato_il__isnull=True) | ~Q(annullato_motivo=""),
                violation_error_message=_("Scrivi perché l'evento è annullato."),
            ),
            indirizzi_web("evento_collegamento_web", "collegamento"),
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("community:evento_detail", args=[self.slug])

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude=exclude)
        if "slug" not in (exclude or ()) and self.slug in SLUG_RISERVATI:
            testo = _("«%s» è una pagina del portale: scegli un altro indirizzo.") % self.slug
            raise ValidationError({"slug": testo})


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
        Fonte,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("fonte"),
        help_text=_("Può mancare solo quando chi organizza un evento ha contato i presenti."),
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
            ),
            models.CheckConstraint(
                name="riepilogo_con_fonte_o_evento",
                condition=Q(fonte__isnull=False) | Q(evento__isnull=False),
                violation_error_message=_("Indica la fonte del totale, o l'evento che riguarda."),
            ),
        ]

    def __str__(self) -> str:
        return self.titolo

    @property
    def is_soppresso(self) -> bool:
        """Too few people to be told in public, when no source has told it already: of one at hand
        what `totali_soppressi` asks of many."""
        if self.fonte_id is not None:
            return False
        return any(piccolo(n or 0, soglia_celle()) for n in (self.presenze, self.persone))

    @property
    def presenze_mostrate(self) -> int | None:
        return None if self.is_soppresso else self.presenze

    @property
    def persone_mostrate(self) -> int | None:
        return None if self.is_soppresso else self.persone


@tracked()
class SessioneEvento(models.Model):
    """A part of the agenda of a meeting."""

    evento = models.ForeignKey(
        Evento, on_delete=models.CASCADE, related_name="sessioni", verbose_name=_("evento")
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    giorno = models.DateField(
        _("giorno"), null=True, blank=True, help_text=_("Solo se l'evento dura più giorni.")
    )
    inizio = models.TimeField(_("inizio"), null=True, blank=True)
    fine = models.TimeField(_("fine"), null=True, blank=True)
    titolo = models.CharField(_("titolo"), max_length=200)
    descrizione = models.TextField(_("descrizione"), blank=True)
    progetti = models.ManyToManyField(
        Progetto, related_name="+", blank=True, verbose_name=_("progetti che raccontano")
    )

    class Meta:
        verbose_name = _("sessione")
        verbose_name_plural = _("sessioni")
        ordering = ["evento", "giorno", "ordine", "inizio", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sessione_ore_in_ordine",
                condition=Q(inizio__isnull=True) | Q(fine__isnull=True) | Q(fine__gte=F("inizio")),
                violation_error_message=_("La sessione non può finire prima di cominciare."),
            )
        ]

    def __str__(self) -> str:
        return self.titolo


@tracked()
class SessioneProgetto(SessioneEvento.progetti.through):  # type: ignore[name-defined]
    """Link between a session and the projects that tell their story, followed by the history."""

    class Meta:
        proxy = True


@tracked()
class Relatore(models.Model):
    """Who speaks in a session, as the agenda announces it: public by its nature."""

    sessione = models.ForeignKey(
        SessioneEvento,
        on_delete=models.CASCADE,
        related_name="relatori",
        verbose_name=_("sessione"),
    )
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=1)
    nome = models.CharField(_("nome e cognome"), max_length=150)
    ente = models.CharField(_("ente e incarico"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("relatore")
        verbose_name_plural = _("relatori")
        ordering = ["sessione", "ordine", "pk"]

    def __str__(self) -> str:
        return self.nome


@tracked()
class MaterialeEvento(TimeStamped):
    """A file or a link that goes with a meeting, before or after it."""

    evento = models.ForeignKey(
        Evento, on_delete=models.CASCADE, related_name="materiali", verbose_name=_("evento")
    )
    titolo = models.CharField(_("titolo"), max_length=200)
    momento = models.CharField(
        _("momento"), max_length=5, choices=MomentoMateriale.choices, default=MomentoMateriale.PRIMA
    )
    visibilita = models.CharField(
        _("chi lo può avere"),
        max_length=8,
        choices=VisibilitaMateriale.choices,
        default=VisibilitaMateriale.ISCRITTI,
    )
    file = models.ForeignKey(
        FileProtetto,
        on_delete=models.PROTECT,
        related_name="materiali_evento",
        null=True,
        blank=True,
        verbose_name=_("file"),
    )
    url = models.URLField(_("indirizzo"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("materiale")
        verbose_name_plural = _("materiali")
        ordering = ["evento", "momento", "titolo", "pk"]
        constraints = [
            models.CheckConstraint(
                name="materiale_file_o_indirizzo",
                condition=Q(file__isnull=False, url="") | (Q(file__isnull=True) & ~Q(url="")),
                violation_error_message=_("Allega un file oppure scrivi un indirizzo, non i due."),
            ),
            indirizzi_web("materiale_indirizzo_web", "url"),
        ]

    def __str__(self) -> str:
        return self.titolo
