"""Regioni, Province and Comuni from the ISTAT list packed with the portal."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from comuni.enums import TipoUts
from comuni.models import Comune, Provincia, Regione

DATI = Path(__file__).resolve().parent.parent / "data"
POPOLAZIONE_AL = date(2023, 1, 1)


@transaction.atomic
def territorio_load(percorso: Path = DATI / "comuni_istat.csv") -> dict[str, int]:
    """Add the missing Regioni, Province and Comuni; what exists stays as staff left it.

    Source: ISTAT codes of 2024, population 1-1-2023, point inside the Comune (Openpolis).
    Returns how many rows of each kind were added.
    """
    with percorso.open(encoding="utf-8", newline="") as file:
        righe = list(csv.DictReader(file))
    return {
        "regioni": _regioni(righe),
        "province": _province(righe),
        "comuni": _comuni(righe),
    }


def _regioni(righe: list[dict[str, str]]) -> int:
    note = set(Regione.objects.values_list("codice_istat", flat=True))
    nuove = {
        riga["codice_regione"]: Regione(
            codice_istat=riga["codice_regione"],
            nome=riga["regione"],
            slug=slugify(riga["regione"]),
            ripartizione=riga["ripartizione"],
        )
        for riga in righe
        if riga["codice_regione"] not in note
    }
    return len(Regione.objects.bulk_create(nuove.values()))


def _province(righe: list[dict[str, str]]) -> int:
    note = set(Provincia.objects.values_list("codice_istat", flat=True))
    regioni = dict(Regione.objects.values_list("codice_istat", "pk"))
    nuove = {
        riga["codice_istat"][:3]: Provincia(
            codice_istat=riga["codice_istat"][:3],
            codice_uts=riga["codice_uts"],
            nome=riga["provincia"],
            sigla=riga["sigla"],
            tipo_uts=int(riga["tipo_uts"]),
            regione_id=regioni[riga["codice_regione"]],
        )
        for riga in righe
        if riga["codice_istat"][:3] not in note
    }
    return len(Provincia.objects.bulk_create(nuove.values()))


def _comuni(righe: list[dict[str, str]]) -> int:
    noti = set(Comune.objects.values_list("codice_istat", flat=True))
    province = dict(Provincia.objects.values_list("codice_istat", "pk"))
    omonimi = Counter(slugify(riga["nome"]) for riga in righe)
    nuovi = [_comune(riga, province, omonimi) for riga in righe if riga["codice_istat"] not in noti]
    return len(Comune.objects.bulk_create(nuovi, batch_size=2000))


def _comune(riga: dict[str, str], province: dict[str, int], omonimi: Counter[str]) -> Comune:
    slug = slugify(riga["nome"])
    if omonimi[slug] > 1:
        slug = f"{slug}-{riga['sigla'].lower()}"
    popolazione = int(riga["popolazione_2023"]) if riga["popolazione_2023"] else None
    capoluogo = riga["capoluogo"] == "1"
    return Comune(
        codice_istat=riga["codice_istat"],
        nome=riga["nome"],
        slug=slug,
        provincia_id=province[riga["codice_istat"][:3]],
        codice_catastale=riga["codice_catastale"],
        capoluogo=capoluogo,
        citta_metropolitana=capoluogo and int(riga["tipo_uts"]) == TipoUts.CITTA_METROPOLITANA,
        popolazione=popolazione,
        popolazione_al=POPOLAZIONE_AL if popolazione is not None else None,
        lat=Decimal(riga["lat"]) if riga["lat"] else None,
        lon=Decimal(riga["lon"]) if riga["lon"] else None,
    )
