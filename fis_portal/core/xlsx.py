"""The gate every XLSX passes before it is read: a zip that anybody can fill (A1 rows 14, 16, 17).

Its directory is judged before a byte is unpacked (a 1 MB file can declare gigabytes), then each
part is unpacked a piece at a time, within what it declared: macros, links to other files, XML
definitions and cells out of place are refused with a reason. On the way formulas are noted, since
the reader would give their last result as if somebody had typed it.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fis_portal.core.archivi import MASSIMO_VOCI, OLE, ROVINATO, is_troppo_grande
from fis_portal.core.errors import DomainError

MAX_RIGHE = 20_000
MAX_COLONNE = 100
MAX_BYTE_ESTRATTI = 80_000_000
# calamine lays a sheet out whole, 32 bytes a cell: this many take 64 MB.
MAX_CELLE = 2_000_000
PEZZO = 1 << 20
# Formulas and errors noted one by one; after so many the file is plainly not ours.
MAX_NOTATE = 1_000

VOCE_ZIP = b"PK\x01\x02"
PREFISSO = rb"<(?:[^\s<>/=!?:]+:)?"
# Atomic: the first `r` of a tag and no other, or a tag of many would take forever.
POSTO = rb"""(?>[^<>]*?\sr\s*=\s*["'])"""
CELLA = re.compile(PREFISSO + rb"c(?=\s)" + POSTO + rb"([A-Za-z]+)(\d+)")
SENZA_POSTO = re.compile(PREFISSO + rb"c(?=[\s/>])(?!" + POSTO + rb"[A-Za-z]+\d)")
FORMULA = re.compile(PREFISSO + rb"c(?=\s)" + POSTO + rb"(\w+)[^<>]*>\s*" + PREFISSO + rb"f[\s/>]")
ERRORE = re.compile(PREFISSO + rb"""c(?=\s[^<>]*?\st\s*=\s*["']e["'])""" + POSTO + rb"(\w+)")
MACRO = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.I)
CODIFICA = re.compile(rb"""^.{0,10}<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-?8["'])""", re.I | re.S)
PROIBITI = (
    (re.compile(r"vbaProject|/macrosheets/|/activeX/", re.I), "macro"),
    (re.compile(r"^xl/(externalLinks/|connections\.xml|queryTables/)", re.I), "collegamenti"),
    (re.compile(r"^xl/embeddings/", re.I), "oggetti"),
)


@dataclass
class ParteFoglio:
    """What the gate saw of one sheet: its size, and the cells no person typed."""

    righe: int = 0
    colonne: int = 0
    celle: int = 0
    formule: set[str] = field(default_factory=set)
    errori: set[str] = field(default_factory=set)


def check_xlsx(dati: bytes) -> dict[str, ParteFoglio]:
    """Refuse what must not be read; tells, by name of part, what each sheet holds.

    Raises DomainError: `file_troppo_grande`, or `file_non_valido` with what to do.
    """
    check_formato(dati)
    if dati.count(VOCE_ZIP) > MASSIMO_VOCI:
        raise _gonfio()  # even listing so many entries would take long
    try:
        with zipfile.ZipFile(io.BytesIO(dati)) as archivio:
            voci = archivio.infolist()
            _check_elenco(voci)
            return {voce.filename: _check_parte(archivio, voce) for voce in voci}
    except ROVINATO as errore:
        raise rovinato() from errore


def check_formato(dati: bytes) -> None:
    """Is it a zip at all? Says which other thing it seems to be."""
    if dati[:8] == OLE:
        raise non_valido(
            _("Il file è nel vecchio formato di Excel (.xls) o è protetto da password: "
              "salvalo come «Cartella di lavoro di Excel (.xlsx)» senza password.")
        )  # fmt: skip
    if dati[:4] != b"PK\x03\x04":
        raise non_valido(_("Il file non è una cartella di lavoro di Excel (.xlsx)."))


def non_valido(messaggio: str) -> DomainError:
    return DomainError("file_non_valido", messaggio)


def rovinato() -> DomainError:
    return non_valido(
        _("Il file non si riesce ad aprire: è rovinato o incompleto. "
          "Aprilo con Excel o LibreOffice e salvalo di nuovo in formato .xlsx.")
    )  # fmt: skip


def _gonfio() -> DomainError:
    return DomainError(
        "file_troppo_grande",
        _("Il file, una volta aperto, è troppo grande: elimina fogli, immagini e formati "
          "inutili o dividilo in più file."),
    )  # fmt: skip


# --- The directory -------------------------------------------------------------------------------
def _check_elenco(voci: Sequence[zipfile.ZipInfo]) -> None:
    if is_troppo_grande(voci, MAX_BYTE_ESTRATTI):
        raise _gonfio()
    nomi = {voce.filename for voce in voci}
    if len(nomi) != len(voci):
        # Two parts of one name: what is judged could be one, what is read the other.
        raise rovinato()
    for voce in voci:
        if voce.flag_bits & 0x1:
            raise non_valido(_("Il file è protetto da password: salvalo senza password."))
        for forma, cosa in PROIBITI:
            if forma.search(voce.filename):
                raise non_valido(_proibito(cosa))
    if "xl/workbook.xml" not in nomi:
        raise non_valido(_("Il file non è una cartella di lavoro di Excel (.xlsx)."))


def _proibito(cosa: str) -> str:
    return {
        "macro": _("Il file contiene macro: salvalo come .xlsx senza macro."),
        "collegamenti": _("Il file contiene collegamenti ad altri file o a basi di dati: "
                          "incolla i valori in un file nuovo."),
        "oggetti": _("Il file contiene oggetti incorporati: eliminali."),
    }[cosa]  # fmt: skip


# --- The parts -----------------------------------------------------------------------------------
def _check_parte(archivio: zipfile.ZipFile, voce: zipfile.ZipInfo) -> ParteFoglio:
    """Unpack one part within its declared size: no definitions, other encodings, far cells."""
    parte, foglio, rotta = ParteFoglio(), False, False
    xml = voce.filename.lower().endswith((".xml", ".rels"))
    for numero, (testo, intero) in enumerate(_pezzi(archivio, voce)):
        # Only UTF-8 is searched below: parts in other encodings could hide what is sought.
        altra = xml and (b"\x00" in testo[:200] or (numero == 0 and CODIFICA.match(testo)))
        if altra or b"<!DOCTYPE" in testo or b"<!ENTITY" in testo:
            raise non_valido(_("Il file contiene definizioni XML non ammesse."))
        if voce.filename == "[Content_Types].xml" and MACRO.search(testo):
            raise non_valido(_proibito("macro"))  # whatever the part itself is called
        foglio = foglio or b"sheetData" in testo
        # Cells without a place follow one another: a few bytes each would make a huge sheet.
        # The last tag of a piece may be half of itself: it begins the next one.
        rotta = rotta or not intero or bool(SENZA_POSTO.search(testo, 0, testo.rfind(b"<")))
        _misura(parte, testo)
        if foglio and _troppo_largo(parte):
            raise _lontane(parte)
    if foglio and rotta:
        raise rovinato()
    return parte if foglio else ParteFoglio()


def _lontane(parte: ParteFoglio) -> DomainError:
    return non_valido(
        _("Il foglio ha celle troppo lontane (riga %(riga)s): elimina righe e colonne "
          "vuote o formattate oltre i dati.")
        % {"riga": parte.righe}
    )  # fmt: skip


def _pezzi(archivio: zipfile.ZipFile, voce: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    """The part in pieces, each from the last two tags of the one before; False: a tag was cut."""
    coda = b""
    with archivio.open(voce) as parte:
        while pezzo := parte.read(PEZZO):
            testo = coda + pezzo
            ultimo = max(testo.rfind(b"<"), 0)
            coda = testo[max(testo.rfind(b"<", 0, ultimo), 0) :]
            intero = len(coda) <= PEZZO
            coda = coda[-PEZZO:]
            yield testo, intero


def _misura(parte: ParteFoglio, testo: bytes) -> None:
    """Grow the sheet to the cells of this piece, and note those that no person typed."""
    celle = CELLA.findall(testo)
    parte.celle += len(celle)
    righe = {riga[:8] for _colonna, riga in celle}
    colonne = {colonna[:4] for colonna, _riga in celle}
    parte.righe = max([parte.righe, *map(int, righe)])
    parte.colonne = max([parte.colonne, *map(_numero_colonna, colonne)])
    _annota(parte.formule, FORMULA, testo)
    _annota(parte.errori, ERRORE, testo)


def _troppo_largo(parte: ParteFoglio) -> bool:
    return (
        parte.righe > MAX_RIGHE * 2
        or parte.colonne > MAX_COLONNE * 4
        or max(parte.righe * parte.colonne, parte.celle) > MAX_CELLE
    )


def _annota(celle: set[str], forma: re.Pattern[bytes], testo: bytes) -> None:
    for cella in forma.findall(testo):
        if len(celle) == MAX_NOTATE:
            return
        celle.add(cella.decode("ascii", "replace").upper())


def _numero_colonna(lettere: bytes) -> int:
    numero = 0
    for lettera in lettere.upper():
        numero = numero * 26 + lettera - 64
    return numero
