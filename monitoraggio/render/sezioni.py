"""The sections of a report in their order, whatever the schema its data were frozen with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import NON_DISPONIBILE, numero_it
from monitoraggio.enums import GenereSezione
from monitoraggio.render.testi import (
    SOPPRESSA,
    Dati,
    celle_di,
    chiave_di,
    citazioni_di,
    confronto_it,
    giorno,
    numero_o_euro,
    record_in_tutto,
    record_omessi,
    titolo_figura,
    valore_di,
)

TITOLI = {
    GenereSezione.COMMENTO: gettext_lazy("Commento"),
    GenereSezione.CAMBIAMENTI: gettext_lazy("Che cosa è cambiato dall'ultimo report"),
    GenereSezione.CITAZIONI: gettext_lazy("Nelle parole dei progetti"),
    GenereSezione.PUBBLICATI: gettext_lazy("Pubblicato e calcolato"),
    GenereSezione.ALLEGATI: gettext_lazy("Allegati"),
}


def sezioni_di(dati: Dati) -> list[Dati]:
    """The sections that have something to say."""
    sezioni = dati.get("sezioni")
    if sezioni is None:  # schema 1: everything, in the order of the figures
        sezioni = [_sezione("figura", figura=chiave_di(figura)) for figura in dati["figure"]]
        sezioni += [_sezione("citazioni"), _sezione("pubblicati")]
    vuote = {
        GenereSezione.CITAZIONI: not citazioni_di(dati),
        GenereSezione.PUBBLICATI: not any(_confronti(dati)) and not dati.get("altri_pubblicati"),
    }
    presenti = figure_per_chiave(dati)
    return [
        sezione
        for sezione in sezioni
        if (sezione["genere"] != GenereSezione.FIGURA or sezione["figura"] in presenti)
        and (sezione["testo"].strip() or not vuote.get(sezione["genere"], False))
    ]


def _sezione(genere: str, **altro: str) -> Dati:
    return {"genere": genere, "titolo": "", "testo": "", **altro}


def figure_per_chiave(dati: Dati) -> dict[str, Dati]:
    return {chiave_di(figura): figura for figura in dati["figure"]}


def titolo_sezione(sezione: Dati, figura: Dati | None, dati: Dati) -> str:
    """What staff called it, or its own title, in the report that has these `dati`."""
    if sezione["titolo"]:
        return str(sezione["titolo"])
    if figura:
        return titolo_figura(figura, del_comune=bool(dati.get("comune")))
    return str(TITOLI[GenereSezione(sezione["genere"])])


def commenti_di(dati: Dati) -> list[tuple[str, str]]:
    """What staff wrote, with the title of its section."""
    figure = figure_per_chiave(dati)
    return [
        (
            titolo_sezione(sezione, figure.get(sezione.get("figura", "")), dati),
            sezione["testo"].strip(),
        )
        for sezione in sezioni_di(dati)
        if sezione["testo"].strip()
    ]


# --- What changed ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RigaCambiata:
    """A line whose value is not what it was."""

    figura: str
    chiave: str
    etichetta: str
    prima: str
    adesso: str
    differenza: str


def cambiamenti_it(dati: Dati) -> dict[str, Any] | None:
    """What changed since the report before, in words; None where there was none before."""
    cambiamenti = dati.get("cambiamenti")
    if not cambiamenti:
        return None
    prima = cambiamenti["prima"]
    return {
        **cambiamenti,
        "prima": {**prima, "giorno": giorno(prima["alla"])},
        "righe": list(righe_cambiate(cambiamenti)),
    }


def righe_cambiate(differenze: Dati) -> Iterator[RigaCambiata]:
    """The lines of `monitoraggio.differenze`, figure after figure."""
    for figura in differenze["figure"]:
        for riga in figura["righe"]:
            unita = figura["unita"]
            yield RigaCambiata(
                figura=figura["titolo"],
                chiave=figura["figura"],
                etichetta=capfirst(riga["etichetta"]),
                prima=_valore(unita, riga, "prima"),
                adesso=_valore(unita, riga, "adesso"),
                differenza=_scarto(unita, riga),
            )


def _valore(unita: str, riga: Dati, quando: str) -> str:
    if riga["stato"] == ("nuova" if quando == "prima" else "tolta"):
        return _("non c'era") if quando == "prima" else _("non c'è più")
    vuoto = SOPPRESSA if riga[f"{quando}_soppressa"] else NON_DISPONIBILE
    return numero_o_euro(unita, riga[quando], vuoto=vuoto)


def _scarto(unita: str, riga: Dati) -> str:
    scarto = valore_di(riga["differenza"])
    if scarto is None:
        return "–"
    segno = "+" if scarto > 0 else ""
    return f"{segno}{numero_o_euro(unita, riga['differenza'])}"


# --- Sources --------------------------------------------------------------------------------------


def numeri_fonti(dati: Dati) -> dict[str, int]:
    """The number of each source in the list at the end."""
    return {fonte["codice"]: n for n, fonte in enumerate(dati.get("fonti", []), start=1)}


def fonti_numerate(dati: Dati) -> list[Dati]:
    numeri = numeri_fonti(dati)
    return [
        {**fonte, "numero": numeri[fonte["codice"]], "data": giorno(fonte["data"])}
        for fonte in dati.get("fonti", [])
    ]


# --- Published beside computed --------------------------------------------------------------------


def _confronti(dati: Dati) -> Iterator[tuple[Dati, Dati]]:
    for figura in dati.get("figure", []):
        for confronto in figura["confronti"]:
            yield figura, confronto


def pubblicati_accanto(dati: Dati, numeri: dict[str, int]) -> list[Dati]:
    """Each published figure beside the computed one; `numeri` are those of the sources."""
    return [
        {
            **confronto,
            **confronto_it(confronto),
            "ancora": f"figura-{chiave_di(figura)}",
            "titolo": titolo_figura(figura),
            "numero_fonte": numeri[confronto["fonte"]],
        }
        for figura, confronto in _confronti(dati)
    ]


# --- Annexes --------------------------------------------------------------------------------------


def allegati(dati: Dati, *, righe: int, nomi: int) -> Iterator[tuple[str, str]]:
    """The lists too long for these pages: of which figure, and how much of each the files hold.

    `righe`: the most lines of a table that are printed; `nomi`: the most records that are named.
    """
    for figura in dati["figure"]:
        nome = titolo_figura(figura)
        if len(figura["voci"]) > righe:
            yield nome, _("%(n)s voci") % {"n": numero_it(len(figura["voci"]))}
        divisi = sum(len(cella["voci"]) for cella in celle_di(figura))
        if divisi > righe:
            yield nome, _("%(n)s valori divisi") % {"n": numero_it(divisi)}
        elencati = numero_it(len(figura["record"]))
        if record_omessi(figura):
            tutti = numero_it(record_in_tutto(figura))
            yield nome, _("i primi %(n)s record di %(tutti)s") % {"n": elencati, "tutti": tutti}
        elif len(figura["record"]) > nomi:
            yield nome, _("%(n)s record") % {"n": elencati}
