"""The PDF: a publication with cover, contents, a chapter per figure, notes and sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.charts import Grafico
from fis_portal.core.pdf import pdf_render
from fis_portal.core.quote import NBSP
from monitoraggio.collect import sha256_of
from monitoraggio.enums import TipoReport
from monitoraggio.registro.progetti import REGIONI
from monitoraggio.render.grafici import MASSIMO_BARRE, grafico
from monitoraggio.render.tabella import indirizzo
from monitoraggio.render.testi import (
    EURO,
    LICENZA,
    LICENZA_URL,
    Dati,
    citazioni_di,
    confronto_it,
    di_chi,
    giorno,
    is_riassuntiva,
    quota_di,
    record_per_voce,
    spiegazioni,
    valore_it,
)

# Longer lists make a heavy document that nobody reads on paper: they are in the CSV and the JSON.
MASSIMO_RIGHE = 200
MASSIMO_CITAZIONI = 40
RIGHE_INSIEME = 16
# What the opening page shows: figure, line, and how to call it there.
IN_SINTESI = (
    ("imbuto", "sperimentazione", gettext_lazy("Comuni con la sperimentazione finanziata")),
    ("persone", "somma", gettext_lazy("partecipanti agli incontri, sommando gli Interventi")),
    ("incontri", "tutte", gettext_lazy("incontri di ogni tipo")),
    ("importi", "II", gettext_lazy("concessi per l'Intervento II")),
)


@dataclass(frozen=True, slots=True)
class Riga:
    """A table row: what it is, what must be said under its name, its cells."""

    nome: str
    sotto: tuple[str, ...]
    celle: tuple[str, ...]
    fonte: str = ""
    riassuntiva: bool = False


@dataclass(frozen=True, slots=True)
class Tabella:
    """The values of a figure with, where there are any, the published ones in the same rows."""

    didascalia: str
    intestazioni: tuple[str, ...]
    righe: tuple[Riga, ...]
    con_pubblicati: bool

    @property
    def tag(self) -> str:
        """With one value per row the name is no heading: the row reads as a pair."""
        return "th" if len(self.intestazioni) > 1 else "td"

    @property
    def is_corta(self) -> bool:
        """Short enough to stay on one page."""
        return len(self.righe) <= RIGHE_INSIEME


@dataclass(frozen=True, slots=True)
class Capitolo:
    """A figure as its chapter shows it."""

    numero: int
    dati: Dati
    alla: str
    indirizzo: str
    grafico: Grafico | None
    nota_grafico: str
    tabella: Tabella
    spiegazioni: tuple[str, ...]
    gruppi: tuple[dict[str, Any], ...]
    record: int

    @property
    def id(self) -> str:
        return f"figura-{self.dati['codice']}"

    @property
    def is_mappa(self) -> bool:
        return self.dati["codice"] == REGIONI.codice

    @property
    def troppi_record(self) -> bool:
        return self.record > MASSIMO_RIGHE


def render_pdf(dati: Dati, *, versione: int) -> bytes:
    """The report as a tagged PDF. Raises PdfNonDisponibile where this machine cannot make one."""
    alla = giorno(dati["alla"])
    html = render_to_string("monitoraggio/report/report.html", _contesto(dati, versione, alla))
    return pdf_render(
        html,
        titolo=f"{dati['portale']['nome']}. {dati['titolo']}",
        autore=dati["portale"]["titolare"],
        descrizione=_("Cifre del programma al %(giorno)s.") % {"giorno": alla},
        parole_chiave=[dati["portale"]["nome"], _("monitoraggio"), dati["nome_periodo"]],
        creato=date.fromisoformat(dati["alla"]),
        indirizzo_sito=dati["portale"]["sito"],
    )


def _contesto(dati: Dati, versione: int, alla: str) -> dict[str, Any]:
    numeri = {fonte["codice"]: n for n, fonte in enumerate(dati["fonti"], start=1)}
    capitoli = [_capitolo(n, figura, dati, numeri) for n, figura in enumerate(dati["figure"], 1)]
    return {
        "dati": dati,
        "titolo": capfirst(dati["nome_periodo"]).replace(" ", NBSP, 1),
        "tipo": TipoReport(dati["tipo"]).label,
        "edizione": _("Cifre al %(giorno)s, versione %(n)s") % {"giorno": alla, "n": versione},
        "versione": versione,
        "alla": alla,
        "periodo_inizio": giorno(dati["periodo_inizio"]),
        "periodo_fine": giorno(dati["periodo_fine"]),
        "capitoli": capitoli,
        "cifre": list(_cifre(dati, numeri)),
        "parole": [_parole(c, dati) for c in citazioni_di(dati)[:MASSIMO_CITAZIONI]],
        "parole_in_tutto": len(citazioni_di(dati)),
        "altri_pubblicati": [_citazione(c, numeri) for c in dati["altri_pubblicati"]],
        "fonti": [
            {**fonte, "numero": numeri[fonte["codice"]], "data": giorno(fonte["data"])}
            for fonte in dati["fonti"]
        ],
        "sha256": sha256_of(dati),
        "licenza": LICENZA,
        "licenza_url": LICENZA_URL,
    }


def _capitolo(numero: int, figura: Dati, dati: Dati, numeri: dict[str, int]) -> Capitolo:
    sito = dati["portale"]["sito"]
    voci = len(figura["voci"])
    return Capitolo(
        numero=numero,
        dati=figura,
        alla=giorno(figura["alla"]),
        indirizzo=indirizzo(sito, figura["percorso"]),
        grafico=grafico(figura),
        nota_grafico=(
            _("Il grafico mostra le prime %(n)s voci.") % {"n": MASSIMO_BARRE}
            if voci > MASSIMO_BARRE
            else ""
        ),
        tabella=_tabella(figura, numeri),
        spiegazioni=tuple(spiegazioni(figura["confronti"])),
        gruppi=tuple(_gruppi(figura, sito)),
        record=len(figura["record"]),
    )


def _gruppi(figura: Dati, sito: str) -> Iterator[dict[str, Any]]:
    """The records by line; each address is a link the first time, hundreds would weigh."""
    visti: set[str] = set()
    for gruppo in record_per_voce(figura):
        record = []
        for r in gruppo.record:
            url = "" if r["url"] in visti else indirizzo(sito, r["url"])
            visti.add(r["url"])
            record.append({"etichetta": r["etichetta"], "url": url})
        yield {"etichetta": capfirst(gruppo.etichetta), "record": record}


def _tabella(figura: Dati, numeri: dict[str, int]) -> Tabella:
    quota = [_("Quota")] if figura["denominatore"] is not None else []
    pubblicato = [_("Pubblicato"), _("Differenza")] if figura["confronti"] else []
    unita = _("Importi") if figura["unita"] == EURO else capfirst(figura["unita"])
    return Tabella(
        didascalia=_("%(unita)s al %(giorno)s")
        % {"unita": unita, "giorno": giorno(figura["alla"])},
        intestazioni=(_("Calcolato"), *quota, *pubblicato),
        righe=tuple(_righe(figura, numeri)),
        con_pubblicati=bool(pubblicato),
    )


def _righe(figura: Dati, numeri: dict[str, int]) -> Iterator[Riga]:
    """The lines of the figure, each with what was published for it, then what matches none."""
    rimasti = list(figura["confronti"])
    for voce in figura["voci"][:MASSIMO_RIGHE]:
        confronto = next((c for c in rimasti if c["voce"] == voce["codice"]), None)
        if confronto:
            rimasti.remove(confronto)
        yield _riga(figura, voce, confronto, numeri)
    for confronto in rimasti:
        yield _riga(figura, None, confronto, numeri)


def _riga(figura: Dati, voce: Dati | None, confronto: Dati | None, numeri: dict[str, int]) -> Riga:
    celle = [valore_it(figura, voce) if voce else _("non calcolato")]
    if figura["denominatore"] is not None:
        celle.append(quota_di(voce) if voce else "")
    if figura["confronti"]:
        detto = confronto_it(confronto) if confronto else {"pubblicato": "", "differenza": ""}
        celle += [detto["pubblicato"], detto["differenza"]]
    nome = voce["etichetta"] if voce else confronto["etichetta"] if confronto else ""
    return Riga(
        nome=capfirst(nome),
        sotto=tuple(_sotto(voce, confronto)),
        celle=tuple(celle),
        fonte=str(numeri[confronto["fonte"]]) if confronto else "",
        riassuntiva=voce is not None and is_riassuntiva(voce),
    )


def _sotto(voce: Dati | None, confronto: Dati | None) -> Iterator[str]:
    """Small lines under the name of a row: its note, and how the published figure was called."""
    if voce and voce["nota"]:
        yield voce["nota"]
    if voce and confronto and voce["etichetta"].lower() not in confronto["etichetta"].lower():
        yield _("Pubblicato come «%(nome)s».") % {"nome": confronto["etichetta"]}
    if confronto and confronto["data_riferimento"]:
        yield _("Pubblicato al %(giorno)s.") % {"giorno": giorno(confronto["data_riferimento"])}
    if confronto and confronto["nota"]:
        yield confronto["nota"]


def _parole(citazione: Dati, dati: Dati) -> dict[str, Any]:
    """Words of a project, as its page quotes them."""
    return {
        **citazione,
        "di_chi": di_chi(citazione),
        "indirizzo": indirizzo(dati["portale"]["sito"], citazione["percorso"]),
    }


def _citazione(confronto: Dati, numeri: dict[str, int]) -> Riga:
    return Riga(
        nome=confronto["etichetta"],
        sotto=tuple(_sotto(None, confronto)),
        celle=(confronto_it(confronto)["pubblicato"],),
        fonte=str(numeri[confronto["fonte"]]),
    )


def _cifre(dati: Dati, numeri: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The key figures of the opening page, each with what was published for the same line."""
    figure = {figura["codice"]: figura for figura in dati["figure"]}
    for codice, codice_voce, etichetta in IN_SINTESI:
        figura = figure.get(codice)
        voci = {voce["codice"]: voce for voce in figura["voci"]} if figura else {}
        if figura is None or codice_voce not in voci:
            continue
        confronto = next(
            (c for c in figura["confronti"] if c["voce"] == codice_voce and not c["is_quota"]), None
        )
        yield {
            "valore": valore_it(figura, voci[codice_voce]),
            "etichetta": str(etichetta),
            "pubblicato": confronto_it(confronto)["pubblicato"] if confronto else "",
            "fonte": numeri[confronto["fonte"]] if confronto else "",
            "ancora": f"figura-{codice}",
        }
