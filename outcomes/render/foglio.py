"""The workbook of a report, to be filled in offline and sent back (issue 3, item 4).

Only the cells to fill in can be written; a hidden sheet remembers which report it is and what its
rows were, so that an old workbook cannot undo silently what was done meanwhile.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection

from fis_portal.core.numeri import numero_letto
from outcomes.models import Indicatore, Rilevazione
from outcomes.render.foglio_istruzioni import istruzioni
from outcomes.render.foglio_stili import (
    BLOCCATA,
    FORMATI,
    LIBERA,
    NON_USATA,
    TESTATA,
    Convalide,
    stili,
)
from outcomes.selectors.avvisi import avvisi_aperti
from outcomes.selectors.foglio.celle import cella_di, impronta, leggi_cella, testo_sicuro
from outcomes.selectors.foglio.colonne import (
    FORMATO,
    SERVIZIO,
    Colonna,
    Foglio,
    Posto,
    fogli,
    posti,
)
from outcomes.selectors.modulo import Modulo
from outcomes.selectors.righe import Riga
from progetti.models import Attivita, VoceSpesa

# Digests in one cell: a cell takes 32,767 characters.
IMPRONTE_PER_CELLA = 200


def foglio_xlsx(modulo: Modulo) -> bytes:
    """The workbook of a report, with what was said so far."""
    libro = Workbook(write_only=True)
    for stile in stili():
        libro.add_named_style(stile)
    # Nobody unhides or deletes a sheet by accident; there is no password to lose.
    libro.security = WorkbookProtection(lockStructure=True)
    istruzioni(libro, modulo)
    impronte: dict[tuple[str, str], dict[str, str]] = {}
    for foglio in fogli():
        _scrivi(libro, foglio, modulo, impronte)
    _servizio(libro, modulo, impronte)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def _scrivi(
    libro: Any, foglio: Foglio, modulo: Modulo, impronte: dict[tuple[str, str], dict[str, str]]
) -> None:
    pagina = libro.create_sheet(foglio.nome)
    convalide = Convalide()
    _prepara(pagina, foglio)
    pagina.append([_cella(pagina, c.titolo, TESTATA) for c in foglio.colonne])
    for numero, posto in enumerate(posti(foglio, modulo.sezioni[foglio.sezione]), 2):
        riga = posto.riga
        viste = impronte.setdefault((riga.sezione, riga.chiave), {})
        fatti = _fatti(posto)
        celle = []
        for colonna, dettagli in enumerate(foglio.colonne, 1):
            campo = posto.campi.get(dettagli.nome)
            if campo is None:
                celle.append(_fissa(pagina, dettagli, fatti))
                continue
            valore = cella_di(campo, riga.valori[campo.nome])
            celle.append(_libera(pagina, valore, FORMATI.get(campo.tipo, "@")))
            convalide.aggiungi(campo, colonna, numero)
            if valore is not None:
                viste[campo.nome] = impronta(leggi_cella(campo, _riletto(valore)).testo)
        pagina.append(celle)
    for convalida in convalide.tutte():
        pagina.data_validations.append(convalida)


def _prepara(pagina: Any, foglio: Foglio) -> None:
    pagina.freeze_panes = "C2" if len(foglio.colonne) > 4 else "A2"
    for numero, colonna in enumerate(foglio.colonne, 1):
        pagina.column_dimensions[get_column_letter(numero)].width = colonna.larghezza
    pagina.protection.sheet = True
    # Widths and heights are everybody's to change.
    pagina.protection.formatColumns = False
    pagina.protection.formatRows = False
    pagina.page_setup.orientation = "landscape"
    pagina.page_setup.fitToHeight = 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True


def _cella(pagina: Any, valore: Any, stile: str) -> Any:
    cella = WriteOnlyCell(pagina, valore)
    cella.style = stile
    if isinstance(valore, str):
        # An apostrophe in front keeps formulas texts; so does saying it is one.
        cella.data_type = "s"
    return cella


def _fissa(pagina: Any, colonna: Colonna, fatti: Mapping[str, Any]) -> Any:
    return _cella(pagina, fatti.get(colonna.nome), NON_USATA if colonna.libera else BLOCCATA)


def _libera(pagina: Any, valore: Any, formato: str) -> Any:
    cella = _cella(pagina, valore, LIBERA)
    cella.number_format = formato
    return cella


def _riletto(valore: Any) -> Any:
    """The value as a reader of the file gives it."""
    if isinstance(valore, str):
        return valore.replace("_x005F_", "_")
    return float(valore) if isinstance(valore, Decimal) else valore


# --- What stands in the locked columns -----------------------------------------------------------
def _fatti(posto: Posto) -> dict[str, Any]:
    riga = posto.riga
    chiavi = dict(zip(("codice", "dimensione", "voce"), posto.chiave, strict=False))
    fatti: dict[str, Any] = {
        **chiavi,
        "etichetta": riga.etichetta,
        "precedente": _numero(riga.precedente),
        "target": _numero(riga.target),
        "segnalazioni": "\n".join(_segnalazioni(riga)),
        **_del_riferimento(riga),
    }
    return {
        nome: testo_sicuro(valore) if isinstance(valore, str) else valore
        for nome, valore in fatti.items()
        if valore != ""
    }


def _del_riferimento(riga: Riga) -> dict[str, Any]:
    voce = riga.riferimento
    if isinstance(voce, Indicatore):
        return {"definizione": voce.definizione or voce.metodo, "unita": voce.unita}
    if isinstance(voce, Attivita):
        date = {"prevista_dal": voce.prevista_dal, "prevista_al": voce.prevista_al}
        return {nome: f"{data:%d/%m/%Y}" for nome, data in date.items() if data}
    return {"tipo": str(voce.get_tipo_display())} if isinstance(voce, VoceSpesa) else {}


def _segnalazioni(riga: Riga) -> Iterator[str]:
    yield from riga.errori.values()
    if isinstance(riga.oggetto, Rilevazione):
        for avviso in avvisi_aperti(riga.oggetto, riga.avvisi):
            yield avviso.testo


def _numero(testo: str) -> Any:
    """Numbers stay numbers; «3 su 4» is a text."""
    try:
        return numero_letto(testo)
    except ValueError:
        return testo


# --- The hidden sheet ----------------------------------------------------------------------------
def _servizio(
    libro: Any, modulo: Modulo, impronte: Mapping[tuple[str, str], Mapping[str, str]]
) -> None:
    pagina = libro.create_sheet(SERVIZIO)
    pagina.sheet_state = "hidden"
    pagina.protection.sheet = True
    rendicontazione = modulo.rendicontazione
    for nome, valore in (
        ("formato", FORMATO),
        ("rendicontazione", rendicontazione.pk),
        ("revisione", rendicontazione.revisione),
    ):
        pagina.append([nome, valore])
    for righe in modulo.sezioni.values():
        for riga in righe:
            for pezzo in _a_pezzi(impronte.get((riga.sezione, riga.chiave), {})):
                chiave = testo_sicuro(riga.chiave)
                pagina.append([riga.sezione, chiave, riga.versione, json.dumps(pezzo)])


def _a_pezzi(impronte: Mapping[str, str]) -> Iterable[dict[str, str]]:
    voci = list(impronte.items())
    for inizio in range(0, max(len(voci), 1), IMPRONTE_PER_CELLA):
        yield dict(voci[inizio : inizio + IMPRONTE_PER_CELLA])


def nome_file(modulo: Modulo) -> str:
    """What the download is called."""
    rendicontazione = modulo.rendicontazione
    return _("rendicontazione-%(progetto)s-%(periodo)s-%(data)s.xlsx") % {
        "progetto": rendicontazione.progetto.slug,
        "periodo": rendicontazione.periodo.codice,
        "data": f"{timezone.localtime():%Y%m%d-%H%M}",
    }
