"""What a figure may be asked: unknown dimensions and values are refused, in words."""

from dataclasses import replace

from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from monitoraggio.registro.base import Ambito, Taglio
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.dimensioni import DIMENSIONI, IGNOTO


def richiesta(definizione: DefinizioneFigura, ambito: Ambito) -> tuple[Ambito, tuple[Taglio, ...]]:
    """The same request with the codes of the values chosen, and their names: one query each."""
    _controlla_tagli(definizione, ambito.per)
    if definizione.conta_persone and len(ambito.per) + len(ambito.filtri) > 1:
        raise DomainError(
            "troppe_dimensioni",
            _("Questa figura conta persone: scegli una dimensione sola, taglio o filtro."),
        )
    scelte = tuple(_scelta(definizione, codice, valore) for codice, valore in ambito.filtri)
    if len({taglio.dimensione for taglio in scelte}) < len(scelte):
        raise DomainError("filtro_ripetuto", _("Ogni filtro si sceglie una volta sola."))
    filtri = tuple((taglio.dimensione, taglio.codice) for taglio in scelte)
    return replace(ambito, filtri=filtri), scelte


def _controlla_tagli(definizione: DefinizioneFigura, per: tuple[str, ...]) -> None:
    for codice in per:
        if codice not in definizione.dimensioni:
            raise DomainError("dimensione_ignota", _rifiuto(codice, definizione.dimensioni))
    if len(set(per)) < len(per) or len(per) > definizione.tagli_massimi:
        raise DomainError(
            "troppe_dimensioni",
            _("Questa figura si divide per %(n)s dimensioni diverse al più.")
            % {"n": definizione.tagli_massimi},
        )


def _rifiuto(codice: str, ammesse: tuple[str, ...]) -> str:
    if not ammesse:
        return _("Questa figura non si può dividere: chiedila intera.")
    nomi = {"codice": codice[:40], "ammesse": ", ".join(ammesse)}
    if codice in DIMENSIONI:
        return (
            _("Questa figura non si può dividere per «%(codice)s». Si può per: %(ammesse)s.") % nomi
        )
    return _("La dimensione «%(codice)s» non esiste. Ci sono: %(ammesse)s.") % nomi


def _scelta(definizione: DefinizioneFigura, codice: str, valore: str) -> Taglio:
    if codice not in definizione.filtrabili:
        raise DomainError("dimensione_ignota", _rifiuto(codice, definizione.filtrabili))
    dimensione = definizione.dimensione(codice)
    if valore == IGNOTO:
        return dimensione.taglio(None, None)
    trovato = dimensione.cerca(valore)
    if trovato is None:
        raise DomainError(
            "valore_ignoto",
            _("«%(valore)s» non è un valore di «%(dimensione)s».")
            % {"valore": valore[:60], "dimensione": dimensione.nome},
        )
    return dimensione.taglio(*trovato)
