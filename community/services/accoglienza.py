"""Attendance taken at the door: phones send when they can, and the same tap may come many times.

The event's row is locked first: two phones, or one that sends twice, come one after the other. Of
what was said of a person the latest by time holds, whatever the order of arrival.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import AzionePersona, CanalePresenza, RuoloPartecipazione
from community.models import Evento, Iscrizione, MossaPresenza, Partecipazione, Persona
from community.selectors.accoglienza import avviso_di
from community.selectors.mosse import Mossa, MossaRifiutata, leggi_mosse
from community.services.accessi import accesso_record
from community.services.conservazione import conservazione_extend
from community.services.riconoscimento import persona_at_door
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError

FATTA, GIA, RIFIUTATA = "fatta", "gia", "rifiutata"
# Written by the office: what a phone said before that does not undo it.
DELL_UFFICIO = (CanalePresenza.UFFICIO, CanalePresenza.FOGLIO)


@dataclass(frozen=True, slots=True)
class EsitoMossa:
    """What became of one tap: done, already so, or refused and why."""

    chiave: str
    esito: str
    motivo: str = ""
    avviso: str = ""
    persona: int | None = None
    nome: str = ""
    presente: bool = False


@transaction.atomic
def presenze_sync(*, evento: Evento, mosse: Any, by: User) -> list[EsitoMossa]:
    """Take in what a phone sends: one answer for each tap, in the order they were sent.

    Idempotent. Raises DomainError (`richiesta_non_valida`, `troppe_mosse`) if it is no list of
    taps; a tap that cannot be taken is refused by itself.
    """
    lette = leggi_mosse(mosse, timezone.now())
    evento = Evento.objects.select_for_update(of=("self",), no_key=True).get(pk=evento.pk)
    ingresso = _ingresso(evento, by)
    buone = [(n, mossa) for n, mossa in enumerate(lette) if isinstance(mossa, Mossa)]
    esiti = {
        n: EsitoMossa(mossa.chiave, RIFIUTATA, mossa.motivo)
        for n, mossa in enumerate(lette)
        if isinstance(mossa, MossaRifiutata)
    }
    for n, mossa in sorted(buone, key=lambda voce: voce[1].quando):
        esiti[n] = ingresso.segna(mossa)
    fatte = sum(esito.esito == FATTA for esito in esiti.values())
    if fatte:
        accesso_record(
            azione=AzionePersona.MODIFICA, by=by, evento=evento, quante=fatte, nota="accoglienza"
        )
    return [esiti[n] for n in range(len(lette))]


def presenti_ora(evento: Evento) -> dict[int, str]:
    """Who is there, for the phones: only numbers and hours."""
    righe = Partecipazione.objects.filter(evento=evento).order_by("pk")
    return {
        persona: f"{timezone.localtime(arrivo):%H:%M}" if arrivo else ""
        for persona, arrivo in righe.values_list("persona", "arrivo")
    }


def _ingresso(evento: Evento, by: User) -> "_Ingresso":
    """What is known of the event, read once under the lock."""
    iscrizioni = Iscrizione.objects.filter(evento=evento).select_related("persona__fusa_in")
    presenze = Partecipazione.objects.filter(evento=evento).select_related("persona__fusa_in")
    ingresso = _Ingresso(
        evento,
        by,
        iscrizioni={i.persona_id: i for i in iscrizioni},
        presenze={p.persona_id: p for p in presenze},
    )
    for presenza in ingresso.presenze.values():
        if presenza.canale in DELL_UFFICIO:
            ingresso.ultime[presenza.persona_id] = presenza.created_at
    for mossa in MossaPresenza.objects.filter(evento=evento).select_related("persona__fusa_in"):
        ingresso.ricorda(mossa)
    return ingresso


@dataclass(slots=True)
class _Ingresso:
    """The door of one event, while its row is locked."""

    evento: Evento
    by: User
    iscrizioni: dict[int, Iscrizione]
    presenze: dict[int, Partecipazione]
    chiavi: dict[str, Persona] = field(default_factory=dict)
    note: dict[int, Persona] = field(default_factory=dict)
    ultime: dict[int, datetime] = field(default_factory=dict)

    def ricorda(self, mossa: MossaPresenza) -> None:
        self.chiavi[mossa.chiave] = self.note[mossa.persona_id] = mossa.persona
        prima = self.ultime.get(mossa.persona_id, mossa.quando)
        self.ultime[mossa.persona_id] = max(prima, mossa.quando)

    def segna(self, mossa: Mossa) -> EsitoMossa:
        if persona := self.chiavi.get(mossa.chiave):
            return self._esito(mossa, GIA, persona, _("Questa registrazione era già arrivata."))
        try:
            persona, avviso = self._persona(mossa)
        except DomainError as errore:
            return EsitoMossa(mossa.chiave, RIFIUTATA, str(errore.message))
        ultima = self.ultime.get(persona.pk)
        self.ricorda(
            MossaPresenza.objects.create(
                evento=self.evento,
                persona=persona,
                chiave=mossa.chiave,
                presente=mossa.presente,
                quando=mossa.quando,
                by=self.by,
            )
        )
        if ultima is not None and mossa.quando < ultima:
            return self._esito(mossa, GIA, persona, _("Vale una registrazione più recente."))
        return self._applica(mossa, persona, avviso)

    def _applica(self, mossa: Mossa, persona: Persona, avviso: str) -> EsitoMossa:
        presenza = self.presenze.get(persona.pk)
        if mossa.presente and presenza is None:
            self._entra(mossa, persona)
            return self._esito(mossa, FATTA, persona, avviso=avviso)
        if not mossa.presente and presenza is not None:
            self.presenze.pop(persona.pk).delete()
            return self._esito(mossa, FATTA, persona)
        motivo = _("Era già presente.") if mossa.presente else _("Non risultava presente.")
        return self._esito(mossa, GIA, persona, motivo, avviso)

    def _entra(self, mossa: Mossa, persona: Persona) -> None:
        iscritta = self.iscrizioni.get(persona.pk)
        self.presenze[persona.pk] = Partecipazione.objects.create(
            evento=self.evento,
            persona=persona,
            canale=mossa.canale,
            arrivo=mossa.quando,
            registrata_da=self.by,
            organizzazione=iscritta.organizzazione if iscritta else None,
            ente=iscritta.ente if iscritta else (mossa.nuova.ente if mossa.nuova else ""),
            tipo_ente=iscritta.tipo_ente if iscritta else "",
            comune=iscritta.comune if iscritta else None,
            ruolo=iscritta.ruolo if iscritta else RuoloPartecipazione.PARTECIPANTE,
        )
        conservazione_extend(persona=persona, evento=self.evento)

    def _persona(self, mossa: Mossa) -> tuple[Persona, str]:
        """Whom the tap is about, and what to know. Raises DomainError."""
        if mossa.nuova:
            if not mossa.presente:
                raise DomainError("mossa", _("Per togliere una presenza toccala nell'elenco."))
            return persona_at_door(
                mossa.nuova, evento=self.evento, iscrizioni=self.iscrizioni, presenze=self.presenze
            )
        if mossa.codice:
            iscritta = self._di_codice(mossa.codice)
            return iscritta.persona, avviso_di(iscritta)
        return self._di_elenco(mossa.persona or 0)

    def _di_elenco(self, pk: int) -> tuple[Persona, str]:
        if pk in self.iscrizioni:
            return self.iscrizioni[pk].persona, avviso_di(self.iscrizioni[pk])
        if pk in self.presenze:
            return self.presenze[pk].persona, ""
        if pk in self.note:
            return self.note[pk], ""
        raise DomainError(
            "persona", _("Questa persona non è nell'elenco di questo evento: ricarica la pagina.")
        )

    def _di_codice(self, codice: str) -> Iscrizione:
        for iscritta in self.iscrizioni.values():
            if iscritta.codice == codice:
                return iscritta
        if Iscrizione.objects.filter(codice=codice).exists():
            raise DomainError("codice", _("Questo codice è di un altro evento."))
        raise DomainError(
            "codice",
            _("Nessuna iscrizione ha questo codice: controlla le lettere, o cerca il nome."),
        )

    def _esito(
        self, mossa: Mossa, esito: str, persona: Persona, motivo: str = "", avviso: str = ""
    ) -> EsitoMossa:
        presente = persona.pk in self.presenze
        return EsitoMossa(mossa.chiave, esito, motivo, avviso, persona.pk, str(persona), presente)
