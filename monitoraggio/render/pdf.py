"""The PDF: a publication with cover, contents, its sections in order, notes and sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.pdf import Attesa, Scheda, pdf_render_parts
from fis_portal.core.quote import NBSP
from monitoraggio.enums import GenereSezione, TipoReport
from monitoraggio.render.capitoli import (
    MASSIMO_NOMI,
    MASSIMO_RIGHE,
    Capitolo,
    capitolo,
    colonna,
    riga_pubblicata,
)
from monitoraggio.render.sezioni import (
    allegati,
    cambiamenti_it,
    figure_per_chiave,
    fonti_numerate,
    numeri_fonti,
    pubblicati_accanto,
    sezioni_di,
    titolo_sezione,
)
from monitoraggio.render.tabella import indirizzo
from monitoraggio.render.testi import (
    LICENZA,
    LICENZA_URL,
    Blocco,
    Dati,
    blocchi,
    citazioni_in_tutto,
    confronto_it,
    di_chi,
    giorno,
    nota_citazioni,
    prime_citazioni,
    valore_it,
)

# Of each kind, and of the words of each kind: some four pages. All are in the annexed files.
MASSIMO_CITAZIONI, MASSIMO_PAROLE = 20, 12_000
# Tags in the HTML of the sections laid out together: some ten pages.
PESO_PARTE = 1000
# A section of words alone begins no part: what begins one begins a page, and leaves the one before.
PESO_BREVE = 40
STILE = "report.css"
# Cover, a page of contents, two of key figures.
APERTURA = Attesa(pagine=4, dove={"sintesi": 3})
TEMPLATE = "monitoraggio/report/report.html"
PARTE = "monitoraggio/report/report_parte.html"
MARGINI = "monitoraggio/report/report_margini.html"
CHIUSURA = "monitoraggio/report/_chiusura.html"
PARTI = {
    GenereSezione.FIGURA: "monitoraggio/report/pdf_figura.html",
    GenereSezione.COMMENTO: "monitoraggio/report/pdf_commento.html",
    GenereSezione.CAMBIAMENTI: "monitoraggio/report/pdf_cambiamenti.html",
    GenereSezione.CITAZIONI: "monitoraggio/report/pdf_citazioni.html",
    GenereSezione.PUBBLICATI: "monitoraggio/report/pdf_pubblicati.html",
    GenereSezione.ALLEGATI: "monitoraggio/report/pdf_allegati.html",
}
# What the opening page shows: figure, line, and how to call it there.
IN_SINTESI = (
    ("imbuto", "sperimentazione", gettext_lazy("Comuni con la sperimentazione finanziata")),
    ("persone", "somma", gettext_lazy("partecipanti agli incontri, sommando gli Interventi")),
    ("incontri", "tutte", gettext_lazy("incontri di ogni tipo")),
    ("importi", "II", gettext_lazy("concessi per l'Intervento II")),
)


@dataclass(frozen=True, slots=True)
class SezionePdf:
    """A section with its number, its commentary and what it holds."""

    genere: str
    numero: int
    id: str
    titolo: str
    commento: tuple[Blocco, ...]
    capitolo: Capitolo | None = None

    @property
    def template(self) -> str:
        return PARTI[GenereSezione(self.genere)]


def render_pdf(dati: Dati, *, versione: int, sha256: str, bozza: bool = False) -> bytes:
    """The report as a tagged PDF. Raises PdfNonDisponibile where this machine cannot make one.

    `bozza`: every page says that it is a draft. Sections are laid out some at a time.
    """
    alla = giorno(dati["alla"])
    numeri = numeri_fonti(dati)
    sezioni = list(_sezioni(dati, numeri))
    contesto = _contesto(dati, numeri, versione, alla, bozza, sha256)
    scheda = Scheda(
        titolo=f"{dati['portale']['nome']}. {dati['titolo']}",
        autore=dati["portale"]["titolare"],
        descrizione=_("Cifre del programma al %(giorno)s.") % {"giorno": alla},
        parole_chiave=[dati["portale"]["nome"], _("monitoraggio"), dati["nome_periodo"]],
        creato=date.fromisoformat(dati["alla"]),
        indirizzo_sito=dati["portale"]["sito"],
    )
    return pdf_render_parts(
        scheda,
        stile=STILE,
        apertura=lambda pagine: _apertura(contesto, sezioni, pagine),
        attesa=APERTURA,
        parti=_parti(contesto, sezioni),
        margini=lambda quante: render_to_string(
            MARGINI, {**contesto, "pagine": range(2, quante + 1), "quante": quante}
        ),
    )


def _apertura(
    contesto: dict[str, Any], sezioni: list[SezionePdf], pagine: Mapping[str, int]
) -> str:
    suoi = {
        "pagine": pagine,
        "indice": [(sezione, pagine.get(sezione.id, "")) for sezione in sezioni],
        "frasi": [(s.capitolo, pagine.get(s.id, "")) for s in sezioni if s.capitolo],
    }
    return render_to_string(TEMPLATE, {**contesto, **suoi})


def _parti(contesto: dict[str, Any], sezioni: list[SezionePdf]) -> Iterator[str]:
    """The sections in their order and the closing pages, as many at a time as are laid out
    together."""
    insieme, peso = "", 0
    for sezione in sezioni:
        html = render_to_string(sezione.template, {**contesto, "sezione": sezione})
        suo = html.count("<")
        if insieme and peso + suo > PESO_PARTE and suo > PESO_BREVE:
            yield _parte(contesto, insieme)
            insieme, peso = "", 0
        insieme, peso = insieme + html, peso + suo
    yield _parte(contesto, insieme + render_to_string(CHIUSURA, contesto))


def _parte(contesto: dict[str, Any], html: str) -> str:
    # Rendered by our templates a moment ago: escaped already.
    corpo = mark_safe(html)  # noqa: S308
    return render_to_string(PARTE, {"titolo": contesto["titolo"], "corpo": corpo})


def _contesto(
    dati: Dati, numeri: dict[str, int], versione: int, alla: str, bozza: bool, sha256: str
) -> dict[str, Any]:
    """What the templates of all parts may name."""
    pubblicati = pubblicati_accanto(dati, numeri)
    return {
        "dati": dati,
        "bozza": bozza,
        "titolo": capfirst(dati["nome_periodo"]).replace(" ", NBSP, 1),
        "tipo": TipoReport(dati["tipo"]).label,
        "comune": (dati.get("comune") or {}).get("nome", ""),
        "edizione": _("Cifre al %(giorno)s, versione %(n)s") % {"giorno": alla, "n": versione},
        "versione": versione,
        "alla": alla,
        "periodo_inizio": giorno(dati["periodo_inizio"]),
        "periodo_fine": giorno(dati["periodo_fine"]),
        "cifre": list(_cifre(dati, numeri)),
        "cambiamenti": cambiamenti_it(dati),
        "pubblicati": pubblicati,
        "colonne_pubblicati": [
            colonna(testo, (riga[nome] for riga in pubblicati))
            for nome, testo in (
                ("pubblicato", _("Pubblicato")),
                ("calcolato", _("Calcolato")),
                ("differenza", _("Differenza")),
            )
        ],
        "allegati": list(allegati(dati, righe=MASSIMO_RIGHE, nomi=MASSIMO_NOMI)),
        "parole": [_parole(c, dati) for c in _citazioni_stampate(dati)],
        "parole_in_tutto": citazioni_in_tutto(dati),
        "nota_parole": nota_citazioni(dati),
        "altri_pubblicati": [riga_pubblicata(c, numeri) for c in dati["altri_pubblicati"]],
        "fonti": fonti_numerate(dati),
        "sha256": sha256,
        "licenza": LICENZA,
        "licenza_url": LICENZA_URL,
    }


def _sezioni(dati: Dati, numeri: dict[str, int]) -> Iterator[SezionePdf]:
    figure = figure_per_chiave(dati)
    for numero, sezione in enumerate(sezioni_di(dati), start=1):
        genere = sezione["genere"]
        figura = figure[sezione["figura"]] if genere == GenereSezione.FIGURA else None
        solo_taglio = sezione.get("solo_taglio", False)
        suo = capitolo(numero, figura, dati, numeri, solo_taglio=solo_taglio) if figura else None
        yield SezionePdf(
            genere=genere,
            numero=numero,
            id=suo.id if suo else f"sezione-{numero}",
            titolo=titolo_sezione(sezione, figura, dati),
            commento=blocchi(sezione["testo"]),
            capitolo=suo,
        )


def _citazioni_stampate(dati: Dati) -> list[Dati]:
    return prime_citazioni(dati, quante=MASSIMO_CITAZIONI, caratteri=MASSIMO_PAROLE)


def _parole(citazione: Dati, dati: Dati) -> dict[str, Any]:
    """Words of a project, as its page quotes them."""
    return {
        **citazione,
        "di_chi": di_chi(citazione),
        "indirizzo": indirizzo(dati["portale"]["sito"], citazione["percorso"]),
    }


def _cifre(dati: Dati, numeri: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The key figures of the opening page, each with what was published for the same line."""
    figure = figure_per_chiave(dati)
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
