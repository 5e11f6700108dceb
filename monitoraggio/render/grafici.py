"""Charts of a report, from its data: the funnel, the map, bars for all the rest."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.charts import AreaMappa, Barre, Grafico, Imbuto, Mappa
from fis_portal.core.charts import Voce as VoceGrafico
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.progetti import REGIONI
from monitoraggio.render.testi import EURO, Dati, assenza, is_riassuntiva, valore_di

LARGHEZZA = 640
# More bars than this fill the page and say less than the table.
MASSIMO_BARRE = 20
# Stages one after the other; the other lines of the figure are no stages.
STADI = ("candidati", "fattibilita", "sperimentazione", "sistematizzazione")


def grafico(figura: Dati, *, larghezza: int = LARGHEZZA) -> Grafico | None:
    """The chart of a figure, as wide as paper unless told; None where there is nothing to draw."""
    voci = [voce for voce in figura["voci"] if not is_riassuntiva(voce)]
    if all(not valore_di(voce["valore"]) for voce in voci):
        return None
    if figura["codice"] == REGIONI.codice:
        return _mappa(figura)
    if figura["codice"] == IMBUTO.codice:
        return _imbuto(figura, [voce for voce in voci if voce["codice"] in STADI], larghezza)
    return _barre(figura, voci[:MASSIMO_BARRE], larghezza)


def _mappa(figura: Dati) -> Grafico:
    """Italy with the number of projects on each Regione."""
    aree = [
        AreaMappa(codice=voce["codice"], valore=int(voce["valore"]))
        for voce in figura["voci"]
        if voce["valore"] is not None
    ]
    return Mappa(
        id="mappa",
        titolo=_("Mappa dei progetti per Regione"),
        descrizione=figura["frase"],
        aree=aree,
        intestazioni=(_("N."), _("Regione")),
        unita=figura["unita"],
    ).render()


def _imbuto(figura: Dati, stadi: Sequence[Dati], larghezza: int) -> Grafico:
    return Imbuto(
        id=_id(figura),
        titolo=figura["titolo"],
        descrizione=figura["frase"],
        voci=[_voce(stadio) for stadio in stadi],
        intestazione=_("Stadio"),
        unita=figura["unita"],
        larghezza=larghezza,
    ).render()


def _barre(figura: Dati, voci: Sequence[Dati], larghezza: int) -> Grafico:
    pubblicati = {
        confronto["voce"]: valore_di(confronto["pubblicato"])
        for confronto in figura["confronti"]
        if not confronto["is_quota"]
    }
    return Barre(
        id=_id(figura),
        titolo=figura["titolo"],
        descrizione=figura["frase"],
        voci=[_voce(voce, pubblicati.get(voce["codice"])) for voce in voci],
        intestazione=_("Voce"),
        unita=capfirst(figura["unita"]),
        denominatore=figura["denominatore"] or None,
        in_euro=figura["unita"] == EURO,
        larghezza=larghezza,
    ).render()


def _voce(voce: Dati, pubblicato: int | Decimal | None = None) -> VoceGrafico:
    return VoceGrafico(
        etichetta=capfirst(voce["etichetta"]),
        valore=valore_di(voce["valore"]),
        assente=assenza(voce),
        pubblicato=pubblicato,
    )


def _id(figura: Dati) -> str:
    return f"grafico-{figura['codice']}"
