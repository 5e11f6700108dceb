"""A long document laid out in parts, put together again with pikepdf as if it were one.

WeasyPrint holds every box of a document until it is written, about two megabytes a page. A part is
written and forgotten before the next one is laid out. What runs through the parts is joined here:
pages, tags, bookmarks, links from one part to another, and what stands in the margins, which is
drawn last, when the pages are counted.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fis_portal.core.pdf_ua import complete_element, complete_page, elements, saved

if TYPE_CHECKING:
    import pikepdf

# A link to an anchor of another part, as WeasyPrint is shown it: an address it need not know.
ALTROVE = "parte:"
ANCORA = re.compile(r'\bid="([^"]+)"')
RIMANDO = re.compile(r'href="#([^"]+)"')


@dataclass(frozen=True, slots=True)
class Parte:
    """A part as WeasyPrint wrote it, and the pages of its anchors, from 0."""

    grezzo: bytes
    pagine: int
    ancore: Mapping[str, int]


def rimandi_altrove(html: str) -> str:
    """The same HTML, in which links to what is in other parts can be laid out."""
    presenti = set(ANCORA.findall(html))

    def rimando(trovato: re.Match[str]) -> str:
        ancora = trovato[1]
        return trovato[0] if ancora in presenti else f'href="{ALTROVE}{ancora}"'

    return RIMANDO.sub(rimando, html)


def pagine_delle_ancore(parti: Iterable[Parte], prima: int) -> dict[str, int]:
    """The page of each anchor, where the first part begins after `prima` pages."""
    pagine: dict[str, int] = {}
    for parte in parti:
        pagine |= {ancora: prima + 1 + pagina for ancora, pagina in parte.ancore.items()}
        prima += parte.pagine
    return pagine


def unisci(parti: Sequence[Parte], margini: bytes) -> bytes:
    """One file: the parts in their order, and in the margins of every page but the cover what is
    on the last page but one of `margini`, and its number: they are on the last page, one over the
    other. The same input gives the same bytes."""
    import pikepdf

    noti = {ancora for parte in parti for ancora in parte.ancore}
    with pikepdf.open(BytesIO(parti[0].grezzo)) as tutto, pikepdf.open(BytesIO(margini)) as fregi:
        _completa(tutto, noti, 0)
        for n, parte in enumerate(parti[1:], start=1):
            prima = len(tutto.objects)
            with pikepdf.open(BytesIO(parte.grezzo)) as altro:
                _completa(altro, noti, n)
                _accoda(tutto, altro)
                _trattieni(tutto, prima)
        _in_margine(tutto, fregi)
        return saved(tutto)


def _completa(pdf: "pikepdf.Pdf", noti: set[str], n: int) -> None:
    """As `pdf_ua.complete_tags` (margins are empty here), and told from the other parts."""
    for elemento in elements(pdf.Root.StructTreeRoot):
        complete_element(elemento)
        _chiavi_proprie(elemento, n)
    _link_altrove(pdf, noti)
    for pagina in pdf.pages:
        complete_page(pagina)


def _trattieni(tutto: "pikepdf.Pdf", da: int) -> None:
    """Have the content of what was just copied: it is read from the other file only when saved,
    and all the parts would have to stay open till then."""
    import pikepdf

    for numero in range(da + 1, len(tutto.objects) + 1):
        oggetto = tutto.get_object(numero, 0)
        if isinstance(oggetto, pikepdf.Stream):
            come: Any = oggetto.get("/Filter"), oggetto.get("/DecodeParms")
            oggetto.write(oggetto.read_raw_bytes(), filter=come[0], decode_parms=come[1])


def _link_altrove(pdf: "pikepdf.Pdf", noti: set[str]) -> None:
    import pikepdf

    for pagina in pdf.pages:
        for nota in pagina.get("/Annots", []):
            indirizzo = str(nota.A.URI) if "/A" in nota and "/URI" in nota.A else ""
            ancora = indirizzo.removeprefix(ALTROVE)
            if ancora != indirizzo and ancora in noti:
                nota.Dest = nota.Contents = pikepdf.String(ancora)
                del nota["/A"]


def _chiavi_proprie(elemento: "pikepdf.Object", n: int) -> None:
    """Headings of tables are called by keys: those of two parts may not be the same."""
    import pikepdf

    def propria(chiave: Any) -> "pikepdf.String":
        return pikepdf.String(f"{n}.{chiave}")

    if "/ID" in elemento:
        elemento.ID = propria(elemento.ID)
    if elemento.S in ("/TD", "/TH") and "/A" in elemento and "/Headers" in elemento.A:
        elemento.A.Headers = pikepdf.Array([propria(k) for k in elemento.A.Headers])


def _accoda(tutto: "pikepdf.Pdf", altro: "pikepdf.Pdf") -> None:
    import pikepdf

    prima = len(tutto.pages)
    with warnings.catch_warnings():
        # Named destinations do not come along: they are copied below.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        tutto.pages.extend(altro.pages)
    _albero(tutto, altro, list(tutto.pages)[prima:])
    _segnalibri(tutto, altro)
    _destinazioni(tutto, altro)


def _albero(tutto: "pikepdf.Pdf", altro: "pikepdf.Pdf", pagine: Iterable["pikepdf.Page"]) -> None:
    """The tags of the other under the one document, and the way from each page to its tags."""
    radice = tutto.Root.StructTreeRoot
    sua = tutto.copy_foreign(altro.Root.StructTreeRoot)
    documento = radice.K[0]
    for elemento in sua.K[0].K:
        elemento.P = documento
        documento.K.append(elemento)
    numeri = radice.ParentTree.Nums
    libera = int(numeri[-2]) + 1
    for posto, valore in enumerate(sua.ParentTree.Nums):
        numeri.append(valore if posto % 2 else int(valore) + libera)
    for pagina in pagine:
        pagina.StructParents = int(pagina.StructParents) + libera
        for nota in pagina.get("/Annots", []):
            if "/StructParent" in nota:
                nota.StructParent = int(nota.StructParent) + libera


def _segnalibri(tutto: "pikepdf.Pdf", altro: "pikepdf.Pdf") -> None:
    if "/Outlines" not in altro.Root or "/First" not in altro.Root.Outlines:
        return
    radice, suoi = tutto.Root.Outlines, tutto.copy_foreign(altro.Root.Outlines)
    voce = suoi.First
    voce.Prev, radice.Last.Next = radice.Last, voce
    while True:
        voce.Parent = radice
        if "/Next" not in voce:
            break
        voce = voce.Next
    radice.Last = voce
    radice.Count = int(radice.Count) + int(suoi.Count)


def _destinazioni(tutto: "pikepdf.Pdf", altro: "pikepdf.Pdf") -> None:
    """Names of anchors are looked for in a sorted list."""
    import pikepdf

    if "/Names" not in altro.Root:
        return
    sue = tutto.copy_foreign(altro.make_indirect(altro.Root.Names.Dests))
    coppie = [*tutto.Root.Names.Dests.Names, *sue.Names]
    per_nome = sorted(zip(coppie[::2], coppie[1::2], strict=True), key=lambda c: bytes(c[0]))
    tutto.Root.Names.Dests.Names = pikepdf.Array([dato for coppia in per_nome for dato in coppia])


def _in_margine(tutto: "pikepdf.Pdf", fregi: "pikepdf.Pdf") -> None:
    """Running titles and page numbers are furniture, nothing a reader must hear at each page."""
    import pikepdf

    comune, numeri = (tutto.copy_foreign(p.as_form_xobject()) for p in list(fregi.pages)[-2:])
    pagine = list(tutto.pages)[1:]
    for n, (pagina, numero) in enumerate(zip(pagine, _scritte(numeri), strict=True), start=2):
        # The pages of a part share their resources: each number has a name of its own.
        nome = pikepdf.Name(f"/Numero{n}")
        suo = tutto.make_stream(numero, numeri.stream_dict)
        pagina.add_resource(comune, pikepdf.Name.XObject, pikepdf.Name.Margine)
        pagina.add_resource(suo, pikepdf.Name.XObject, nome)
        disegna = f"/Artifact <</Type /Pagination>> BDC q /Margine Do {nome} Do Q EMC"
        pagina.contents_add(disegna.encode(), prepend=True)


def _scritte(forma: "pikepdf.Object") -> Iterator[bytes]:
    """What draws each text of a page alone: from its own q, in the space of the page."""
    import pikepdf

    spazio: list[Any] = []
    sua: list[Any] = []
    for istruzione in pikepdf.parse_content_stream(forma):
        match str(istruzione.operator):
            case "cm":
                spazio.append(istruzione)
            case "q":
                sua = []
            case "ET":
                yield pikepdf.unparse_content_stream([*spazio, *sua, istruzione])
            case _:
                sua.append(istruzione)
