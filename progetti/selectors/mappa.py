"""Projects on the map of Italy, and the same places as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.charts import Grafico, Mappa, PuntoMappa
from progetti.selectors.brevi import ComuneBreve, ProgettoBreve

MASSIMO_PUNTI = 300


@dataclass(frozen=True, slots=True)
class Luogo:
    """A Comune of the map: its number there and its projects."""

    numero: int
    comune: ComuneBreve
    progetti: tuple[ProgettoBreve, ...]


def mappa_progetti(progetti: Sequence[ProgettoBreve]) -> tuple[Grafico, list[Luogo]]:
    """One point per Comune of `progetti`, which come ordered by Comune."""
    gruppi = [tuple(gruppo) for _chiave, gruppo in groupby(progetti, key=lambda p: p.comune.slug)]
    luoghi = [Luogo(n, gruppo[0].comune, gruppo) for n, gruppo in enumerate(gruppi, start=1)]
    mappa = Mappa(
        id="mappa-progetti",
        titolo=_("Mappa dei progetti"),
        descrizione=_(
            "I luoghi dei progetti sulla carta d’Italia, con il numero dell’elenco accanto."
        ),
        punti=[_punto(luogo) for luogo in luoghi],
    )
    return mappa.render(), luoghi


def _punto(luogo: Luogo) -> PuntoMappa:
    quanti = len(luogo.progetti)
    uno = luogo.progetti[0]
    return PuntoMappa(
        nome=_("%(comune)s: %(progetto)s")
        % {"comune": luogo.comune.nome, "progetto": uno.nome_pubblico}
        if quanti == 1
        else ngettext("%(comune)s: %(quanti)s progetto", "%(comune)s: %(quanti)s progetti", quanti)
        % {"comune": luogo.comune.nome, "quanti": quanti},
        lat=luogo.comune.lat,
        lon=luogo.comune.lon,
        href=uno.get_absolute_url() if quanti == 1 else luogo.comune.get_absolute_url(),
    )
