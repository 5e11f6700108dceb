"""Meetings by kind: those the portal knows one by one, and those a source only counts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.enums import TipoEvento
from community.models import Evento
from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.comunita import FONTI, record_riepiloghi
from monitoraggio.registro.cubo import Asse, Domanda, Espressione, Fatti, Misura, Riga, conta
from monitoraggio.registro.definizione import INTERI, NON_PERSONE, DefinizioneFigura
from monitoraggio.registro.esclusi import degli_incontri
from monitoraggio.registro.fatti import ASSE_ANNO, ASSE_INTERVENTO
from monitoraggio.registro.letture import Lettura, Letture
from monitoraggio.registro.persone import TUTTE
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle
from monitoraggio.registro.trimestri import eventi, riepiloghi

_ASSI = {"intervento": ASSE_INTERVENTO, "periodo": ASSE_ANNO, "tipo": Asse("tipo")}


def _uno_a_uno(ambito: Ambito) -> QuerySet[Evento]:
    """Meetings that count one each; the others have a total that says how many they were."""
    return eventi(ambito).filter(riepilogo__incontri__isnull=True)


def _contati(ambito: Ambito) -> QuerySet[Evento]:
    return _uno_a_uno(ambito).filter(data_inizio__lte=ambito.alla)


def _colonne(giorno: str) -> Mapping[str, Espressione]:
    return {
        "tipo": lambda ambito: F("tipo"),
        "intervento": lambda ambito: F("intervento_id"),
        "anno": lambda ambito: ExtractYear(giorno),
    }


_EVENTI = Fatti("incontri_noti", _contati, _colonne("data_inizio"), _ASSI)
_SENZA_DATA = Fatti(
    "incontri_senza_data",
    lambda ambito: _uno_a_uno(ambito).filter(data_inizio__isnull=True),
    _colonne("data_inizio"),
    _ASSI,
)
_TOTALI = Fatti(
    "incontri_dalle_fonti",
    lambda ambito: riepiloghi(ambito).filter(incontri__isnull=False),
    {**_colonne("data_riferimento"), "incontri": lambda ambito: F("incontri")},
    _ASSI,
    {"n": Misura("sum(f.f_incontri)", ("incontri",))},
)


def _somme(righe: Sequence[Riga]) -> dict[str, int]:
    somme: dict[str, int] = {}
    for riga in righe:
        tipo = riga.valori[-1].codice or ""
        somme[tipo] = somme.get(tipo, 0) + riga.n
    return somme


def _parte(tipi: Sequence[str], righe: Sequence[Riga]) -> Parte:
    somme = _somme(righe)
    nomi = {str(valore): str(nome) for valore, nome in TipoEvento.choices}
    voci = [
        Voce(tipo, nomi.get(tipo, _("tipo non indicato")).capitalize(), somme.get(tipo, 0))
        for tipo in tipi
    ]
    return Parte((*voci, Voce(TUTTE, _("In tutto"), sum(somme.values()))))


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    linee = ("tipo",)
    domande = [Domanda(_EVENTI, linee), Domanda(_TOTALI, linee), Domanda(_SENZA_DATA)]
    if ambito.per:
        domande += [Domanda(f, (*ambito.per, *linee)) for f in (_EVENTI, _TOTALI)]
    noti, totali, (fuori,), *tagliate = conta(ambito, domande)
    somme = _somme([*noti, *totali])
    tipi = sorted(somme, key=lambda tipo: (-somme[tipo], tipo))
    parte = partial(_parte, tipi)
    tutto = parte([*noti, *totali])
    righe = sorted(
        (riga for gruppo in tagliate for riga in gruppo),
        key=lambda riga: tuple(valore.posto for valore in riga.valori),
    )
    return definizione.figura(
        ambito,
        frase=_("Il programma conta %(n)s incontri.") % {"n": numero_it(tutto.voci[-1].valore)},
        voci=tutto.voci,
        senza_dato=fuori.n,
        nota_senza_dato=_nota_senza_data(fuori.n),
        celle=celle(definizione, ambito, righe, parte),
    )


def _nota_senza_data(fuori: int) -> str:
    if not fuori:
        return ""
    return ngettext(
        "Di %(n)s evento nessuna fonte dà la data completa: non è contato.",
        "Di %(n)s eventi nessuna fonte dà la data completa: non sono contati.",
        fuori,
    ) % {"n": numero_it(fuori)}


def _record(ambito: Ambito) -> Letture:
    """Public meetings by name; of the others, only how many there are."""
    contati = scelti(_contati(ambito), _EVENTI, ambito)
    pubblici = contati.filter(is_public=True).order_by("tipo", "data_inizio", "pk")
    riservati = contati.filter(is_public=False).order_by("tipo").values("tipo")
    return Letture(
        (
            Lettura(pubblici, _record_pubblico),
            Lettura(riservati.annotate(quanti=Count("pk")), _record_riservati),
            record_riepiloghi(ambito, Q(incontri__isnull=False), "tipo"),
        )
    )


def _record_pubblico(evento: Evento) -> Iterator[Record]:
    yield Record.of(evento.tipo, evento, evento.slug, evento.get_absolute_url())


def _record_riservati(riga: dict[str, Any]) -> Iterator[Record]:
    tipo, quanti = riga["tipo"], riga["quanti"]
    yield Record(
        voce=tipo,
        tipo="community.evento",
        chiave=f"riservati-{tipo}",
        etichetta=ngettext(
            "e un altro incontro, riservato", "e altri %(n)s incontri riservati", quanti
        )
        % {"n": numero_it(quanti)},
        riservati=quanti,
    )


INCONTRI = DefinizioneFigura(
    codice="incontri",
    titolo=gettext_lazy("Incontri per tipo"),
    definizione=gettext_lazy(
        "Incontri svolti entro la data, per tipo. Comprende quelli che una fonte riporta solo come "
        "numero complessivo."
    ),
    unita=gettext_lazy("incontri"),
    calcola=_calcola,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=FONTI,
    dimensioni=("intervento", "periodo"),
    somma=frozenset({"intervento", "periodo"}),
    record=_record,
    esclusi=degli_incontri,
)
