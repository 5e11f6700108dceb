"""The workbook: what it is, one sheet per figure, what was published, the records behind."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.spreadsheets import cella_sicura
from monitoraggio.render.sezioni import commenti_di
from monitoraggio.render.tabella import indirizzo
from monitoraggio.render.testi import (
    EURO,
    LICENZA,
    LICENZA_URL,
    Dati,
    celle_di,
    chiave_di,
    citazioni_di,
    giorno,
    nota_citazioni,
    nota_record,
    note_figura,
    spiegazioni,
    taglio_it,
    titolo_figura,
    valore_di,
)

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

BLU, BLU_CHIARO, GRIGIO = "FF004080", "FFE3ECF6", "FF455A64"
FORMATO_QUOTA = '0" %"'
FORMATO_EURO = '#,##0.00 "€"'
FORMATO_NUMERO = "#,##0.##"
# A zip keeps the time of each part and a workbook that of its making: the report must not.
EPOCA = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, not an instant


def render_xlsx(dati: Dati, sha256: str) -> bytes:
    """The report as a workbook; the same data give the same bytes."""
    from openpyxl import Workbook

    libro = Workbook()
    libro.properties.creator = dati["portale"]["nome"]
    libro.properties.title = dati["titolo"]
    libro.properties.created = EPOCA
    libro.remove(libro.active)
    _leggimi(libro.create_sheet(_("Leggimi")), dati, sha256)
    for figura in dati["figure"]:
        _figura(libro.create_sheet(_nome_foglio(chiave_di(figura))), figura, dati)
    _pubblicati(libro.create_sheet(_("Pubblicati")), dati)
    if citazioni_di(dati):
        _parole(libro.create_sheet(_("Parole dei progetti")), dati)
    if dati.get("cambiamenti"):
        _cambiamenti(libro.create_sheet(_("Che cosa è cambiato")), dati)
    if commenti_di(dati):
        _commenti(libro.create_sheet(_("Commenti")), dati)
    _record(libro.create_sheet(_("Record")), dati)
    uscita = io.BytesIO()
    libro.save(uscita)
    return _senza_orologio(uscita.getvalue())


def _leggimi(foglio: "Worksheet", dati: Dati, sha256: str) -> None:
    _titolo(foglio, f"{dati['portale']['nome']}. {dati['titolo']}")
    if dati["dimostrativi"]:
        _nota(foglio, _("Dati dimostrativi: Comuni, progetti, persone e importi sono inventati."))
    portale = dati["portale"]
    for nome, valore in (
        (_("Periodo"), f"{giorno(dati['periodo_inizio'])} – {giorno(dati['periodo_fine'])}"),
        (_("Cifre alla data"), giorno(dati["alla"])),
        (_("Titolare"), portale["titolare"]),
        (_("Assistenza e monitoraggio"), portale["attuatore"]),
        (_("Contatto"), portale["contatto"]),
        (_("Portale"), portale["sito"]),
        (_("Licenza"), f"{LICENZA}, {LICENZA_URL}"),
        (_("Impronta dei dati (SHA-256)"), sha256),
    ):
        foglio.append([_cella(foglio, nome, grassetto=True), _cella(foglio, valore)])
    foglio.append([])
    _testata(foglio, [_("Foglio"), _("Che cosa contiene")])
    for figura in dati["figure"]:
        nome = _nome_foglio(chiave_di(figura))
        foglio.append(_celle(foglio, [nome, titolo_figura(figura)]))
    foglio.append(
        _celle(foglio, [_("Pubblicati"), _("Le cifre pubblicate da altre fonti, accanto")])
    )
    if citazioni_di(dati):
        parole = _("Riflessioni e lezioni pubblicate nel periodo, per esteso")
        foglio.append(_celle(foglio, [_("Parole dei progetti"), parole]))
    foglio.append(_celle(foglio, [_("Record"), _che_record(dati)]))
    foglio.append([])
    for testo in (
        _("Una cella vuota è un valore che nessuna fonte riporta: non è zero."),
        _("Le quote sono arrotondate ciascuna all'unità: la loro somma può non fare 100."),
        _("«n.d.»: conteggi di persone troppo piccoli per essere mostrati."),
    ):
        _nota(foglio, testo)
    _larghezze(foglio, [34, 80])


def _che_record(dati: Dati) -> str:
    if any(nota_record(figura) for figura in dati["figure"]):
        return _("I dati da cui viene ogni cifra; dove sono troppi, i primi e l'indirizzo di tutti")
    return _("I dati da cui viene ogni cifra")


def _figura(foglio: "Worksheet", figura: Dati, dati: Dati) -> None:
    _titolo(foglio, titolo_figura(figura))
    _nota(foglio, figura["frase"], colore=None)
    _nota(foglio, _("Calcolato al %(giorno)s") % {"giorno": giorno(figura["alla"])})
    _nota(foglio, figura["definizione"])
    if figura["base"]:
        _nota(foglio, _("Base: %(base)s.") % {"base": figura["base"]})
    foglio.append([])
    con_quote = figura["denominatore"] is not None
    quote = [_("Quota")] if con_quote else []
    unita = capfirst(figura["unita"])
    _testata(foglio, [_("Voce"), unita, *quote, _("Nota"), _("Codice")])
    for voce in figura["voci"]:
        foglio.append([_cella(foglio, voce["etichetta"]), *_valori(foglio, figura, voce)])
    if celle_di(figura):
        foglio.append([])
        taglio = capfirst(taglio_it(figura))
        _testata(foglio, [taglio, unita, *quote, _("Nota"), _("Codice"), _("Voce")])
        for cella in celle_di(figura):
            for voce in cella["voci"]:
                valori = _valori(foglio, figura, voce)
                nome = _cella(foglio, taglio_it(figura, cella))
                foglio.append([nome, *valori, _cella(foglio, voce["etichetta"])])
    foglio.append([])
    for nota in (*note_figura(figura), nota_record(figura)):
        if nota:
            _nota(foglio, nota)
    _nota(foglio, indirizzo(dati["portale"]["sito"], figura["percorso"]))
    _larghezze(foglio, [52, 16, *([10] if con_quote else []), 60, 30, 40])


def _valori(foglio: "Worksheet", figura: Dati, voce: Dati) -> "list[Cell]":
    """Value, share where the figure has shares, note and code."""
    celle = [_cella(foglio, valore_di(voce["valore"]), formato=_formato(figura["unita"]))]
    if figura["denominatore"] is not None:
        celle.append(_cella(foglio, voce["quota"], formato=FORMATO_QUOTA))
    return [*celle, *_celle(foglio, [voce["nota"], voce["codice"]])]


def _pubblicati(foglio: "Worksheet", dati: Dati) -> None:
    fonti = {fonte["codice"]: fonte for fonte in dati["fonti"]}
    titoli = {figura["codice"]: figura["titolo"] for figura in dati["figure"]}
    confronti = [c for f in dati["figure"] for c in f["confronti"]] + dati["altri_pubblicati"]
    _testata(
        foglio,
        [
            _("Cifra pubblicata"),
            _("Pubblicato"),
            _("Unità"),
            _("Calcolato"),
            _("Differenza"),
            _("Figura"),
            _("Perché differisce"),
            _("Nota"),
            _("Fonte"),
            _("Indirizzo della fonte"),
        ],
    )
    for c in confronti:
        fonte = fonti[c["fonte"]]
        valori = [valore_di(c[nome]) for nome in ("pubblicato", "calcolato", "differenza")]
        foglio.append(
            _celle(
                foglio,
                [
                    c["etichetta"],
                    valori[0],
                    c["unita"],
                    valori[1],
                    valori[2],
                    titoli.get(c["figura"], ""),
                    " ".join(spiegazioni([c])),
                    c["nota"],
                    fonte["titolo"],
                    fonte["url"],
                ],
            )
        )
    foglio.freeze_panes = "A2"
    _larghezze(foglio, [52, 12, 14, 12, 12, 34, 70, 50, 44, 60])


def _parole(foglio: "Worksheet", dati: Dati) -> None:
    nomi = [_("Progetto"), _("Comune"), _("Intervento"), _("Data"), _("Titolo")]
    _testata(foglio, [*nomi, _("Domanda"), _("Testo"), _("Indirizzo")])
    for citazione in citazioni_di(dati):
        di_chi = [citazione["progetto"] or _("Comunità di pratica")]
        di_chi += [citazione["comune"], citazione["intervento"], giorno(citazione["scritta_il"])]
        dove = indirizzo(dati["portale"]["sito"], citazione["percorso"])
        for parte in citazione["parti"]:
            detto = [citazione["titolo"], parte["titolo"], parte["testo"]]
            foglio.append(_celle(foglio, [*di_chi, *detto, dove]))
    if nota := nota_citazioni(dati):
        foglio.append(_celle(foglio, [nota]))
    foglio.freeze_panes = "A2"
    _larghezze(foglio, [34, 20, 11, 18, 40, 40, 90, 60])


def _cambiamenti(foglio: "Worksheet", dati: Dati) -> None:
    cambiamenti = dati["cambiamenti"]
    prima = giorno(cambiamenti["prima"]["alla"])
    adesso = giorno(dati["alla"])
    _testata(foglio, [_("Figura"), _("Voce"), prima, adesso, _("Differenza"), _("Unità")])
    for figura in cambiamenti["figure"]:
        for riga in figura["righe"]:
            valori = [valore_di(riga[nome]) for nome in ("prima", "adesso", "differenza")]
            celle = [figura["titolo"], riga["etichetta"], *valori, figura["unita"]]
            foglio.append(_celle(foglio, celle))
    foglio.freeze_panes = "A2"
    _larghezze(foglio, [44, 52, 18, 18, 12, 16])


def _commenti(foglio: "Worksheet", dati: Dati) -> None:
    _testata(foglio, [_("Sezione"), _("Commento")])
    for titolo, testo in commenti_di(dati):
        foglio.append(_celle(foglio, [titolo, testo]))
    foglio.freeze_panes = "A2"
    _larghezze(foglio, [44, 110])


def _record(foglio: "Worksheet", dati: Dati) -> None:
    _testata(foglio, [_("Figura"), _("Voce"), _("Record"), _("Tipo"), _("Chiave"), _("Indirizzo")])
    for figura in dati["figure"]:
        etichette = {voce["codice"]: voce["etichetta"] for voce in figura["voci"]}
        for record in figura["record"]:
            foglio.append(
                _celle(
                    foglio,
                    [
                        figura["titolo"],
                        etichette.get(record["voce"], record["voce"]),
                        record["etichetta"],
                        record["tipo"],
                        record["chiave"],
                        indirizzo(dati["portale"]["sito"], record["url"]),
                    ],
                )
            )
        if nota_record(figura):
            dove = indirizzo(dati["portale"]["sito"], figura["percorso"])
            foglio.append(_celle(foglio, [figura["titolo"], "", nota_record(figura), "", "", dove]))
    foglio.freeze_panes = "A2"
    _larghezze(foglio, [34, 40, 70, 24, 40, 70])


# --- Cells ----------------------------------------------------------------------------------------


def _cella(
    foglio: "Worksheet",
    valore: Any,
    *,
    formato: str = "",
    grassetto: bool = False,
    colore: str | None = None,
) -> "Cell":
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font

    cella = Cell(foglio, column=1, row=1)
    cella.value = cella_sicura(valore)
    # A text is never a formula, whatever it starts with.
    if isinstance(valore, str):
        cella.data_type = "s"
        cella.alignment = Alignment(wrap_text=True, vertical="top")
    elif formato:
        cella.number_format = formato
    if not isinstance(valore, str):
        cella.alignment = Alignment(vertical="top")
    if grassetto or colore:
        cella.font = Font(bold=grassetto, color=colore)
    return cella


def _celle(foglio: "Worksheet", valori: Sequence[Any]) -> "list[Cell]":
    return [_cella(foglio, valore) for valore in valori]


def _testata(foglio: "Worksheet", nomi: Sequence[str]) -> None:
    from openpyxl.styles import PatternFill

    celle = [_cella(foglio, nome, grassetto=True, colore=BLU) for nome in nomi]
    for cella in celle:
        cella.fill = PatternFill("solid", fgColor=BLU_CHIARO)
    foglio.append(celle)


def _titolo(foglio: "Worksheet", testo: str) -> None:
    from openpyxl.styles import Alignment, Font

    cella = _cella(foglio, testo)
    cella.font, cella.alignment = Font(bold=True, size=15, color=BLU), Alignment(wrap_text=False)
    foglio.append([cella])


def _nota(foglio: "Worksheet", testo: str, *, colore: str | None = GRIGIO) -> None:
    from openpyxl.styles import Alignment

    cella = _cella(foglio, testo, colore=colore)
    cella.alignment = Alignment(wrap_text=False)
    foglio.append([cella])


def _larghezze(foglio: "Worksheet", caratteri: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for numero, largo in enumerate(caratteri, start=1):
        foglio.column_dimensions[get_column_letter(numero)].width = largo


def _formato(unita: str) -> str:
    return FORMATO_EURO if unita == EURO else FORMATO_NUMERO


def _nome_foglio(codice: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", codice).replace("-", " ").capitalize()[:31]


def _senza_orologio(libro: bytes) -> bytes:
    """The same workbook without the time it was written at."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(libro)) as prima, zipfile.ZipFile(uscita, "w") as dopo:
        for voce in prima.infolist():
            contenuto = prima.read(voce)
            if voce.filename == "docProps/core.xml":
                contenuto = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", contenuto
                )
            nuova = zipfile.ZipInfo(voce.filename, EPOCA.timetuple()[:6])
            nuova.compress_type = zipfile.ZIP_DEFLATED
            nuova.external_attr = 0o600 << 16
            dopo.writestr(nuova, contenuto)
    return uscita.getvalue()
