"""HTML to accessible PDF (PDF/UA-1). The only module that may touch WeasyPrint.

Rendering opens no socket and no file but those of the list made here: a report holds texts typed by
many people, and a link to an image in one of them must not make our server fetch anything.
"""

import datetime
import gc
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import CDLL
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from fis_portal.core.pdf_parti import Parte, pagine_delle_ancore, rimandi_altrove, unisci
from fis_portal.core.pdf_svg import testi_interi
from fis_portal.core.pdf_ua import complete_tags

if TYPE_CHECKING:
    import weasyprint

logger = logging.getLogger(__name__)

# What WeasyPrint loads at import; libharfbuzz-subset keeps the embedded fonts small.
LIBRERIE = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
COMANDO_APT = (
    "apt-get install -y --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
SCHEMA_PACCHETTO = "pacchetto:"
TIPI_PACCHETTO = {
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
# weight, style, file of the theme's wheel (static files only, never imported)
TITILLIUM = (
    (400, "normal", "regular"),
    (400, "italic", "italic"),
    (600, "normal", "600"),
    (600, "italic", "600italic"),
    (700, "normal", "700"),
    (700, "italic", "700italic"),
)


class PdfNonDisponibile(DomainError):
    """This machine cannot make PDFs: system libraries or fonts are missing."""


def pdf_disponibile() -> bool:
    """Can PDFs be made here? Cheap: WeasyPrint is not loaded."""
    return not _mancanti()


@cache
def _mancanti() -> tuple[str, ...]:
    return (*(nome for nome in LIBRERIE if not _si_carica(nome)), *_caratteri_mancanti())


def _si_carica(libreria: str) -> bool:
    try:
        CDLL(libreria)
    except OSError:
        return False
    return True


def _caratteri_mancanti() -> list[str]:
    # Pango crashes the whole process when it finds no font at all: without ours we do not start.
    return [nome for _peso, _stile, nome in TITILLIUM if _nome_font(nome) not in _pacchetto()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheda:
    """What a file says of itself; `indirizzo_sito` completes relative links."""

    titolo: str
    autore: str = ""
    descrizione: str = ""
    parole_chiave: Sequence[str] = ()
    creato: datetime.date | None = None
    indirizzo_sito: str = ""


@dataclass(frozen=True, slots=True)
class Attesa:
    """How many pages an opening takes and where its anchors stand. It tells of itself what is known
    only once it is laid out: where this is not what was expected, it is laid out again."""

    pagine: int
    dove: dict[str, int]


def pdf_render(
    html: str,
    *,
    titolo: str,
    autore: str = "",
    descrizione: str = "",
    parole_chiave: Sequence[str] = (),
    creato: datetime.date | None = None,
    indirizzo_sito: str = "",
) -> bytes:
    """Turn a whole HTML document (templates/pdf/base.html) into a tagged PDF/UA-1 file.

    `indirizzo_sito` completes relative links. The same input gives the same bytes.
    Raises PdfNonDisponibile, with the command that repairs it.
    """
    scheda = Scheda(
        titolo=titolo,
        autore=autore,
        descrizione=descrizione,
        parole_chiave=parole_chiave,
        creato=creato,
        indirizzo_sito=indirizzo_sito,
    )
    return complete_tags(_impagina(html, scheda, Stile()).grezzo)


def pdf_render_parts(
    scheda: Scheda,
    *,
    stile: str,
    apertura: Callable[[Mapping[str, int]], str],
    attesa: Attesa,
    parti: Iterable[str],
    margini: Callable[[int], str],
) -> bytes:
    """As `pdf_render`, for a document of any length: memory is that of its longest part.

    `stile` names the packaged style sheet of all its HTML. `parti` are whole documents without
    anything in their margins. `apertura`, which comes before them, is told the page of each of
    their anchors, and of its own: cover and contents; `attesa` is what it comes to most often.
    `margini` is told how many pages there are: see
    `pdf_parti.unisci` for what its document holds.
    """
    suo = Stile(stile)
    corpo = [_impagina(rimandi_altrove(html), scheda, suo) for html in parti]
    for _giro in range(3):
        html = apertura(attesa.dove | pagine_delle_ancore(corpo, attesa.pagine))
        prima = _impagina(rimandi_altrove(html), scheda, suo)
        riuscita = Attesa(prima.pagine, pagine_delle_ancore([prima], 0))
        if riuscita == attesa:
            break
        attesa = riuscita
    tutte = [prima, *corpo]
    quante = sum(parte.pagine for parte in tutte)
    fregi = _impagina(margini(quante), scheda, suo, parla=False)
    return unisci(tutte, fregi.grezzo)


class Stile:
    """Fonts and style sheets common to all the parts of a document, read once; `suo` adds to the
    sheet of all documents. What an HTML names itself comes after them."""

    def __init__(self, suo: str = "") -> None:
        weasyprint = _weasyprint()
        self.fonts = weasyprint.text.fonts.FontConfiguration()
        comune = _font_face() + _testo("pubblicazione.css")
        self.fogli = [
            weasyprint.CSS(string=testo, url_fetcher=_fetcher(), font_config=self.fonts)
            for testo in (comune, _testo(suo) if suo else "")
        ]


@contextmanager
def _raccolta_alla_fine() -> Iterator[None]:
    """Collect garbage once, when a document is written: till then its boxes live, and to look at
    them over and over, and at all that was here before them, is a tenth of the work."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.unfreeze()


@_raccolta_alla_fine()
def _impagina(html: str, scheda: Scheda, stile: Stile, *, parla: bool = True) -> Parte:
    """Lay out and write a document; `parla`: with tags, for those who listen to it."""
    pagina = _weasyprint().HTML(
        string=html,
        base_url=scheda.indirizzo_sito or None,
        url_fetcher=_fetcher(),
        media_type="print",
    )
    documento = pagina.render(font_config=stile.fonts, stylesheets=stile.fogli, cache={})
    _intesta(documento.metadata, scheda)
    grezzo = documento.write_pdf(
        pdf_variant="pdf/ua-1" if parla else None,
        pdf_identifier=b"fis",
        full_fonts=False,
        # pikepdf compresses it, when it saves the whole: in less time, and once.
        uncompressed_pdf=True,
        cache={},
    )
    return Parte(
        grezzo=grezzo,
        pagine=len(documento.pages),
        ancore=_ancore(documento.pages),
    )


def _ancore(pagine: Sequence[Any]) -> dict[str, int]:
    """The page where each anchor begins: what goes on over pages is on all of them."""
    ancore: dict[str, int] = {}
    for numero, pagina in enumerate(pagine):
        for ancora in pagina.anchors:
            ancore.setdefault(ancora, numero)
    return ancore


def _intesta(metadati: Any, scheda: Scheda) -> None:
    metadati.title, metadati.generator = scheda.titolo, "FIS Portal"
    metadati.authors = [scheda.autore] if scheda.autore else []
    metadati.description = scheda.descrizione or None
    metadati.keywords, metadati.attachments = list(scheda.parole_chiave), []
    metadati.created = metadati.modified = scheda.creato.isoformat() if scheda.creato else None


def pdf_prepare() -> None:
    """Load what makes PDFs, for a process that will make them: a third of a second that none of
    them pays. Nothing happens where they cannot be made."""
    if pdf_disponibile():
        _weasyprint()


def _weasyprint() -> Any:
    if mancanti := _mancanti():
        logger.warning("PDF not available, missing: %s", ", ".join(mancanti))
        raise _non_disponibile()
    try:
        with warnings.catch_warnings():
            # "No fonts configured": true on a minimal machine, and ours are enough.
            warnings.simplefilter("ignore")
            import weasyprint
            import weasyprint.text.fonts

            testi_interi()
    except OSError as errore:
        raise _non_disponibile() from errore
    return weasyprint


def _non_disponibile() -> PdfNonDisponibile:
    return PdfNonDisponibile(
        "pdf_non_disponibile",
        _(
            "Il PDF non può essere prodotto su questo server: mancano librerie di sistema. "
            "Chi lo gestisce può installarle con il comando: %(comando)s"
        )
        % {"comando": COMANDO_APT},
    )


# --- What rendering may read ---------------------------------------------------------------------


@cache
def _pacchetto() -> dict[str, Path]:
    """Packaged files by bare name: a document can name them and nothing else on this disk."""
    cartelle = [Path(settings.BASE_DIR) / "static" / "pdf"]
    tema = find_spec("bootstrap_italia_template")
    for radice in (tema.submodule_search_locations or []) if tema else []:
        cartelle.append(Path(radice) / "static" / "fonts" / "Titillium_Web")
    return {
        file.name: file
        for cartella in cartelle
        if cartella.is_dir()
        for file in sorted(cartella.iterdir())
        if file.suffix in TIPI_PACCHETTO
    }


def _testo(nome: str) -> str:
    return _pacchetto()[nome].read_text(encoding="utf-8")


def _nome_font(variante: str) -> str:
    # Not woff2: unpacking six files at each rendering is a tenth of its time.
    return f"titillium-web-v10-latin-ext_latin-{variante}.ttf"


def font_titillium(variante: str) -> Path:
    """The file of a font of the theme, for whoever draws something else than PDFs."""
    return _pacchetto()[_nome_font(variante)]


def _font_face() -> str:
    return "".join(
        f"@font-face {{ font-family: 'Titillium Web'; font-weight: {peso}; font-style: {stile}; "
        f"src: url({SCHEMA_PACCHETTO}{_nome_font(nome)}) format('truetype'); }}\n"
        for peso, stile, nome in TITILLIUM
    )


@cache
def _classe_fetcher() -> type["weasyprint.URLFetcher"]:
    from urllib.request import DataHandler, Request

    from weasyprint import URLFetcher
    from weasyprint.urls import URLFetcherResponse

    class SoloPacchetto(URLFetcher):
        """data: URIs and packaged files by name. No super().fetch(): that one knows HTTP."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                risposta = DataHandler().data_open(Request(url))  # noqa: S310 - data: only
                return URLFetcherResponse(url, risposta.read(), risposta.headers)
            file = _pacchetto().get(url.removeprefix(SCHEMA_PACCHETTO))
            if file is None or not url.startswith(SCHEMA_PACCHETTO):
                logger.warning("PDF: refused to fetch an address that is not packaged")
                raise ValueError("only packaged files and data: URIs")
            return URLFetcherResponse(
                url, file.read_bytes(), {"Content-Type": TIPI_PACCHETTO[file.suffix]}
            )

    return SoloPacchetto


def _fetcher() -> "weasyprint.URLFetcher":
    return _classe_fetcher()(allowed_protocols=("data", "pacchetto"), allow_redirects=False)
