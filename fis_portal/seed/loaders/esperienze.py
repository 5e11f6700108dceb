"""The words experiences are found by: needs and target groups of the practices."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify

from community.models import Bisogno, Destinatario
from fis_portal.core.models import Fonte

DATI = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def vocabolari_load(percorso: Path = DATI / "esperienze.yaml") -> dict[str, int]:
    """Add the words that are missing. Returns how many of each kind were added."""
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    return {
        "bisogni": _words(Bisogno, dati["bisogni"]),
        "destinatari": _words(Destinatario, dati["destinatari"]),
    }


def _words(modello: type[Bisogno] | type[Destinatario], righe: list[dict[str, Any]]) -> int:
    aggiunte = 0
    for ordine, riga in enumerate(righe, start=1):
        fonte = Fonte.objects.get(codice=riga["fonte"]) if "fonte" in riga else None
        _parola, creata = modello.objects.get_or_create(
            slug=slugify(riga["nome"]),
            defaults={"nome": riga["nome"], "ordine": ordine, "fonte": fonte},
        )
        aggiunte += creata
    return aggiunte
