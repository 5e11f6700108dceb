"""A figure as its pages show it: chart, one table with published beside computed, records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.charts import Grafico
from fis_portal.core.quote import numero_it
from monitoraggio.differenze import differenze
from monitoraggio.render.capitoli import Capitolo, capitolo, riga_pubblicata
from monitoraggio.render.grafici import Collega, grafico
from monitoraggio.render.incrocio import Incrocio, RigaIncrocio, filtri_detti, incrocio, tagli_detti
from monitoraggio.render.sezioni import (
    RigaCambiata,
    cambiamenti_it,
    figure_per_chiave,
    fonti_numerate,
    numeri_fonti,
    pubblicati_accanto,
    righe_cambiate,
    sezioni_di,
    titolo_sezione,
)
from monitoraggio.render.testi import (
    Blocco,
    Dati,
    GruppoRecord,
    blocchi,
    citazioni_in_tutto,
    confronto_it,
    conta_qualcosa,
    di_chi,
    is_riassuntiva,
    nota_citazioni,
    prime_citazioni,
    quota_di,
    record_in_tutto,
    record_omessi,
    record_per_voce,
    spiegazioni,
    titolo_figura,
    valore_it,
)

LARGHEZZA = 440  # readable on a phone
# Of each kind, answers and lessons, and of the words of each.
MASSIMO_CITAZIONI, MASSIMO_PAROLE = 6, 6_000


@dataclass(frozen=True, slots=True)
class RigaFigura:
    """One line: what was computed, what was published on the same fact and the difference."""

    etichetta: str
    valore: str = ""
    quota: str = ""
    frazione: str = ""
    pubblicato: str = ""
    differenza: str = ""
    nota: str = ""
    is_totale: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class FiguraPagina:
    """`dati` is the figure as report and API have it; the rest is how a page says it.

    `tagliata` is the table of a figure that was cut, `collega` where its rows lead.
    """

    dati: Dati
    grafico: Grafico | None
    righe: tuple[RigaFigura, ...]
    spiegazioni: tuple[str, ...]
    note: tuple[str, ...]
    record: tuple[GruppoRecord, ...] = ()
    record_in_tutto: int = 0
    tagliata: Incrocio | None = None
    collega: Collega | None = None

    @property
    def conta_qualcosa(self) -> bool:
        return conta_qualcosa(self.dati)

    @property
    def filtri(self) -> str:
        return filtri_detti(self.dati)

    @property
    def divisa_per(self) -> str:
        return tagli_detti(self.dati)

    @property
    def righe_tagliate(self) -> list[tuple[RigaIncrocio, str]]:
        """The rows of the cut, each with the address that tells more of it."""
        righe = self.tagliata.righe if self.tagliata else ()
        return [(riga, self.collega(riga.scelta) if self.collega else "") for riga in righe]

    @property
    def ha_quote(self) -> bool:
        return self.dati["denominatore"] is not None

    @property
    def frazioni(self) -> tuple[RigaFigura, ...]:
        """The lines whose share can be written out."""
        return tuple(riga for riga in self.righe if riga.frazione)

    @property
    def ha_pubblicati(self) -> bool:
        return bool(self.dati["confronti"])

    @property
    def differiscono(self) -> bool:
        """Some published value is not the computed one, or has none beside it."""
        return any(c["differenza"] != 0 for c in self.dati["confronti"])

    @property
    def nota_grafico(self) -> str:
        """What the chart says of itself (who drew the map), unless the figure says it already."""
        nota = self.grafico.nota if self.grafico else ""
        return "" if nota == self.dati["nota_arrotondamento"] else nota


def figura_pagina(dati: Dati, *, asse: str = "", collega: Collega | None = None) -> FiguraPagina:
    """Everything a page says about a figure. Pure: `dati` holds records and comparisons too.

    With `collega` its lines lead somewhere, see render.grafici.
    """
    return FiguraPagina(
        dati=dati,
        grafico=grafico(dati, larghezza=LARGHEZZA, asse=asse, collega=collega),
        righe=tuple(_collegate(_righe(dati), dati, asse, collega)),
        spiegazioni=tuple(spiegazioni(dati["confronti"])),
        note=tuple(nota for nota in (dati["nota_senza_dato"], *dati["note"]) if nota),
        record=tuple(record_per_voce(dati)),
        record_in_tutto=len(dati["record"]),
        tagliata=incrocio(dati),
        collega=collega,
    )


def _collegate(
    righe: Iterator[RigaFigura], dati: Dati, asse: str, collega: Collega | None
) -> Iterator[RigaFigura]:
    """The lines of the figure come first, in their order; totals lead nowhere."""
    codici = [voce["codice"] for voce in dati["voci"]]
    for n, riga in enumerate(righe):
        if asse and collega and n < len(codici) and not riga.is_totale:
            yield replace(riga, href=collega(((asse, codici[n]),)))
        else:
            yield riga


def _righe(dati: Dati) -> Iterator[RigaFigura]:
    liberi = list(dati["confronti"])
    for voce in dati["voci"]:
        accanto = next((c for c in liberi if c["voce"] == voce["codice"]), None)
        if accanto:
            liberi.remove(accanto)
        yield _riga(dati, voce, accanto)
    # Published on the same figure, but on no line of it or on one already compared.
    for confronto in liberi:
        parole = confronto_it(confronto)
        yield RigaFigura(
            etichetta=capfirst(confronto["etichetta"]),
            valore=parole["calcolato"],
            pubblicato=parole["pubblicato"],
            differenza=parole["differenza"],
            nota=confronto["nota"],
        )


def _riga(dati: Dati, voce: Dati, accanto: Dati | None) -> RigaFigura:
    riga = RigaFigura(
        etichetta=capfirst(voce["etichetta"]),
        valore=valore_it(dati, voce),
        quota=quota_di(voce),
        frazione=_frazione(dati, voce),
        nota=voce["nota"],
        is_totale=is_riassuntiva(voce),
    )
    if not accanto:
        return riga
    parole = confronto_it(accanto)
    return replace(
        riga,
        pubblicato=parole["pubblicato"],
        differenza=parole["differenza"],
        nota=" ".join(testo for testo in (voce["nota"], accanto["nota"]) if testo),
    )


def _frazione(dati: Dati, voce: Dati) -> str:
    if not dati["denominatore"] or voce["valore"] is None:
        return ""
    return _("%(numeratore)s su %(denominatore)s") % {
        "numeratore": numero_it(voce["valore"]),
        "denominatore": numero_it(dati["denominatore"]),
    }


@dataclass(frozen=True, slots=True)
class SezionePagina:
    """A section of a report as its page tells it."""

    genere: str
    titolo: str
    commento: tuple[Blocco, ...]
    figura: Dati | None = None
    capitolo: Capitolo | None = None
    id: str = ""


def report_pagina(dati: Dati) -> dict[str, Any]:
    """What the page of a report shows, from its frozen data."""
    numeri = numeri_fonti(dati)
    return {
        "sezioni": list(_sezioni(dati, numeri)),
        "parole": citazioni_mostrate(dati),
        "pubblicati": pubblicati_accanto(dati, numeri),
        "altri_pubblicati": [riga_pubblicata(c, numeri) for c in dati.get("altri_pubblicati", [])],
        "fonti": fonti_numerate(dati),
        "cambiamenti": cambiamenti_it(dati),
        "omesse": dati.get("omesse", []),
        "tagliate": [
            {
                "titolo": titolo_figura(figura),
                "percorso": figura["percorso"],
                "primi": len(figura["record"]),
                "tutti": record_in_tutto(figura),
            }
            for figura in dati.get("figure", [])
            if record_omessi(figura)
        ],
    }


def _sezioni(dati: Dati, numeri: dict[str, int]) -> Iterator[SezionePagina]:
    figure = figure_per_chiave(dati)
    for numero, sezione in enumerate(sezioni_di(dati), start=1):
        figura = figure.get(sezione.get("figura", ""))
        suo = figura and capitolo(
            numero,
            figura,
            dati,
            numeri,
            solo_taglio=sezione.get("solo_taglio", False),
            larghezza=LARGHEZZA,
        )
        yield SezionePagina(
            genere=sezione["genere"],
            titolo=titolo_sezione(sezione, figura, dati),
            commento=blocchi(sezione["testo"]),
            figura=figura,
            capitolo=suo or None,
            id=suo.id if suo else f"sezione-{numero}",
        )


def confronto_pagina(prima: Dati, dopo: Dati) -> dict[str, Any]:
    """What changed between two reports, figure by figure."""
    trovate = differenze(prima, dopo)
    gruppi: dict[str, list[RigaCambiata]] = {}
    for riga in righe_cambiate(trovate):
        gruppi.setdefault(riga.figura, []).append(riga)
    return {**trovate, "gruppi": list(gruppi.items())}


def citazioni_mostrate(dati: Dati) -> dict[str, Any]:
    """The first words of projects in a report, and how many more its files hold."""
    prime = prime_citazioni(dati, quante=MASSIMO_CITAZIONI, caratteri=MASSIMO_PAROLE)
    return {
        "citazioni": [{**c, "di_chi": di_chi(c)} for c in prime],
        "restano": citazioni_in_tutto(dati) - len(prime),
        "nota": nota_citazioni(dati),
    }
