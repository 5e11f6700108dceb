"""What a report says, in one canonical form: frozen when it is sent, hashed, compared.

The form is JSON with sorted keys, no spaces and no floats, in UTF-8: its SHA-256 is the same
wherever it is computed, also from the row of the database that keeps it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.quote import numero_it
from outcomes.models import Evidenza, Rendicontazione
from outcomes.selectors.campi import Campo
from outcomes.selectors.modulo import Modulo, modulo
from outcomes.selectors.righe import Riga

FORMATO = "fis-rendicontazione-1"
Contenuto = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Differenza:
    """One thing that is not the same in two contents of a report."""

    indirizzo: str
    etichetta: str
    prima: str
    dopo: str


def contenuto(rendicontazione: Rendicontazione, letto: Modulo | None = None) -> Contenuto:
    """Everything the report says now, by the addresses of its fields (`letto`: its form)."""
    letto = letto or modulo(rendicontazione)
    progetto, periodo = rendicontazione.progetto, rendicontazione.periodo
    return {
        "formato": FORMATO,
        "progetto": {
            "slug": progetto.slug,
            "titolo": progetto.nome_pubblico,
            "cup": progetto.cup,
            "comune": progetto.comune.nome,
            "codice_istat": progetto.comune.codice_istat,
        },
        "periodo": {
            "codice": periodo.codice,
            "nome": periodo.nome,
            "dal": periodo.dal.isoformat(),
            "al": periodo.al.isoformat(),
        },
        "quadro": {"versione": rendicontazione.quadro.versione},
        "righe": [_riga(riga) for righe in letto.sezioni.values() for riga in righe],
        "evidenze": [_evidenza(evidenza) for evidenza in evidenze_attuali(rendicontazione)],
    }


def canonico(dati: Contenuto) -> bytes:
    """The bytes that are hashed. Raises TypeError for a float: it has no one way to be written."""
    _niente_float(dati)
    testo = json.dumps(dati, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return testo.encode()


def sha256_di(dati: Contenuto) -> str:
    return hashlib.sha256(canonico(dati)).hexdigest()


def contenuti_compare(prima: Contenuto, dopo: Contenuto) -> tuple[Differenza, ...]:
    """What changed from one content to the other, in the order of the second one."""
    vecchi, nuovi = dict(_voci(prima)), dict(_voci(dopo))
    differenze = []
    for indirizzo in [*nuovi, *(i for i in vecchi if i not in nuovi)]:
        era, adesso = vecchi.get(indirizzo), nuovi.get(indirizzo)
        testi = (era[1] if era else "", adesso[1] if adesso else "")
        if testi[0] != testi[1]:
            etichetta = (adesso or era or ("", ""))[0]
            differenze.append(Differenza(indirizzo, etichetta, *testi))
    return tuple(differenze)


def evidenze_attuali(rendicontazione: Rendicontazione) -> list[Evidenza]:
    """The evidence of a report, with what it proves."""
    evidenze = Evidenza.objects.attuali().filter(rendicontazione=rendicontazione)
    return list(
        evidenze.select_related(
            "file", "rilevazione__indicatore", "avanzamento", "spesa", "by"
        ).order_by("created_at", "pk")
    )


def riga_di(evidenza: Evidenza) -> str:
    """The address of the row an evidence belongs to; empty for the report as a whole."""
    if evidenza.rilevazione is not None:
        return f"indicatori/{evidenza.rilevazione.indicatore.codice}"
    if evidenza.avanzamento is not None:
        return f"attivita/{evidenza.avanzamento.attivita_id}"
    if evidenza.spesa is not None:
        return f"spese/{evidenza.spesa.voce_id}"
    return ""


# --- One row, one field --------------------------------------------------------------------------
def _riga(riga: Riga) -> dict[str, Any]:
    campi = [_campo(riga, campo) for campo in riga.campi]
    return {
        "indirizzo": f"{riga.sezione}/{riga.chiave}",
        "sezione": riga.sezione,
        "etichetta": riga.etichetta,
        "campi": campi,
    }


def _campo(riga: Riga, campo: Campo) -> dict[str, str]:
    digitato = riga.valori[campo.nome]
    scelte = {chiave: str(etichetta) for chiave, etichetta in campo.scelte}
    return {
        "indirizzo": riga.indirizzo(campo.nome),
        "etichetta": str(campo.etichetta),
        "valore": _grezzo(campo, digitato),
        "testo": scelte.get(digitato, digitato),
        "unita": str(campo.unita),
    }


def _grezzo(campo: Campo, digitato: str) -> str:
    """The value as a program reads it: «1234.5», «2026-03-05»; what cannot be read as it is."""
    try:
        valore = campo.leggi(digitato)
    except ValueError:
        return digitato
    if isinstance(valore, Decimal):
        return f"{valore.normalize():f}"
    if isinstance(valore, date):
        return valore.isoformat()
    return "" if valore is None else str(valore)


def _evidenza(evidenza: Evidenza) -> dict[str, Any]:
    return {
        "id": evidenza.pk,
        "riga": riga_di(evidenza),
        "descrizione": evidenza.descrizione,
        "nome": evidenza.file.nome_originale,
        "byte": evidenza.file.byte,
        "sha256": evidenza.file.sha256,
    }


def _voci(dati: Contenuto) -> Iterator[tuple[str, tuple[str, str]]]:
    """Address -> label and text, of everything that can differ."""
    for riga in dati.get("righe", []):
        for campo in riga["campi"]:
            nome = riga["etichetta"]
            if campo["etichetta"] != nome:
                nome = f"{nome}: {campo['etichetta'].lower()}"
            yield campo["indirizzo"], (nome, campo["testo"])
    for evidenza in dati.get("evidenze", []):
        nome = _("Evidenza «%(nome)s»") % {"nome": evidenza["nome"]}
        yield f"evidenze/{evidenza['id']}", (nome, _descritta(evidenza))


def _descritta(evidenza: Mapping[str, Any]) -> str:
    testo = _("%(byte)s byte") % {"byte": numero_it(evidenza["byte"])}
    return f"{evidenza['descrizione']} ({testo})" if evidenza["descrizione"] else testo


def _niente_float(dati: Any) -> None:
    if isinstance(dati, float):
        raise TypeError("a float in a canonical content")
    if isinstance(dati, Mapping):
        dati = dati.values()
    if not isinstance(dati, str | bytes | int | None):
        for valore in dati:
            _niente_float(valore)
