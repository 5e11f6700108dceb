"""What a phone at the door sends, read with suspicion: the worst it can do is be refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.enums import CanalePresenza
from fis_portal.core.errors import DomainError

MASSIMO_MOSSE = 500
MASSIMO_CODICE = 300
MASSIMO_INTERO = 2**63 - 1
CHIAVE = re.compile(r"[A-Za-z0-9_-]{8,40}", re.ASCII)
CANALI = (CanalePresenza.ELENCO, CanalePresenza.CODICE)
# A clock that says more is wrong: the tap counts from when it arrives.
PIU_VECCHIA = timedelta(days=60)


class Illeggibile(ValueError):
    """Why one tap cannot be read, in words for who is at the door."""


@dataclass(frozen=True, slots=True)
class Nuova:
    """Who came without being registered, as typed at the door."""

    nome: str
    cognome: str
    email: str = ""
    ente: str = ""


@dataclass(frozen=True, slots=True)
class Mossa:
    """One tap: who (a row of the list, a code or a new name), there or not, when."""

    chiave: str
    presente: bool
    quando: datetime
    canale: str = CanalePresenza.ELENCO
    persona: int | None = None
    codice: str = ""
    nuova: Nuova | None = None


@dataclass(frozen=True, slots=True)
class MossaRifiutata:
    """A tap that cannot be read, by the name the phone gave to it if it has one."""

    chiave: str
    motivo: str


def leggi_mosse(mosse: Any, adesso: datetime) -> list[Mossa | MossaRifiutata]:
    """One by one, in the order they came. Raises DomainError only if it is not a list of taps."""
    if not isinstance(mosse, list):
        raise DomainError("richiesta_non_valida", _("Manca l'elenco delle presenze da registrare."))
    if len(mosse) > MASSIMO_MOSSE:
        raise DomainError(
            "troppe_mosse",
            _("Si possono mandare al massimo %(n)s presenze per volta.") % {"n": MASSIMO_MOSSE},
        )
    return [_leggi(grezza, adesso) for grezza in mosse]


def _leggi(grezza: Any, adesso: datetime) -> Mossa | MossaRifiutata:
    chiave = ""
    try:
        if not isinstance(grezza, Mapping):
            raise Illeggibile(_("Questa registrazione non si riesce a leggere."))
        chiave = _chiave(grezza.get("chiave"))
        presente = grezza.get("presente", True)
        if not isinstance(presente, bool):
            raise Illeggibile(_("Non si capisce se la persona c'è o no."))
        return Mossa(
            chiave, presente, _quando(grezza.get("quando"), adesso), _canale(grezza), **_chi(grezza)
        )
    except Illeggibile as errore:
        return MossaRifiutata(chiave, str(errore))


def _chiave(valore: Any) -> str:
    if not isinstance(valore, str) or not CHIAVE.fullmatch(valore):
        raise Illeggibile(_("Questa registrazione non ha un nome valido: ricarica la pagina."))
    return valore


def _canale(grezza: Mapping[str, Any]) -> str:
    canale = grezza.get("canale", CanalePresenza.ELENCO)
    if canale not in CANALI:
        raise Illeggibile(_("Non si capisce come è stata registrata la presenza."))
    return str(canale)


def _quando(valore: Any, adesso: datetime) -> datetime:
    try:
        quando = parse_datetime(valore) if isinstance(valore, str) else None
    except ValueError:
        quando = None
    if quando is None or quando.tzinfo is None:
        raise Illeggibile(_("L'ora di questa registrazione non si riesce a leggere."))
    return quando if adesso - PIU_VECCHIA < quando < adesso else adesso


def _chi(grezza: Mapping[str, Any]) -> dict[str, Any]:
    """Exactly one of the three ways to say who."""
    detti = [nome for nome in ("persona", "codice", "nuova") if grezza.get(nome) is not None]
    if len(detti) != 1:
        raise Illeggibile(_("Non si capisce di chi è la presenza."))
    lettore = {"persona": _persona, "codice": _codice, "nuova": _nuova}[detti[0]]
    return {detti[0]: lettore(grezza[detti[0]])}


def _persona(valore: Any) -> int:
    if isinstance(valore, bool) or not isinstance(valore, int) or not 0 < valore <= MASSIMO_INTERO:
        raise Illeggibile(_("Non si capisce di chi è la presenza."))
    return valore


def _codice(valore: Any) -> str:
    """The code, also from the whole address that a QR code may say."""
    testo = testo_letto(valore, MASSIMO_CODICE, _("Il codice"))
    pezzi = [pezzo for pezzo in testo.partition("?")[0].split("/") if pezzo.strip()]
    codice = "".join(c for c in pezzi[-1] if c.isalnum()).upper() if pezzi else ""
    if not codice:
        raise Illeggibile(_("Scrivi il codice."))
    return codice


def _nuova(valore: Any) -> Nuova:
    if not isinstance(valore, Mapping):
        raise Illeggibile(_("Scrivi nome e cognome."))
    nuova = Nuova(
        nome=testo_letto(valore.get("nome", ""), 100, _("Il nome")),
        cognome=testo_letto(valore.get("cognome", ""), 100, _("Il cognome")),
        email=testo_letto(valore.get("email", ""), 254, _("L'e-mail")).lower(),
        ente=testo_letto(valore.get("ente", ""), 200, _("L'ente")),
    )
    if not nuova.nome or not nuova.cognome:
        raise Illeggibile(_("Scrivi nome e cognome."))
    return nuova


def testo_letto(valore: Any, massimo: int, che_cosa: str) -> str:
    """A line of text that the database can hold. Raises Illeggibile."""
    if not isinstance(valore, str):
        raise Illeggibile(_("%(che_cosa)s non si riesce a leggere.") % {"che_cosa": che_cosa})
    pulito = " ".join(valore.split())
    # Control characters, and halves of characters that no text can be made of.
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in pulito):
        raise Illeggibile(_("%(che_cosa)s contiene caratteri non validi.") % {"che_cosa": che_cosa})
    if len(pulito) > massimo:
        raise Illeggibile(
            _("%(che_cosa)s è troppo lungo: al massimo %(n)s caratteri.")
            % {"che_cosa": che_cosa, "n": massimo}
        )
    return pulito
