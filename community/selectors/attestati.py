"""Certificates of attendance: their number, and how anybody checks one."""

from datetime import date, time, timedelta

from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Evento, Partecipazione
from community.selectors.iscrizioni import is_evento_finito

SALE = "community.attestato"


def _firmatario() -> Signer:
    return Signer(salt=SALE, sep="~")


def attestato_numero(presenza: Partecipazione) -> str:
    evento = presenza.evento
    anno = evento.data_inizio.year if evento.data_inizio else presenza.created_at.year
    return f"FIS-EV-{anno}-{evento.pk}-{presenza.pk}"


def attestato_firma(presenza: Partecipazione) -> str:
    """What the address of a certificate ends with: nobody can make one up."""
    return _firmatario().sign(str(presenza.pk))


def attestato_per_firma(firma: str) -> Partecipazione | None:
    """The attendance a certificate stands for, if it is authentic and still recorded."""
    try:
        pk = int(_firmatario().unsign(firma))
    except (BadSignature, ValueError):
        return None
    return Partecipazione.objects.filter(pk=pk).select_related("evento").first()


def evento_is_attestabile(evento: Evento) -> bool:
    """It took place, and somebody's attendance is recorded by name."""
    finito = evento.annullato_il is None and is_evento_finito(evento, timezone.now())
    return finito and evento.partecipazioni.exists()


def presenze_da_attestare(evento: Evento) -> list[Partecipazione]:
    """Who came, once each, by surname, under the row that stands for the person.

    Nobody whose name was erased: a certificate without a name certifies nothing.
    """
    presenze: dict[int, Partecipazione] = {}
    righe = Partecipazione.objects.filter(evento=evento).con_chi()
    for presenza in righe.select_related("persona__fusa_in").order_by("pk"):
        presenza.evento = evento
        presenza.persona = presenza.persona.fusa_in or presenza.persona
        if presenza.persona.anonimizzata_il is None:
            presenze.setdefault(presenza.persona.pk, presenza)
    return sorted(presenze.values(), key=lambda p: (p.persona.cognome, p.persona.nome, p.pk))


def durata_detta(evento: Evento) -> str:
    """ "3 ore e 30 minuti": how long it was from beginning to end, day by day; empty if unknown.

    One day: the hours of the event. More days, or no hours: those of the agenda, if it says when
    each of the days began and ended.
    """
    giorni = _giorni_svolti(evento)
    if not giorni or any(minuti <= 0 for minuti in giorni):
        return ""
    detta = _minuti_detti(sum(giorni))
    if len(giorni) == 1:
        return detta
    return _("%(durata)s in %(giorni)s giorni") % {"durata": detta, "giorni": len(giorni)}


def _giorni_svolti(evento: Evento) -> list[int]:
    """The minutes of each day; nothing when one of the days is not known."""
    if evento.data_inizio is None:
        return []
    ultimo = evento.data_fine or evento.data_inizio
    quanti = (ultimo - evento.data_inizio).days + 1
    if quanti == 1 and evento.ora_inizio and evento.ora_fine:
        return [_minuti(evento.ora_inizio, evento.ora_fine)]
    ore: dict[date, tuple[time, time]] = {}
    for sessione in evento.sessioni.all():
        giorno = sessione.giorno or (evento.data_inizio if quanti == 1 else None)
        if not (giorno and sessione.inizio and sessione.fine):
            return []
        da, a = ore.get(giorno, (sessione.inizio, sessione.fine))
        ore[giorno] = (min(da, sessione.inizio), max(a, sessione.fine))
    attesi = {evento.data_inizio + timedelta(days=n) for n in range(quanti)}
    return [_minuti(da, a) for da, a in ore.values()] if set(ore) == attesi else []


def _minuti(da: time, a: time) -> int:
    return (a.hour - da.hour) * 60 + a.minute - da.minute


def _minuti_detti(minuti: int) -> str:
    ore, resto = divmod(minuti, 60)
    parti = []
    if ore:
        parti.append(ngettext("%(n)s ora", "%(n)s ore", ore) % {"n": ore})
    if resto:
        parti.append(ngettext("%(n)s minuto", "%(n)s minuti", resto) % {"n": resto})
    return _(" e ").join(parti)
