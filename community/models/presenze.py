"""Who comes to the meetings. Personal data: never public, never in the API (README, ADR 19)."""

import secrets
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from community.enums import (
    AzionePersona,
    CanalePresenza,
    RuoloPartecipazione,
    StatoIscrizione,
    TipoRichiesta,
)
from community.models.eventi import Evento
from community.querysets import IscrizioneQuerySet, PartecipazioneQuerySet, PersonaQuerySet
from comuni.models import Comune
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped
from progetti.enums import TipoOrganizzazione
from progetti.models import Organizzazione

# Without the letters and digits that look alike: people type it when the camera does not work.
ALFABETO_CODICE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LUNGHEZZA_CODICE = 10


def codice_nuovo() -> str:
    return "".join(secrets.choice(ALFABETO_CODICE) for _posto in range(LUNGHEZZA_CODICE))


# The history keeps neither names nor addresses: erasing a person must leave none behind.
@tracked(exclude=["nome", "cognome", "email", "agenda"])
class Persona(Dimostrativo, TimeStamped):
    """Somebody who attends meetings. Personal data: never public, never in the API."""

    nome = models.CharField(_("nome"), max_length=100, blank=True)
    cognome = models.CharField(_("cognome"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="persone",
        null=True,
        blank=True,
        verbose_name=_("organizzazione"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="persona",
        null=True,
        blank=True,
        verbose_name=_("utenza"),
    )
    fusa_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="fuse",
        null=True,
        blank=True,
        verbose_name=_("è la stessa persona di"),
        help_text=_("Nulla si sposta: le due schede contano come una persona sola."),
    )
    conservare_fino_al = models.DateField(
        _("dati conservati fino al"),
        null=True,
        blank=True,
        help_text=_("Dopo questa data nome ed e-mail si cancellano; i conteggi restano."),
    )
    anonimizzata_il = models.DateTimeField(_("resa anonima il"), null=True, blank=True)
    # Signed, it is the secret address of her own calendar; empty: none, or taken back.
    agenda = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = PersonaQuerySet.as_manager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        ordering = ["cognome", "nome", "pk"]
        permissions = [("erase_persona", "Può unire persone e cancellarne i dati")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="persona_email_unica",
                condition=~Q(email=""),
                violation_error_message=_("Esiste già una persona con questa e-mail."),
            ),
            models.UniqueConstraint(
                name="persona_agenda_unica",
                fields=["agenda"],
                condition=~Q(agenda=""),
                violation_error_message=_("Questo indirizzo del calendario è di un'altra persona."),
            ),
            models.CheckConstraint(
                name="persona_con_nome_o_anonima",
                condition=Q(anonimizzata_il__isnull=True, nome__gt="", cognome__gt="")
                | Q(
                    anonimizzata_il__isnull=False, nome="", cognome="", email="", user__isnull=True
                ),
                violation_error_message=_("Scrivi nome e cognome."),
            ),
            models.CheckConstraint(
                name="persona_non_fusa_in_se",
                condition=Q(fusa_in__isnull=True) | ~Q(fusa_in=F("id")),
                violation_error_message=_("Una persona non si può unire a sé stessa."),
            ),
        ]

    def __str__(self) -> str:
        if self.anonimizzata_il:
            return f"Persona anonima {self.pk}"
        return f"{self.nome} {self.cognome}"


class PerContoDi(models.Model):
    """For whom somebody takes part, as she says it: a body of the registry or its name and kind."""

    organizzazione = models.ForeignKey(
        Organizzazione,
        on_delete=models.PROTECT,
        related_name="%(class)s_set",
        null=True,
        blank=True,
        verbose_name=_("per conto di"),
    )
    ente = models.CharField(
        _("ente"), max_length=200, blank=True, help_text=_("Se non è nel registro.")
    )
    tipo_ente = models.CharField(
        _("tipo di ente"), max_length=12, choices=TipoOrganizzazione.choices, blank=True
    )
    comune = models.ForeignKey(
        Comune,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Comune"),
        help_text=_("Il Comune per cui, o con cui, partecipa."),
    )
    ruolo = models.CharField(
        _("ruolo"),
        max_length=14,
        choices=RuoloPartecipazione.choices,
        default=RuoloPartecipazione.PARTECIPANTE,
    )

    class Meta:
        abstract = True


