"""The values everybody may see, one by one: each judged beside its whole series."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet

from fis_portal.core.righe import RigaCompilata, leggi_json
from outcomes.models import Indicatore, Rilevazione
from outcomes.selectors.riservatezza import serie_pubblica
from outcomes.selectors.serie import serie_colonna, serie_da
from outcomes.selectors.tipi import Serie


def rilevazioni_pubbliche(
    rilevazioni: QuerySet[Rilevazione], *, alla: date | None = None
) -> list[dict[str, Any]]:
    """`serie` and `punto` of each value, small cells hidden: one query."""
    pubbliche: dict[int, Serie] = {}
    trovate = []
    for riga in rilevazioni.values_list(RigaCompilata(_colonne), flat=True):
        dati = leggi_json(riga)
        scheda = dati["serie"][0]
        if scheda["id"] not in pubbliche:
            pubbliche[scheda["id"]] = serie_pubblica(serie_da([scheda], alla=alla)[0])
        serie = pubbliche[scheda["id"]]
        trovate += [{"serie": serie, "punto": p} for p in serie.punti if p.id == dati["id"]]
    return trovate


def _colonne() -> dict[str, Any]:
    in_vigore = Indicatore.objects.public().filter(
        serie=OuterRef("indicatore__serie"),
        quadro__progetto=OuterRef("rendicontazione__progetto"),
    )
    return {"id": "id", "serie": serie_colonna(in_vigore)}
