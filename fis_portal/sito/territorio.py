"""What the pages of the Comuni read: places, projects and meetings together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from community.models import Adozione, Evento, Pratica
from community.selectors.pratiche import pratiche_pubbliche_di
from comuni.models import Comune
from comuni.querysets import ComuneQuerySet
from fis_portal.sito.progetti import CambiamentoBreve, cambiamenti_colonna, cambiamento_breve
from progetti.models import Progetto
from progetti.selectors.brevi import ProgettoBreve
from progetti.selectors.scheda import progetti_nelle_fasi
from progetti.selectors.tipi import Fase

EVENTI_IN_PAGINA = 20
# The others are in the list of projects, which has pages.
PROGETTI_IN_PAGINA = 50


@dataclass(frozen=True, slots=True)
class ConteggiComuni:
    """How many Comuni answer, and how many each Regione and Provincia would leave."""

    totale: int
    regioni: list[tuple[str, str, int]]
    province: list[tuple[str, str, int]]


def comuni_conteggi(
    base: ComuneQuerySet, regioni: Sequence[str], province: Sequence[str]
) -> ConteggiComuni:
    """One query. `base` are the Comuni before the choice of Regione and Provincia.

    Province are offered once a Regione is chosen: a hundred at once help nobody.
    """
    righe = (
        base.order_by()
        .values_list(
            "provincia__sigla",
            "provincia__nome",
            "provincia__regione__slug",
            "provincia__regione__nome",
        )
        .annotate(n=Count("pk"))
    )
    totale = 0
    per_regione: dict[tuple[str, str], int] = {}
    per_provincia: dict[tuple[str, str], int] = {}
    for sigla, provincia, slug, regione, n in righe:
        if (not regioni or slug in regioni) and (not province or sigla in province):
            totale += n
        if slug and (not province or sigla in province):
            per_regione[slug, regione] = per_regione.get((slug, regione), 0) + n
        if slug in regioni or sigla in province:
            per_provincia[sigla, provincia] = n
    return ConteggiComuni(totale, _voci(per_regione), _voci(per_provincia))


def _voci(conteggi: dict[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    return sorted(
        ((codice, nome, n) for (codice, nome), n in conteggi.items()), key=lambda voce: voce[1]
    )


def comuni_per_elenco(comuni: ComuneQuerySet, *, dimostrativi: bool) -> ComuneQuerySet:
    """The Comuni of a list, each with `numero_progetti` (public ones)."""
    progetti = Progetto.objects.public().con_dimostrativi(dimostrativi)
    quanti = progetti.filter(comune=OuterRef("pk")).order_by().values("comune")
    return (
        comuni.con_territorio()
        .only(
            "nome",
            "slug",
            "codice_istat",
            "popolazione",
            "popolazione_al",
            "capoluogo",
            "is_demo",
            "updated_at",
            "provincia__nome",
            "provincia__sigla",
            "provincia__regione__nome",
        )
        .annotate(numero_progetti=Coalesce(Subquery(quanti.annotate(n=Count("pk")).values("n")), 0))
    )


@dataclass(frozen=True, slots=True)
class ProgettoNelleFasi:
    """A project and where it stands in each Intervento (None: no phase there)."""

    progetto: ProgettoBreve
    fasi: list[Fase | None]


@dataclass(frozen=True, slots=True)
class PaginaComune:
    """The projects of a Comune through the Interventi, and its meetings.

    `altri_progetti`: it has more of them than these.
    """

    interventi: list[str]
    progetti: list[ProgettoNelleFasi]
    eventi: list[Evento]
    pratiche: list[Pratica]
    adozioni: list[Adozione]
    altri_progetti: bool


def _per_intervento(fasi: Sequence[Fase], interventi: Sequence[str]) -> list[Fase | None]:
    per_codice = {fase.codice: fase for fase in fasi}
    return [per_codice.get(codice) for codice in interventi]


def comune_pagina(comune: Comune) -> PaginaComune:
    """Three queries, whatever the number of rows."""
    in_ordine = Progetto.objects.public().filter(comune=comune).order_by("titolo_chiave", "pk")
    trovati = progetti_nelle_fasi(in_ordine[: PROGETTI_IN_PAGINA + 1])
    progetti = trovati[:PROGETTI_IN_PAGINA]
    interventi = sorted({fase.codice for _progetto, fasi in progetti for fase in fasi})
    eventi: Any = (
        Evento.objects.public()
        .non_annullati()
        .con_dimostrativi(comune.is_demo)
        .filter(progetti__comune=comune, progetti__is_public=True)
        .distinct()
    )
    pratiche, adozioni = pratiche_pubbliche_di(comune)
    return PaginaComune(
        interventi=interventi,
        progetti=[
            ProgettoNelleFasi(progetto, _per_intervento(fasi, interventi))
            for progetto, fasi in progetti
        ],
        eventi=list(eventi[:EVENTI_IN_PAGINA]),
        pratiche=pratiche,
        adozioni=adozioni,
        altri_progetti=len(trovati) > PROGETTI_IN_PAGINA,
    )


def con_cambiamenti(comuni: ComuneQuerySet) -> ComuneQuerySet:
    """With the public institutional changes as a column: no other query for `cambiamenti_di`."""
    cambiamenti = cambiamenti_colonna({"comune": OuterRef("pk")})
    # As text: psycopg2 would decode it in a way that settings of the connection may change.
    return comuni.annotate(cambiamenti_json=Cast(cambiamenti, TextField()))


def cambiamenti_di(comune: Any) -> list[CambiamentoBreve]:
    return [cambiamento_breve(riga) for riga in json.loads(comune.cambiamenti_json)]
