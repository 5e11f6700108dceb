"""Certificates of attendance: their number, and how anybody checks one."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Evento, Partecipazione

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


def durata_detta(evento: Evento) -> str:
    """ "3 ore e 30 minuti", when the agenda says when it began and ended on one day; else empty."""
    un_giorno = evento.data_fine is None or evento.data_fine == evento.data_inizio
    if not (un_giorno and evento.data_inizio and evento.ora_inizio and evento.ora_fine):
        return ""
    giorno = evento.data_inizio
    durata = datetime.combine(giorno, evento.ora_fine) - datetime.combine(giorno, evento.ora_inizio)
    minuti = int(durata.total_seconds()) // 60
    if minuti <= 0:
        return ""
    ore, resto = divmod(minuti, 60)
    parti = []
    if ore:
        parti.append(ngettext("%(n)s ora", "%(n)s ore", ore) % {"n": ore})
    if resto:
        parti.append(ngettext("%(n)s minuto", "%(n)s minuti", resto) % {"n": resto})
    return _(" e ").join(parti)
