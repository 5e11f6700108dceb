"""What WeasyPrint leaves out of PDF/UA-1, added to the finished file with pikepdf.

Scopes of heading cells, page furniture marked as such, links that print and lead to the web.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

STAMPABILE = 4  # annotation flag "Print", PDF 32000-1 table 165
# How WeasyPrint opens a piece of content. Texts are written in hexadecimal and cannot look like it;
# to take whole pages apart and put them together again would double the time of all this.
SEGNO = re.compile(rb"/[A-Za-z0-9]+\s+<<\s*/MCID\s+(\d+)\s*>>\s+BDC\b")
ARTEFATTO = b"/Artifact\n<</Type /Pagination>>\nBDC"
SCHEMI_DEI_LINK = ("https:", "http:", "mailto:", "tel:")


def complete_tags(grezzo: bytes) -> bytes:
    """The same file, complete. The same input gives the same bytes."""
    import pikepdf

    with pikepdf.open(BytesIO(grezzo)) as pdf:
        contenuti: dict[tuple[int, int], set[int]] = {}
        for elemento in elements(pdf.Root.StructTreeRoot):
            if "/Pg" in elemento:
                contenuti.setdefault(elemento.Pg.objgen, set()).update(_marcati(elemento))
            complete_element(elemento)
        for pagina in pdf.pages:
            complete_page(pagina)
            _margini(pdf, pagina, contenuti.get(pagina.obj.objgen, set()))
        return saved(pdf)


def complete_element(elemento: "pikepdf.Object") -> None:
    """A heading cell says what it heads."""
    if elemento.S == "/TH":
        _scope(elemento)


def complete_page(pagina: "pikepdf.Page") -> None:
    """The order of the tab key, and links that print and lead to the web."""
    import pikepdf

    pagina.Tabs = pikepdf.Name.S
    _link_della_pagina(pagina)


def saved(pdf: "pikepdf.Pdf") -> bytes:
    """The bytes of the file, compressed whole; no clock in them."""
    import pikepdf

    uscita = BytesIO()
    pdf.save(uscita, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return uscita.getvalue()


def elements(radice: "pikepdf.Object") -> Iterable["pikepdf.Object"]:
    """Structure elements in reading order; no recursion, they nest as deep as the document."""
    import pikepdf

    coda = [radice]
    while coda:
        elemento = coda.pop()
        if "/S" in elemento:
            yield elemento
        figli = [f for f in _figli(elemento) if isinstance(f, pikepdf.Dictionary)]
        coda += reversed(figli)


def _figli(elemento: "pikepdf.Object") -> list[Any]:
    """Elements (dictionaries) and pieces of page content (numbers): one alone, or an array."""
    import pikepdf

    figli: Any = elemento.get("/K", [])
    return list(figli) if isinstance(figli, pikepdf.Array | list) else [figli]


def _marcati(elemento: "pikepdf.Object") -> set[int]:
    """Numbers of the pieces of page content an element holds itself."""
    return {int(figlio) for figlio in _figli(elemento) if isinstance(figlio, int)}


def _margini(pdf: "pikepdf.Pdf", pagina: "pikepdf.Page", contenuti: set[int]) -> None:
    """Running titles and page numbers are furniture: WeasyPrint marks them as content."""
    fuori: set[int] = set()

    def artefatto(segno: re.Match[bytes]) -> bytes:
        marca = int(segno[1])
        if marca in contenuti:
            return segno[0]
        fuori.add(marca)
        return ARTEFATTO

    istruzioni = SEGNO.sub(artefatto, _istruzioni(pagina))
    if fuori:
        pagina.Contents = pdf.make_stream(istruzioni)
        _sciogli(pdf, int(pagina.StructParents), fuori)


def _istruzioni(pagina: "pikepdf.Page") -> bytes:
    import pikepdf

    contenuto = pagina.Contents
    parti = contenuto if isinstance(contenuto, pikepdf.Array) else [contenuto]
    return b"\n".join(parte.read_bytes() for parte in parti)


def _sciogli(pdf: "pikepdf.Pdf", chiave: int, marche: set[int]) -> None:
    """Let go of the elements of what is no longer content: no orphans in the parent tree."""
    coppie = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    for numero, elementi in zip(coppie[::2], coppie[1::2], strict=True):
        if int(numero) == chiave:
            for marca in marche:
                elementi[marca] = None


def _scope(cella: "pikepdf.Object") -> None:
    """A heading cell in the table head names its column, elsewhere its row."""
    import pikepdf

    nella_testata = cella.P.P.get("/S") == "/THead"
    attributi = cella.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
    attributi.Scope = pikepdf.Name.Column if nella_testata else pikepdf.Name.Row
    cella.A = attributi


def _link_della_pagina(pagina: "pikepdf.Page") -> None:
    for nota in pagina.get("/Annots", []):
        if nota.get("/Subtype") != "/Link":
            continue
        nota.F = int(nota.get("/F", 0)) | STAMPABILE
        indirizzo = str(nota.A.URI) if "/A" in nota and "/URI" in nota.A else ""
        if indirizzo and not indirizzo.lower().startswith(SCHEMI_DEI_LINK):
            del nota["/A"]  # javascript:, file: and relative addresses lead nowhere good
