"""The XML inside documents: no definitions (DTD: entities that read files or grow without end), no
links to what is elsewhere, read in blocks. Well-formedness is judged by expat."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from fis_portal.core.allegati.errori import FileRifiutato, pericoloso, rovinato

BLOCCO = 256 * 1024
# expat before 2.6 reads an unfinished token again with every block: a huge one would take minutes.
MASSIMO_PEZZO = 4_000_000
XLINK = "http://www.w3.org/1999/xlink href"
SEPARATORE = " "
DEL_WEB = ("http://", "https://", "mailto:", "tel:", "ftp://")
MACRO_ODF = frozenset({"event-listener", "dde-source", "dde-connection-decl"})

Elemento = Callable[[str, dict[str, str]], None]


def check_xml(parte: IO[bytes], nome: str) -> None:
    """Refuse a part of a document (`nome`: its path inside it) that is not innocent."""
    if nome.endswith(".rels"):
        read_xml(parte, _check_relazione)
    elif nome == "META-INF/manifest.xml":
        read_xml(parte, _check_manifesto)
    else:
        read_xml(parte, _check_elemento)


def read_xml(parte: IO[bytes], elemento: Elemento) -> None:
    """Call `elemento(name with its namespace, attributes)` for each tag."""
    parser = expat.ParserCreate(namespace_separator=SEPARATORE)
    parser.StartDoctypeDeclHandler = _rifiuta_definizioni
    parser.EntityDeclHandler = _rifiuta_definizioni
    parser.StartElementHandler = elemento
    letti = 0
    try:
        while blocco := parte.read(BLOCCO):
            letti += len(blocco)
            parser.Parse(blocco, False)
            if letti - parser.CurrentByteIndex > MASSIMO_PEZZO:
                raise rovinato()
        parser.Parse(b"", True)
    except expat.ExpatError as errore:
        raise rovinato() from errore


def _rifiuta_definizioni(*_argomenti: object) -> None:
    raise FileRifiutato(
        "file_pericoloso",
        _("Il file contiene definizioni XML non ammesse: salvalo di nuovo con Excel, Word o "
          "LibreOffice."),
    )  # fmt: skip


def _check_relazione(nome: str, attributi: dict[str, str]) -> None:
    """Office: what a part points to. Only links that a person clicks may lead outside."""
    if not nome.endswith(f"{SEPARATORE}Relationship"):
        return
    tipo, dove = attributi.get("Type", ""), attributi.get("Target", "")
    if attributi.get("TargetMode", "").lower() != "external":
        if "://" in dove or dove.startswith("\\\\"):
            raise _esterno()
        return
    if not tipo.endswith("/hyperlink") or not _is_web(dove):
        raise _esterno()


def _check_manifesto(_nome: str, attributi: dict[str, str]) -> None:
    """OpenDocument: what the package says of its parts."""
    if _nome.endswith(f"{SEPARATORE}encryption-data"):
        raise FileRifiutato(
            "file_protetto",
            _("Il file è protetto da password: salvalo senza password e ricaricalo."),
        )
    if any("oleobject" in valore for valore in attributi.values()):
        raise pericoloso(_("oggetti incorporati"))


def _check_elemento(nome: str, attributi: dict[str, str]) -> None:
    """OpenDocument: pictures, sections and tables that come from elsewhere; scripts."""
    locale = nome.rpartition(SEPARATORE)[2]
    if locale in MACRO_ODF:
        raise pericoloso(_("macro o collegamenti dinamici"))
    dove = attributi.get(XLINK, "").strip()
    if dove.startswith("vnd.sun.star.script:"):
        raise pericoloso(_("macro"))
    if locale != "a" and (":" in dove.partition("/")[0] or dove.startswith(("../", "/", "\\"))):
        raise _esterno()
    if locale == "a" and not _is_web(dove):
        raise _esterno()


def _is_web(dove: str) -> bool:
    """A page, an address or a place in the document itself: never a file of some computer."""
    return dove.lower().startswith(DEL_WEB) or (
        ":" not in dove.partition("/")[0] and not dove.startswith(("\\", "//"))
    )


def _esterno() -> FileRifiutato:
    return pericoloso(_("collegamenti a file esterni (modelli, immagini o dati)"))
