"""What the past may name: only what everybody may still read, called as it is called today.

A figure as it was known counts what was public then (ADR 20); a page that was withdrawn since, or a
name that was corrected, does not come back with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db.models import Model, QuerySet
from django.utils.translation import ngettext

from community.models import Adozione, Evento, Lezione, Pratica, RiepilogoIncontri
from comuni.models import Comune
from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Record
from outcomes.models import Indicatore, PeriodoMonitoraggio
from progetti.models import Organizzazione, Progetto

# A row of any other model has no name to tell.
LEGGIBILI: dict[type[Model], Callable[[], QuerySet]] = {
    Progetto: lambda: Progetto.objects.public().select_related("comune"),
    Comune: Comune.objects.all,
    Organizzazione: Organizzazione.objects.all,
    Indicatore: lambda: Indicatore.objects.filter(is_public=True),
    PeriodoMonitoraggio: PeriodoMonitoraggio.objects.all,
    Evento: Evento.objects.public,
    RiepilogoIncontri: lambda: RiepilogoIncontri.objects.exclude(evento__is_public=False),
    Lezione: Lezione.objects.public,
    Pratica: Pratica.objects.public,
    Adozione: lambda: Adozione.objects.select_related("pratica", "comune"),
}
Lette = dict[tuple[type[Model], int], Model]


def con_nomi_di_oggi(record: Sequence[Record]) -> tuple[Record, ...]:
    """The same records, as many: those that may no longer be named are counted, line by line."""
    oggi = _leggi(riga for r in record for riga in r.da)
    nominati: list[Record] = []
    taciuti: dict[tuple[str, str], int] = {}
    for uno in record:
        chiamato = uno if uno.riservati else _chiamato(uno, oggi)
        if chiamato:
            nominati.append(chiamato)
        else:
            taciuti[uno.voce, uno.tipo] = taciuti.get((uno.voce, uno.tipo), 0) + 1
    return (*nominati, *(_taciuto(*cosa, quanti) for cosa, quanti in taciuti.items()))


def _leggi(righe: Iterable[Model]) -> Lette:
    """The rows of today, by model and key: one query for each model."""
    chiavi: dict[type[Model], set[int]] = {}
    for riga in righe:
        chiavi.setdefault(type(riga), set()).add(riga.pk)
    return {
        (modello, riga.pk): riga
        for modello, quali in chiavi.items()
        if modello in LEGGIBILI
        for riga in LEGGIBILI[modello]().filter(pk__in=quali)
    }


def _chiamato(uno: Record, oggi: Lette) -> Record | None:
    """None where it may not be named; without rows to ask, nobody knows whether it may."""
    if not uno.da:
        return None
    for allora in uno.da:
        adesso = oggi.get((type(allora), allora.pk))
        if adesso is None:
            return None
        uno = _rinominato(uno, allora, adesso)
    return uno


def _rinominato(uno: Record, allora: Model, adesso: Model) -> Record:
    prima, dopo = getattr(allora, "slug", ""), getattr(adesso, "slug", "")
    return replace(
        uno,
        etichetta=uno.etichetta.replace(str(allora), str(adesso)),
        chiave=uno.chiave.replace(prima, dopo) if prima else uno.chiave,
        url=uno.url.replace(prima, dopo) if prima else uno.url,
    )


def _taciuto(voce: str, tipo: str, quanti: int) -> Record:
    return Record(
        voce=voce,
        tipo=tipo,
        chiave=f"riservati-{voce}",
        etichetta=ngettext(
            "e un altro, che oggi non è pubblico",
            "e altri %(n)s, che oggi non sono pubblici",
            quanti,
        )
        % {"n": numero_it(quanti)},
        riservati=quanti,
    )
