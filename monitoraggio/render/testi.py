"""What every format says alike: values in words, notes, the lines that are totals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.quote import (
    NON_DISPONIBILE,
    data_it,
    euro_it,
    numero_it,
    quota_it,
)
from monitoraggio.registro.comunita import SOMMA, TUTTE
from monitoraggio.registro.dimensioni import COMUNE, DIMENSIONI

Dati = dict[str, Any]
EURO = "€"
SOPPRESSA = "n.d."
LICENZA = "CC-BY 4.0"
LICENZA_URL = "https://creativecommons.org/licenses/by/4.0/deed.it"
# Lines that add up or sum up the others: written in tables, never drawn as one more bar.
RIASSUNTIVE = frozenset({TUTTE, SOMMA})


def valore_di(dato: int | str | None) -> int | Decimal | None:
    """A value as it was before JSON: whole numbers are int, the others were written as texts."""
    return Decimal(dato) if isinstance(dato, str) else dato


def valore_it(figura: Dati, voce: Dati) -> str:
    """The value of a line in words: "1.234", "450.000 €", or why there is none."""
    return numero_o_euro(figura["unita"], voce["valore"], vuoto=assenza(voce))


def numero_o_euro(unita: str, dato: int | str | None, *, vuoto: str = NON_DISPONIBILE) -> str:
    valore = valore_di(dato)
    return euro_it(valore, vuoto=vuoto) if unita == EURO else numero_it(_corto(valore), vuoto=vuoto)


def assenza(voce: Dati) -> str:
    return SOPPRESSA if voce["soppressa"] else NON_DISPONIBILE


def quota_di(voce: Dati) -> str:
    return SOPPRESSA if voce["soppressa"] else quota_it(voce["quota"])


def giorno(testo: str | None) -> str:
    """2026-03-05 -> 5 marzo 2026."""
    return data_it(date.fromisoformat(testo)) if testo else ""


def note_figura(figura: Dati) -> list[str]:
    """All that must be said beside a figure: why its shares make 101, what is missing, caveats."""
    note = [figura["nota_arrotondamento"], figura["nota_senza_dato"], *figura["note"]]
    return [nota for nota in note if nota]


def conta_qualcosa(figura: Dati) -> bool:
    """Where every line is zero or unknown the sentence says it all: no table full of nothing."""
    return bool(figura["confronti"]) or any(voce["valore"] for voce in figura["voci"])


def is_riassuntiva(voce: Dati) -> bool:
    return voce["codice"] in RIASSUNTIVE


@dataclass(frozen=True, slots=True)
class GruppoRecord:
    """The records behind one line of a figure."""

    etichetta: str
    record: tuple[Dati, ...]
    voce: str = ""


def record_per_voce(figura: Dati) -> Iterator[GruppoRecord]:
    """The records of a figure by line, in the order of the lines."""
    etichette = {voce["codice"]: voce["etichetta"] for voce in figura["voci"]}
    gruppi: dict[str, list[Dati]] = {codice: [] for codice in etichette}
    for record in figura["record"]:
        gruppi.setdefault(record["voce"], []).append(record)
    for codice, record in gruppi.items():
        if record:
            yield GruppoRecord(etichette.get(codice, codice), tuple(record), codice)


def record_in_tutto(figura: Dati) -> int:
    """How many records were counted: all those listed, unless the report says they are more."""
    return int(figura.get("record_in_tutto", len(figura["record"])))


def record_omessi(figura: Dati) -> int:
    """How many of them the report does not list."""
    if "record_in_tutto" not in figura:
        return 0
    return record_in_tutto(figura) - len(figura["record"])


def nota_record(figura: Dati) -> str:
    """Which records are listed, where they are not all; nothing otherwise."""
    if not record_omessi(figura):
        return ""
    return _(
        "I record elencati sono i primi %(primi)s di %(tutti)s. L'elenco di tutti, alla stessa "
        "data, si scarica dalla pagina della figura."
    ) % {
        "primi": numero_it(len(figura["record"])),
        "tutti": numero_it(record_in_tutto(figura)),
    }


def chiave_di(figura: Dati) -> str:
    """What tells this figure of the report apart; before it could be there twice, its code."""
    return str(figura.get("chiave", figura["codice"]))


def celle_di(figura: Dati) -> list[Dati]:
    """The cells of a figure that is cut; none otherwise."""
    celle: list[Dati] = figura.get("celle", [])
    return celle


def titolo_figura(figura: Dati, *, del_comune: bool = False) -> str:
    """Its title, what it is cut by and only a part of: "Progetti per tema, per Regione (2024)".

    `del_comune`: in the report of one Comune, where each title need not name it again.
    """
    titolo = str(figura["titolo"])
    if figura.get("per"):
        titolo = _("%(titolo)s, per %(taglio)s") % {
            "titolo": titolo,
            "taglio": taglio_it(figura),
        }
    filtri = ", ".join(
        filtro["etichetta"]
        for filtro in figura.get("filtri", [])
        if not del_comune or filtro["dimensione"] != COMUNE.codice
    )
    return f"{titolo} ({filtri})" if filtri else titolo


def taglio_it(figura: Dati, cella: Dati | None = None) -> str:
    """What a figure is cut by, "regione e tema", or the values of one cell of it."""
    if cella is not None:
        return ", ".join(taglio["etichetta"] for taglio in cella["taglio"])
    nomi = [str(DIMENSIONI[c].nome) if c in DIMENSIONI else c for c in figura.get("per", [])]
    return _(" e ").join(nomi)


@dataclass(frozen=True, slots=True)
class Blocco:
    """A paragraph of a commentary, or a list of short ones."""

    elenco: bool
    righe: tuple[str, ...]


def blocchi(testo: str) -> tuple[Blocco, ...]:
    """A commentary as it is laid out: an empty line parts paragraphs, "- " makes a list."""
    gruppi: list[tuple[bool, list[str]]] = []
    aperto = False
    for riga in testo.splitlines():
        pulita = riga.strip()
        elenco = pulita.startswith(("- ", "• "))
        if pulita and aperto and gruppi[-1][0] == elenco:
            gruppi[-1][1].append(pulita[2:].strip() if elenco else pulita)
        elif pulita:
            gruppi.append((elenco, [pulita[2:].strip() if elenco else pulita]))
        aperto = bool(pulita)
    return tuple(Blocco(elenco, tuple(righe)) for elenco, righe in gruppi)


def citazioni_di(dati: Dati) -> list[Dati]:
    """What projects say, quoted; the reports made before quotations have none."""
    dette: list[Dati] = dati.get("citazioni", [])
    return dette


def citazioni_in_tutto(dati: Dati) -> int:
    """How many were said: all those in the report, unless it says they are more."""
    return int(dati.get("citazioni_in_tutto", len(citazioni_di(dati))))


def nota_citazioni(dati: Dati) -> str:
    """Which quotations are in the files, where they are not all; nothing otherwise."""
    if citazioni_in_tutto(dati) == len(citazioni_di(dati)):
        return ""
    return _(
        "I file hanno le prime %(prime)s citazioni di %(tutte)s. Le altre si leggono nel portale, "
        "nelle pagine dei progetti e delle lezioni."
    ) % {
        "prime": numero_it(len(citazioni_di(dati))),
        "tutte": numero_it(citazioni_in_tutto(dati)),
    }


def prime_citazioni(dati: Dati, *, quante: int, caratteri: int) -> list[Dati]:
    """The first of each kind, answers and lessons, as many as fit: each whole, and at least one."""
    prese: list[Dati] = []
    contate: dict[str, int] = {}
    scritti: dict[str, int] = {}
    for citazione in citazioni_di(dati):
        tipo = citazione["tipo"]
        contate[tipo] = contate.get(tipo, 0) + 1
        scritti[tipo] = scritti.get(tipo, 0) + sum(len(p["testo"]) for p in citazione["parti"])
        if contate[tipo] == 1 or (contate[tipo] <= quante and scritti[tipo] <= caratteri):
            prese.append(citazione)
    return prese


def di_chi(citazione: Dati) -> str:
    """Whose words and when: "Case per tutti, Comune di Lecce, Intervento II, 3 maggio 2024"."""
    chi = citazione["progetto"] or _("Comunità di pratica")
    parti = [chi]
    if citazione["comune"]:
        parti.append(_("Comune di %(nome)s") % {"nome": citazione["comune"]})
    if citazione["intervento"]:
        parti.append(_("Intervento %(codice)s") % {"codice": citazione["intervento"]})
    return ", ".join([*parti, giorno(citazione["scritta_il"])])


def confronto_it(confronto: Dati) -> dict[str, str]:
    """A comparison in words: published, computed and the difference, all with the same unit."""
    unita = confronto["unita"]
    differenza = valore_di(confronto["differenza"])
    segno = "+" if differenza and differenza > 0 else ""
    if differenza is None:
        scarto = _("non confrontabile")
    elif not differenza:
        scarto = _("nessuna")
    elif confronto["is_quota"]:
        scarto = _("%(segno)s%(punti)s punti") % {"segno": segno, "punti": numero_it(differenza)}
    else:
        scarto = f"{segno}{numero_o_euro(unita, confronto['differenza'])}"
    return {
        "pubblicato": _con_unita(confronto["pubblicato"], unita),
        "calcolato": _con_unita(confronto["calcolato"], unita),
        "differenza": scarto,
    }


def spiegazioni(confronti: Iterable[Dati]) -> list[str]:
    """Why computed and published differ: each reason once, in order."""
    return list(dict.fromkeys(c["spiegazione"] for c in confronti if c["spiegazione"]))


def _con_unita(dato: int | str | None, unita: str) -> str:
    scritto = numero_o_euro(unita, dato)
    return quota_it(int(dato)) if unita == "%" and isinstance(dato, int) else scritto


def _corto(valore: int | Decimal | None) -> int | Decimal | None:
    """450000.00 -> 450000: decimals only where they say something."""
    if isinstance(valore, Decimal) and valore == valore.to_integral_value():
        return int(valore)
    return valore
