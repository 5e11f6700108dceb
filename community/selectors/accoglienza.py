"""The list at the door: who is awaited, who is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione, Partecipazione, RiepilogoIncontri
from community.models.presenze import PerContoDi
from fis_portal.core.text import chiave

LUNGHEZZA_IMPRONTA = 24
Riga = TypeVar("Riga", Iscrizione, Partecipazione)


@dataclass(frozen=True, slots=True)
class RigaAccoglienza:
    """One person of the list. `impronta` recognises her code without holding it on the phone."""

    persona: int
    nome: str
    cognome: str
    ente: str
    avviso: str
    impronta: str
    presente: bool
    arrivo: datetime | None

    @property
    def cerca(self) -> str:
        return chiave(f"{self.nome} {self.cognome} {self.nome} {self.ente}")


@dataclass(frozen=True, slots=True)
class Accoglienza:
    """The whole list, with its figures."""

    righe: list[RigaAccoglienza]

    @property
    def presenti(self) -> int:
        return sum(riga.presente for riga in self.righe)


def accoglienza_elenco(evento: Evento) -> Accoglienza:
    """Who registered, in any state, and who came without; by surname."""
    iscritte = {i.persona_id: i for i in _con_chi(Iscrizione.objects.filter(evento=evento))}
    presenti = {p.persona_id: p for p in _con_chi(Partecipazione.objects.filter(evento=evento))}
    righe = [_riga(iscritta, iscritta, presenti.get(pk)) for pk, iscritta in iscritte.items()]
    righe += [_riga(p, None, p) for pk, p in presenti.items() if pk not in iscritte]
    righe.sort(key=lambda riga: (chiave(riga.cognome), chiave(riga.nome), riga.persona))
    return Accoglienza(righe)


def trovate(righe: Iterable[RigaAccoglienza], parole: str) -> list[RigaAccoglienza]:
    """The rows with all these words in name or body (the search without script)."""
    cercate = chiave(parole).split()
    return [riga for riga in righe if all(parola in riga.cerca for parola in cercate)]


def _con_chi(righe: QuerySet[Riga]) -> QuerySet[Riga]:
    return righe.select_related("persona", "organizzazione", "comune").order_by("pk")


def _riga(
    una: Iscrizione | Partecipazione, iscritta: Iscrizione | None, presenza: Partecipazione | None
) -> RigaAccoglienza:
    persona = una.persona
    return RigaAccoglienza(
        persona=persona.pk,
        nome=persona.nome,
        cognome=persona.cognome or str(persona),
        ente=per_conto_di(una),
        avviso=avviso_di(iscritta),
        impronta=impronta(iscritta.codice) if iscritta else "",
        presente=presenza is not None,
        arrivo=presenza.arrivo if presenza else None,
    )


def per_conto_di(riga: PerContoDi) -> str:
    """For whom somebody comes, in words."""
    if riga.organizzazione:
        return str(riga.organizzazione)
    if riga.ente:
        return riga.ente
    return _("Comune di %(nome)s") % {"nome": riga.comune.nome} if riga.comune else ""


def avviso_di(iscritta: Iscrizione | None) -> str:
    """What to know of a registration that is not in order. She is let in all the same."""
    if iscritta is None:
        return _("Non era iscritta.")
    if iscritta.ceduta_a_id:
        return _("È in elenco con un altro indirizzo.")
    return {
        StatoIscrizione.INVITATA: _("Invitata, non si era iscritta."),
        StatoIscrizione.IN_ATTESA: _("In lista d'attesa."),
        StatoIscrizione.ANNULLATA: _("Aveva annullato l'iscrizione."),
    }.get(StatoIscrizione(iscritta.stato), "")


def impronta(codice: str) -> str:
    """What the page knows a code by: the code itself opens somebody's own page."""
    return sha256(codice.encode()).hexdigest()[:LUNGHEZZA_IMPRONTA]


def dati_fino_al(evento: Evento, oggi: date) -> date:
    """Last day the list may stay on a phone: the event's, from the eve on; otherwise today's."""
    if evento.data_inizio is None:
        return oggi
    fine = evento.data_fine or evento.data_inizio
    return fine if evento.data_inizio - timedelta(days=1) <= oggi <= fine else oggi


def totale_di(evento: Evento) -> RiepilogoIncontri | None:
    """The total that stands published for this event, whatever names are added to it."""
    return RiepilogoIncontri.objects.filter(evento=evento).first()
