"""Where the projects are, for the home page: each in its place or, if many, how many by Regione."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comuni.models import Regione
from fis_portal.core.charts import AreaMappa, Grafico, Mappa, PuntoMappa
from monitoraggio.cruscotto.elenchi import STATI
from monitoraggio.registro import Ambito, figura
from monitoraggio.registro.progetti import FINANZIATI, REGIONI
from progetti.models import Progetto

# More places than these cover each other on the map, and nobody reads the list of them.
MASSIMO_LUOGHI = 150


@dataclass(frozen=True, slots=True)
class RegioneContata:
    """A Regione with projects, and the address of their list."""

    nome: str
    progetti: int
    url: str


@dataclass(frozen=True, slots=True)
class Luoghi:
    """The map and what stands beside it: `luoghi`, or `regioni` where the places are too many.

    `senza_regione`: how many of `totale` are of no Regione, so not on a map by Regione.
    """

    mappa: Grafico
    totale: int
    aggiornato_il: datetime | None
    luoghi: tuple[Progetto, ...] = ()
    regioni: tuple[RegioneContata, ...] = ()
    frase: str = ""
    senza_regione: int = 0


def luoghi_dati(alla: date) -> Luoghi:
    """One query; five where the places are too many. None of them grows with the projects."""
    luoghi = tuple(_luoghi(alla))
    if len(luoghi) > MASSIMO_LUOGHI:
        return _per_regione(alla)
    return Luoghi(
        mappa=_mappa_luoghi(tuple(_punto(progetto) for progetto in luoghi)),
        totale=len(luoghi),
        aggiornato_il=max((progetto.updated_at for progetto in luoghi), default=None),
        luoghi=luoghi,
    )


def _luoghi(alla: date) -> QuerySet[Progetto]:
    """The projects the figures count (registro.progetti), one more than the map holds at most.

    Any of them first, then in order: to order them all would be to read them all.
    """
    finanziati = Progetto.objects.public().reali().finanziati(alla).order_by()
    return (
        Progetto.objects.filter(pk__in=finanziati.values("pk")[: MASSIMO_LUOGHI + 1])
        .select_related("comune")
        .only("titolo", "slug", "updated_at", "comune__nome", "comune__lat", "comune__lon")
        .order_by("comune__nome_chiave", "pk")
    )


def _punto(progetto: Progetto) -> PuntoMappa:
    comune = progetto.comune
    return PuntoMappa(
        nome=f"{comune.nome}, {progetto.titolo or _('titolo non pubblicato')}",
        lat=comune.lat,
        lon=comune.lon,
        href=progetto.get_absolute_url(),
    )


@lru_cache(maxsize=8)
def _mappa_luoghi(punti: tuple[PuntoMappa, ...]) -> Grafico:
    """Drawn again only when a place changes: the same places always give the same picture."""
    return Mappa(
        id="luoghi",
        titolo=_("Mappa dei progetti"),
        descrizione=_("Ogni numero è un progetto dell'elenco accanto, nel suo Comune."),
        punti=punti,
    ).render()


def _per_regione(alla: date) -> Luoghi:
    ambito = Ambito(alla)
    per_regione = figura(REGIONI.codice, ambito)
    totale = int(figura(FINANZIATI.codice, ambito).valore("finanziati") or 0)
    slug = dict(Regione.objects.values_list("codice_istat", "slug"))
    voci = [(voce, int(voce.valore or 0), _elenco(slug[voce.codice])) for voce in per_regione.voci]
    return Luoghi(
        mappa=_mappa_regioni(
            tuple(AreaMappa(codice=voce.codice, valore=n, href=url) for voce, n, url in voci)
        ),
        totale=totale,
        aggiornato_il=_aggiornato_il(),
        regioni=tuple(RegioneContata(voce.etichetta, n, url) for voce, n, url in voci),
        frase=per_regione.frase,
        senza_regione=max(0, totale - sum(n for _voce, n, _url in voci)),
    )


def _elenco(regione: str) -> str:
    """The list of what the map counts, as near as a list of projects goes."""
    filtri: Sequence[tuple[str, str]] = [("regione", regione), *(("stato", s) for s in STATI)]
    return f"{reverse('progetti:list')}?{urlencode(filtri)}"


@lru_cache(maxsize=8)
def _mappa_regioni(aree: tuple[AreaMappa, ...]) -> Grafico:
    return Mappa(
        id="luoghi",
        titolo=_("Mappa dei progetti per Regione"),
        descrizione=_(
            "Su ogni Regione è scritto quanti progetti ha, come nella tabella accanto; più sono, "
            "più è scura."
        ),
        aree=aree,
        intestazioni=(_("Regione"),),
        unita=_("progetti"),
    ).render()


def _aggiornato_il() -> datetime | None:
    """When a public project last changed, from the end of its index."""
    pubblici = Progetto.objects.public().reali().order_by("-updated_at")
    return pubblici.values_list("updated_at", flat=True).first()
