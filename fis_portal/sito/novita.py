"""News of the portal: meetings, closing reports, lessons, practices and reports made public."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community.models import Evento, Lezione, Pratica, ResocontoEvento
from monitoraggio.models import ReportMonitoraggio

PER_GENERE = 20
IN_TUTTO = 50
PAROLE = 60
# What XML 1.0 has no way to write.
_NON_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Novita:
    """An entry of the feed. `id` stays the same for ever, `aggiornata` tells of changes."""

    id: str
    titolo: str
    testo: str
    url: str
    aggiornata: datetime
    genere: str


def novita_pubbliche() -> list[Novita]:
    """The latest first; nothing invented, nothing that is not for all."""
    tutte = [*_eventi(), *_resoconti(), *_lezioni(), *_pratiche(), *_report()]
    tutte.sort(key=lambda novita: (novita.aggiornata, novita.id), reverse=True)
    return tutte[:IN_TUTTO]


def novita_id(genere: str, pk: int, nato: datetime) -> str:
    """A tag URI (RFC 4151): the same whatever the address, the title or the scheme."""
    dominio = urlsplit(settings.SITE_URL).hostname
    return f"tag:{dominio},{nato.year}:{genere}/{pk}"


def _novita(genere: str, nome: str, riga: Any, testo: str, quando: datetime) -> Iterator[Novita]:
    try:
        url = riga.get_absolute_url()
    except NoReverseMatch:
        return  # its pages are switched off
    yield Novita(
        id=novita_id(genere, riga.pk, riga.created_at),
        titolo=_pulito(f"{nome}: {riga.titolo}"),
        testo=_pulito(Truncator(testo).words(PAROLE)),
        url=url,
        aggiornata=quando,
        genere=nome,
    )


def _pulito(testo: str) -> str:
    return _NON_XML.sub("", testo)


def _eventi() -> Iterator[Novita]:
    for evento in Evento.objects.public().reali().order_by("-updated_at", "-pk")[:PER_GENERE]:
        testo = evento.annullato_motivo if evento.annullato_il else evento.descrizione
        nome = _("Incontro annullato") if evento.annullato_il else _("Incontro")
        yield from _novita("evento", nome, evento, testo, evento.updated_at)


def _resoconti() -> Iterator[Novita]:
    resoconti = (
        ResocontoEvento.objects.filter(
            is_public=True, evento__is_public=True, evento__is_demo=False
        )
        .select_related("evento")
        .order_by("-updated_at", "-pk")
    )
    for resoconto in resoconti[:PER_GENERE]:
        yield Novita(
            id=novita_id("resoconto", resoconto.pk, resoconto.created_at),
            titolo=_pulito(_("Resoconto: %(titolo)s") % {"titolo": resoconto.evento.titolo}),
            testo=_pulito(Truncator(resoconto.sintesi).words(PAROLE)),
            url=resoconto.evento.get_absolute_url() + "#esito",
            aggiornata=resoconto.updated_at,
            genere=_("Resoconto"),
        )


def _lezioni() -> Iterator[Novita]:
    lezioni = Lezione.objects.public().reali().filter(_DEL_PORTALE)
    for lezione in lezioni.order_by("-updated_at", "-pk")[:PER_GENERE]:
        yield from _novita("lezione", _("Lezione"), lezione, lezione.tentato, lezione.updated_at)


def _pratiche() -> Iterator[Novita]:
    pratiche = Pratica.objects.public().reali().filter(_DEL_PORTALE)
    for pratica in pratiche.order_by("-updated_at", "-pk")[:PER_GENERE]:
        yield from _novita("pratica", _("Pratica"), pratica, pratica.sintesi, pratica.updated_at)


_DEL_PORTALE = Q(progetto__isnull=True) | Q(progetto__is_public=True)


def _report() -> Iterator[Novita]:
    report = ReportMonitoraggio.objects.public().reali().select_related("comune").defer("dati")
    for uno in report.order_by("-pubblicato_at", "-pk")[:PER_GENERE]:
        if uno.pubblicato_at is None:
            continue
        nome = _("Monitoraggio")
        testo = _("Le cifre del programma, fissate per %(periodo)s.") % {
            "periodo": uno.nome_periodo
        }
        yield from _novita("report", nome, uno, testo, uno.pubblicato_at)