@tracked(exclude=["codice"])
class Iscrizione(PerContoDi, TimeStamped):
    """A person means to come. `codice` opens her own page and is what the QR code says."""

    evento = models.ForeignKey(
        Evento,
        on_delete=models.CASCADE,
        related_name="iscritti",
        verbose_name=_("evento"),
    )
    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="iscrizioni", verbose_name=_("persona")
    )
    stato = models.CharField(_("stato"), max_length=10, choices=StatoIscrizione.choices)
    codice = models.CharField(
        _("codice"), max_length=10, unique=True, default=codice_nuovo, editable=False
    )
    in_coda_dal = models.DateTimeField(
        _("in coda dal"), null=True, blank=True, help_text=_("Ordina la lista d'attesa.")
    )
    informativa_il = models.DateTimeField(_("informativa letta il"), null=True, blank=True)
    ceduta_a = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("ceduta a"),
        help_text=_("Annullata perché la stessa persona ha questa, con un altro indirizzo."),
    )

    objects = IscrizioneQuerySet.as_manager()

    class Meta:
        verbose_name = _("iscrizione")
        verbose_name_plural = _("iscrizioni")
        ordering = ["evento", "persona__cognome", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="iscrizione_unica",
                fields=["evento", "persona"],
                violation_error_message=_("La persona è già iscritta a questo evento."),
            ),
            models.CheckConstraint(
                name="iscrizione_in_attesa_con_ora",
                condition=~Q(stato=StatoIscrizione.IN_ATTESA) | Q(in_coda_dal__isnull=False),
                violation_error_message=_("La lista d'attesa ha bisogno dell'ora d'arrivo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persona} a {self.evento}"

    @property
    def is_attiva(self) -> bool:
        """Has she a place, or a turn in the waiting list?"""
        return self.stato in (StatoIscrizione.ISCRITTA, StatoIscrizione.IN_ATTESA)

    @property
    def is_ripresa_possibile(self) -> bool:
        """Did she give up after she had answered, the privacy notice read?"""
        return self.stato == StatoIscrizione.ANNULLATA and self.informativa_il is not None


@tracked()
class Partecipazione(PerContoDi, TimeStamped):
    """A person attended an event, for an organisation. Private; public only as counts."""

    evento = models.ForeignKey(
        Evento, on_delete=models.CASCADE, related_name="partecipazioni", verbose_name=_("evento")
    )
    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="partecipazioni", verbose_name=_("persona")
    )
    canale = models.CharField(
        _("come lo sappiamo"),
        max_length=8,
        choices=CanalePresenza.choices,
        default=CanalePresenza.UFFICIO,
    )
    arrivo = models.DateTimeField(_("arrivo"), null=True, blank=True)
    registrata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("registrata da"),
    )

    objects = PartecipazioneQuerySet.as_manager()

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


@pgtrigger.register(
    pgtrigger.Protect(name="accesso_non_si_cambia", operation=pgtrigger.Update | pgtrigger.Delete)
)
class AccessoPersona(models.Model):
    """Who looked at, changed or took away personal data of the community: the log itself."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("chi"),
        help_text=_("Vuoto: un compito automatico del portale."),
    )
    azione = models.CharField(_("azione"), max_length=13, choices=AzionePersona.choices)
    persona = models.ForeignKey(
        Persona,
        on_delete=models.PROTECT,
        related_name="accessi",
        null=True,
        blank=True,
        verbose_name=_("persona"),
    )
    evento = models.ForeignKey(
        Evento,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("evento"),
    )
    quante = models.PositiveIntegerField(_("persone riguardate"), default=1)
    nota = models.CharField(_("nota"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("quando"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("accesso a dati personali")
        verbose_name_plural = _("accessi a dati personali")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.get_azione_display()


@tracked()
class RichiestaInteressato(TimeStamped):
    """What a person asked about her own data, and when it was done."""

    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="richieste", verbose_name=_("persona")
    )
    tipo = models.CharField(_("che cosa chiede"), max_length=13, choices=TipoRichiesta.choices)
    ricevuta_il = models.DateField(_("ricevuta il"))
    evasa_il = models.DateTimeField(_("evasa il"), null=True, blank=True)
    evasa_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("evasa da"),
    )
    nota = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("richiesta sui propri dati")
        verbose_name_plural = _("richieste sui propri dati")
        ordering = ["-ricevuta_il", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}: {self.persona}"
