"""Charts of a figure, from its data: the funnel, the map, bars for the rest, a grid where cut."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.charts import (
    AreaMappa,
    Barre,
    CellaGriglia,
    Grafico,
    Griglia,
    Imbuto,
    Mappa,
    RigaGriglia,
)
from fis_portal.core.charts import Voce as VoceGrafico
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.progetti import REGIONI
from monitoraggio.render.incrocio import Coppie, Incrocio, RigaIncrocio, incrocio
from monitoraggio.render.testi import (
    EURO,
    Dati,
    assenza,
    chiave_di,
    is_riassuntiva,
    valore_di,
)

LARGHEZZA = 640
# More bars than this fill the page and say less than the table.
MASSIMO_BARRE = 20
# More columns than these are read in the table.
MASSIMO_COLONNE = 6
# Stages one after the other; the other lines of the figure are no stages.
STADI = ("candidati", "fattibilita", "sperimentazione", "sistematizzazione")

Collega = Callable[[Coppie], str]
"""The address that tells more of some (dimension, value) pairs; empty where there is none."""


def grafico(
    figura: Dati,
    *,
    larghezza: int = LARGHEZZA,
    asse: str = "",
    collega: Collega | None = None,
    massimo: int = MASSIMO_BARRE,
) -> Grafico | None:
    """The chart of a figure, as wide as paper unless told; None where there is nothing to draw.

    With `collega` its bars and areas are links: those of a cut figure by their cell, the others by
    the dimension their lines stand for (`asse`).
    """
    collega = collega or (lambda scelta: "")
    if tagliata := incrocio(figura):
        return _tagliata(figura, tagliata, larghezza, collega, massimo)
    voci = [voce for voce in figura["voci"] if not is_riassuntiva(voce)]
    if all(not valore_di(voce["valore"]) for voce in voci[:massimo]):
        return None

    def verso(voce: Dati) -> str:
        return collega(((asse, voce["codice"]),)) if asse else ""

    if figura["codice"] == REGIONI.codice:
        return _mappa(figura, verso)
    if figura["codice"] == IMBUTO.codice:
        return _imbuto(figura, [voce for voce in voci if voce["codice"] in STADI], larghezza)
    return _barre(figura, voci[:massimo], larghezza, verso)


def _mappa(figura: Dati, verso: Callable[[Dati], str]) -> Grafico:
    """Italy with the number of projects on each Regione."""
    aree = [
        AreaMappa(codice=voce["codice"], valore=int(voce["valore"]), href=verso(voce))
        for voce in figura["voci"]
        if voce["valore"] is not None
    ]
    return Mappa(
        id="mappa" if chiave_di(figura) == figura["codice"] else f"mappa-{chiave_di(figura)}",
        titolo=_("Mappa dei progetti per Regione"),
        descrizione=figura["frase"],
        aree=aree,
        intestazioni=(_("N."), _("Regione")),
        unita=figura["unita"],
    ).render()


def _tagliata(
    figura: Dati, tagliata: Incrocio, larghezza: int, collega: Collega, massimo: int
) -> Grafico | None:
    if not any(cella.valore for riga in tagliata.righe for cella in riga.celle):
        return None
    righe = tagliata.righe[:massimo]
    if tagliata.is_semplice:
        return _barre_tagliate(figura, tagliata, righe, larghezza, collega)
    quante = slice(MASSIMO_COLONNE)
    return Griglia(
        id=_id(figura),
        titolo=figura["titolo"],
        descrizione=figura["frase"],
        intestazione=tagliata.intestazione,
        colonne=tagliata.colonne[quante],
        righe=[
            RigaGriglia(
                etichetta=riga.etichetta,
                href=collega(riga.scelta),
                celle=[
                    CellaGriglia(valore=cella.valore, scritto=cella.scritto)
                    for cella in riga.celle[quante]
                ],
            )
            for riga in righe
        ],
    ).render()


def _barre_tagliate(
    figura: Dati,
    tagliata: Incrocio,
    righe: Sequence[RigaIncrocio],
    larghezza: int,
    collega: Collega,
) -> Grafico:
    return Barre(
        id=_id(figura),
        titolo=figura["titolo"],
        descrizione=figura["frase"],
        voci=[
            VoceGrafico(
                etichetta=riga.etichetta,
                valore=riga.celle[0].valore,
                assente=riga.celle[0].scritto,
                href=collega(riga.scelta),
            )
            for riga in righe
        ],
        intestazione=tagliata.intestazione,
        unita=capfirst(figura["unita"]),
        in_euro=figura["unita"] == EURO,
        larghezza=larghezza,
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


def _barre(
    figura: Dati, voci: Sequence[Dati], larghezza: int, verso: Callable[[Dati], str]
) -> Grafico:
    pubblicati = {
        confronto["voce"]: valore_di(confronto["pubblicato"])
        for confronto in figura["confronti"]
        if not confronto["is_quota"]
    }
    return Barre(
        id=_id(figura),
        titolo=figura["titolo"],
        descrizione=figura["frase"],
        voci=[_voce(voce, pubblicati.get(voce["codice"]), verso(voce)) for voce in voci],
        intestazione=_("Voce"),
        unita=capfirst(figura["unita"]),
        denominatore=figura["denominatore"] or None,
        in_euro=figura["unita"] == EURO,
        larghezza=larghezza,
    ).render()


def _voce(voce: Dati, pubblicato: int | Decimal | None = None, href: str = "") -> VoceGrafico:
    return VoceGrafico(
        etichetta=capfirst(voce["etichetta"]),
        valore=valore_di(voce["valore"]),
        assente=assenza(voce),
        pubblicato=pubblicato,
        href=href,
    )


def _id(figura: Dati) -> str:
    return f"grafico-{chiave_di(figura)}"
