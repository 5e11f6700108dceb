"""What still keeps a draft of a framework from entering into force, all at once and in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from community.enums import TipoEvento
from community.models import Evento
from outcomes.enums import LivelloEsito, StatoBase
from outcomes.models import Esito, Indicatore, LegameEsito, QuadroImpatto
from progetti.models import Progetto

LIVELLI = {livello.value: n for n, livello in enumerate(LivelloEsito)}


def quadro_problemi(quadro: QuadroImpatto) -> list[str]:
    """What is missing or wrong in the content of a framework; empty if it may enter into force."""
    esiti = list(quadro.esiti.all())
    indicatori = list(quadro.indicatori.select_related("esito"))
    legami = list(LegameEsito.objects.filter(da__quadro=quadro).select_related("da", "a"))
    return [
        *_vuoto(esiti, indicatori),
        *(problema for indicatore in indicatori for problema in _indicatore(indicatore)),
        *(problema for legame in legami for problema in _legame(legame)),
        *_cicli(legami),
    ]


def incontro_problema(evento: Evento, progetto: Progetto) -> str:
    """Why this meeting cannot have decided a framework of this project; "" if it can."""
    if evento.tipo != TipoEvento.OUTCOME_TEAM:
        return _("«%(evento)s» non è un incontro dell'outcome team.") % {"evento": evento}
    if not evento.progetti.filter(pk=progetto.pk).exists():
        return _("«%(evento)s» non riguarda questo progetto.") % {"evento": evento}
    return ""


def _vuoto(esiti: list[Esito], indicatori: list[Indicatore]) -> Iterator[str]:
    if not esiti:
        yield _("Il quadro non ha esiti: aggiungi che cosa il progetto vuole cambiare.")
    if not indicatori:
        yield _("Il quadro non ha indicatori: senza, nessun esito si può misurare.")


def _indicatore(indicatore: Indicatore) -> Iterator[str]:
    nome = {"indicatore": indicatore}
    if indicatore.base_stato == StatoBase.NON_ANCORA and not indicatore.base_motivo:
        yield (
            _(
                "%(indicatore)s: decidi il valore di partenza. Scrivi quello misurato, oppure "
                "perché non è applicabile, oppure perché e fino a quando non è misurato."
            )
            % nome
        )
    if indicatore.target_finale is None:
        yield _("%(indicatore)s: manca il valore atteso alla fine.") % nome
    if indicatore.esito.quadro_id != indicatore.quadro_id:
        yield _("%(indicatore)s: il suo esito è di un altro quadro.") % nome


def _legame(legame: LegameEsito) -> Iterator[str]:
    if legame.a.quadro_id != legame.da.quadro_id:
        yield _("Il legame %(legame)s porta a un altro quadro.") % {"legame": legame}
    elif LIVELLI[legame.a.livello] < LIVELLI[legame.da.livello]:
        yield (
            _("Il legame %(legame)s scende di livello, da «%(da)s» a «%(a)s»: invertilo o toglilo.")
            % {
                "legame": legame,
                "da": legame.da.get_livello_display(),
                "a": legame.a.get_livello_display(),
            }
        )


def _cicli(legami: list[LegameEsito]) -> Iterator[str]:
    """One sentence per cycle, starting from its first outcome in the order of the links."""
    verso: dict[int, list[int]] = {}
    codici: dict[int, str] = {}
    for legame in legami:
        verso.setdefault(legame.da_id, []).append(legame.a_id)
        codici |= {legame.da_id: legame.da.codice, legame.a_id: legame.a.codice}
    chiusi: set[int] = set()
    for partenza in verso:
        if ciclo := _ciclo_da(partenza, verso, chiusi):
            giro = " → ".join(codici[nodo] for nodo in ciclo)
            yield _("Gli esiti si rincorrono: %(giro)s. Togli uno dei legami.") % {"giro": giro}


def _ciclo_da(partenza: int, verso: dict[int, list[int]], chiusi: set[int]) -> list[int]:
    """A cycle reached from here and not told yet, as the nodes along it; [] if there is none."""
    strada: list[int] = []
    pila = [(partenza, 0)]
    while pila:
        nodo, livello = pila.pop()
        chiusi.update(strada[livello:])
        del strada[livello:]
        if nodo in strada:
            ciclo = strada[strada.index(nodo) :]
            chiusi.update(strada)
            return [*ciclo, nodo]
        if nodo in chiusi:
            continue
        strada.append(nodo)
        pila += [(n, livello + 1) for n in reversed(verso.get(nodo, []))]
    chiusi.update(strada)
    return []
