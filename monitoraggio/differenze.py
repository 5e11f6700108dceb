"""What changed between two reports, from their frozen data alone. Pure: no database, no clock."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Dati = dict[str, Any]


def differenze(prima: Dati, adesso: Dati) -> Dati:
    """The lines whose value is not the same, by figure; those that came and went. JSON values.

    `uguali` counts the lines that did not change. A value that is not there (unknown, suppressed)
    is null and has no difference.
    """
    vecchie, nuove = _per_firma(prima), _per_firma(adesso)
    figure = [
        _figura(vecchie[firma], figura) for firma, figura in nuove.items() if firma in vecchie
    ]
    return {
        "figure": [figura for figura in figure if figura["righe"]],
        "uguali": sum(figura["uguali"] for figura in figure),
        "nuove": [f["titolo"] for firma, f in nuove.items() if firma not in vecchie],
        "tolte": [f["titolo"] for firma, f in vecchie.items() if firma not in nuove],
    }


def _per_firma(dati: Dati) -> dict[tuple[Any, ...], Dati]:
    """The figures by what they count: the same one cut in another way has the same lines."""
    figure: dict[tuple[Any, ...], Dati] = {}
    for figura in dati.get("figure", []):
        filtri = tuple((f["dimensione"], f["codice"]) for f in figura.get("filtri", []))
        figure.setdefault((figura["codice"], filtri), figura)
    return figure


def _figura(prima: Dati, adesso: Dati) -> Dati:
    righe = list(_righe(prima, adesso))
    cambiate = [riga for riga in righe if riga["stato"] != "uguale"]
    return {
        "figura": adesso.get("chiave", adesso["codice"]),
        "titolo": adesso["titolo"],
        "unita": adesso["unita"],
        "righe": cambiate,
        "uguali": len(righe) - len(cambiate),
    }


def _righe(prima: Dati, adesso: Dati) -> Iterator[Dati]:
    vecchie = {voce["codice"]: voce for voce in prima["voci"]}
    for voce in adesso["voci"]:
        vecchia = vecchie.pop(voce["codice"], None)
        if vecchia is None:
            yield _riga(voce, None, voce, "nuova")
        else:
            uguale = _detto(vecchia) == _detto(voce)
            yield _riga(voce, vecchia, voce, "uguale" if uguale else "cambiata")
    for voce in vecchie.values():
        yield _riga(voce, voce, None, "tolta")


def _detto(voce: Dati) -> tuple[Decimal | None, bool]:
    valore = voce["valore"]
    return (None if valore is None else Decimal(valore)), voce["soppressa"]


def _riga(voce: Dati, prima: Dati | None, adesso: Dati | None, stato: str) -> Dati:
    return {
        "voce": voce["codice"],
        "etichetta": voce["etichetta"],
        "stato": stato,
        "prima": prima["valore"] if prima else None,
        "prima_soppressa": bool(prima and prima["soppressa"]),
        "adesso": adesso["valore"] if adesso else None,
        "adesso_soppressa": bool(adesso and adesso["soppressa"]),
        "differenza": _differenza(prima, adesso),
    }


def _differenza(prima: Dati | None, adesso: Dati | None) -> int | str | None:
    if not prima or not adesso or prima["valore"] is None or adesso["valore"] is None:
        return None
    scarto = Decimal(adesso["valore"]) - Decimal(prima["valore"])
    return int(scarto) if scarto == scarto.to_integral_value() else f"{scarto:f}"
