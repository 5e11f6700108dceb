import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from outloud import check
from pypdf import PdfReader

from fis_portal.core.charts import Barre, Mappa, PuntoMappa, Voce
from fis_portal.core.pdf import COMANDO_APT, pdf_disponibile, pdf_render

pytestmark = pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")

CORPO = """<section class="capitolo"><h1 id="uno">Le macroaree</h1>
<p>Sedici assegnazioni su ventidue, città è però già. <a href="{link}">Elenco</a></p>
<figure><figcaption>Figura 1. Progetti per macroarea</figcaption>{svg}</figure>
<table><caption>Tabella 1</caption><thead><tr><th>Macroarea</th><th class="numero">Progetti</th>
<th class="numero">Quota</th></tr></thead><tbody>{righe}</tbody></table></section>"""


class Canarino(ThreadingHTTPServer):
    """Counts whoever comes; serves a style sheet, an image or anything."""

    def __init__(self) -> None:
        self.visite: list[str] = []
        super().__init__(("127.0.0.1", 0), _Risponde)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Risponde(BaseHTTPRequestHandler):
    server: Canarino

    def do_GET(self) -> None:
        self.server.visite.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def canarino() -> Iterator[Canarino]:
    with Canarino() as server:
        filo = Thread(target=server.serve_forever, daemon=True)
        filo.start()
        yield server
        server.shutdown()
        filo.join()


def _grafico() -> Any:
    voci = [("Inclusione sociale", 16), ("Animazione culturale", 5), ("Dispersione", 1)]
    return Barre(
        id="macroaree",
        titolo="Progetti per macroarea",
        descrizione="Sedici su ventidue sono di inclusione sociale",
        voci=[Voce(etichetta=nome, valore=valore) for nome, valore in voci],
        intestazione="Macroarea",
        unita="Progetti",
        denominatore=22,
        larghezza=640,
    ).render()


def _pubblicazione(link: str = "https://example.org/progetti/") -> str:
    grafico = _grafico()
    righe = "".join(
        f'<tr><th scope="row">{n}</th><td class="numero">{v}</td><td class="numero">{q}</td></tr>'
        for n, v, q in grafico.righe
    )
    html = render_to_string(
        "pdf/base.html", {"titolo": "Il monitoraggio di marzo 2026", "edizione": "Dati a marzo"}
    )
    corpo = CORPO.format(link=link, svg=grafico.immagine, righe=righe)
    return html.replace("</body>", f"{corpo}</body>")


def _pdf(html: str, **altro: Any) -> bytes:
    return pdf_render(html, titolo="Il monitoraggio di marzo 2026", **altro)


@pytest.fixture(scope="module")
def report() -> bytes:
    """One publication for all the tests that only read it."""
    return _pdf(_pubblicazione(), autore="Formez", creato=datetime.date(2026, 3, 31))


def _pagina(corpo: str, testata: str = "") -> str:
    return f'<html lang="it"><head><title>t</title>{testata}</head><body>{corpo}</body></html>'


# --- No sockets -----------------------------------------------------------------------------------

OSTILI = [
    '<img src="{url}/img.png" alt="x">',
    '<img srcset="{url}/img2.png 2x" alt="x">',
    '<object data="{url}/object.svg"></object><embed src="{url}/embed.png">',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>'
    '<image href="{url}/svg.png" width="9" height="9"/><use href="{url}/u.svg#a"/></svg>',
    '<p style="background: url({url}/sfondo.png); list-style: url({url}/punto.png)">x</p>',
    '<p style="content: url({url}/contenuto.png)">x</p>',
    '<img alt="x" src="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27%3E'
    '%3Cimage href=%27{url}/dentro.png%27/%3E%3C/svg%3E">',
    '<img src="//{ospite}/relativo.png" alt="x">',
]
OSTILI_IN_TESTATA = [
    '<link rel="stylesheet" href="{url}/a.css">',
    '<link rel="attachment" href="{url}/allegato.txt">',
    '<style>@import url("{url}/b.css");</style>',
    '<style>@import "data:text/css,@import%20url({url}/c.css)";</style>',
    "<style>@font-face {{ font-family: F; src: url({url}/f.woff2) }}</style>",
    '<base href="{url}/"><link rel="stylesheet" href="relativo.css">',
    "<style>@page {{ background: url({url}/pagina.png) }} p::before {{ content: url({url}/p.png) }}"
    "</style>",
]


def test_rendering_opens_no_socket_whatever_the_document_asks(canarino: Canarino) -> None:
    dati = {"url": canarino.url, "ospite": canarino.url.removeprefix("http://")}
    testata = "".join(pezzo.format(**dati) for pezzo in OSTILI_IN_TESTATA)
    corpo = "".join(pezzo.format(**dati) for pezzo in OSTILI)

    pdf = _pdf(_pagina(f"<p>ciao</p>{corpo}", testata), indirizzo_sito=f"{canarino.url}/")

    assert canarino.visite == []
    assert "ciao" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert PdfReader(BytesIO(pdf)).attachments == {}


def test_the_canary_does_sing_when_asked(canarino: Canarino) -> None:
    import weasyprint

    html = _pagina(OSTILI[0].format(url=canarino.url))
    weasyprint.HTML(string=html).write_pdf()

    assert canarino.visite == ["/img.png"]


@pytest.mark.parametrize(
    "indirizzo",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "ftp://127.0.0.1/x",
        "pacchetto:../../manage.py",
        "pacchetto:/etc/passwd",
        "pacchetto:%2e%2e/pubblicazione.css",
        "gopher://127.0.0.1/",
        "jar:file:///etc/passwd!/",
        "\thttp://127.0.0.1/",
    ],
)
def test_only_packaged_files_and_data_can_be_read(indirizzo: str) -> None:
    from fis_portal.core import pdf

    with pytest.raises(ValueError, match="only packaged files"):
        pdf._fetcher().fetch(indirizzo)


def test_files_of_the_machine_do_not_get_into_the_document(tmp_path: Path) -> None:
    segreto = tmp_path / "segreto.txt"
    segreto.write_text("PAROLA-SEGRETA")
    testata = f'<link rel="attachment" href="{segreto.as_uri()}">'
    corpo = f'<object data="{segreto.as_uri()}">x</object><img src="{segreto.as_uri()}" alt="y">'

    pdf = _pdf(_pagina(corpo, testata))

    assert b"PAROLA-SEGRETA" not in pdf
    assert PdfReader(BytesIO(pdf)).attachments == {}


def test_packaged_files_and_data_are_read() -> None:
    from fis_portal.core import pdf

    assert pdf._fetcher().fetch("pacchetto:motivo.svg").read().startswith(b"<svg")
    assert pdf._fetcher().fetch("data:text/plain;base64,Y2lhbw==").read() == b"ciao"


def test_proxy_settings_of_the_machine_are_not_obeyed(
    canarino: Canarino, monkeypatch: pytest.MonkeyPatch
) -> None:
    for schema in ("data", "http", "all", "pacchetto"):
        monkeypatch.setenv(f"{schema}_proxy", canarino.url)

    _pdf(_pagina('<img src="data:image/png;base64,AAAA" alt="x"><img src="http://e.it/x" alt="y">'))

    assert canarino.visite == []


# --- What comes out -------------------------------------------------------------------------------


def test_publication_fails_no_checkpoint_of_pdf_ua(report: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(report)

    esito = check(str(file))

    assert esito.error is None
    falliti = [r for righe in esito.criteria.values() for r in righe if r["status"] == "fail"]
    assert falliti == []
    assert [r for r in esito.criteria["pdfua1"] if r["status"] == "warning"] == []


def test_publication_embeds_titillium_and_no_other_font(report: bytes) -> None:
    lettore = PdfReader(BytesIO(report))

    caratteri = [
        font.get_object()
        for pagina in lettore.pages
        for font in pagina["/Resources"].get_object().get("/Font", {}).values()
    ]
    discendenti = [f["/DescendantFonts"][0].get_object() for f in caratteri]
    assert {"Titillium" in str(f["/BaseFont"]) for f in discendenti} == {True}
    assert all("/FontFile2" in f["/FontDescriptor"].get_object() for f in discendenti)


def test_publication_says_title_author_language_and_date(report: bytes) -> None:
    lettore = PdfReader(BytesIO(report))

    assert lettore.metadata is not None
    assert lettore.metadata.title == "Il monitoraggio di marzo 2026"
    assert lettore.metadata.author == "Formez"
    assert str(lettore.metadata["/CreationDate"]).startswith("D:20260331")
    assert lettore.trailer["/Root"]["/Lang"] == "it"


def test_pages_are_numbered_after_the_cover(report: bytes) -> None:
    pagine = PdfReader(BytesIO(report)).pages

    assert "pagina" not in pagine[0].extract_text()
    assert f"pagina 2 di {len(pagine)}" in pagine[1].extract_text()


def test_figures_carry_title_and_description(report: bytes) -> None:
    import pikepdf

    with pikepdf.open(BytesIO(report)) as pdf:
        alternative = [str(o.Alt) for o in pdf.objects if _elemento(o, "/Figure")]

    assert alternative == ["Progetti per macroarea. Sedici su ventidue sono di inclusione sociale"]


def test_heading_cells_have_a_scope(report: bytes) -> None:
    import pikepdf

    with pikepdf.open(BytesIO(report)) as pdf:
        ambiti = [str(o.A.Scope) for o in pdf.objects if _elemento(o, "/TH")]

    assert sorted(ambiti) == ["/Column"] * 3 + ["/Row"] * 3


def _elemento(oggetto: Any, tipo: str) -> bool:
    import pikepdf

    return isinstance(oggetto, pikepdf.Dictionary) and oggetto.get("/S") == tipo


def test_running_titles_are_furniture_and_nothing_hangs_loose(report: bytes) -> None:
    import pikepdf

    with pikepdf.open(BytesIO(report)) as pdf:
        assert pdf.check_pdf_syntax() == []
        contenuto = b"".join(p.Contents.read_bytes() for p in pdf.pages)
        orfani = [
            elemento
            for pagina in pdf.Root.StructTreeRoot.ParentTree.Nums
            if isinstance(pagina, pikepdf.Array)
            for elemento in pagina
            if elemento is not None and "/P" not in elemento
        ]

    assert contenuto.count(b"/Pagination") >= 2
    assert orfani == []


@pytest.mark.parametrize(
    ("link", "atteso"),
    [
        ("https://example.org/a", ["https://example.org/a"]),
        ("mailto:a@example.org", ["mailto:a@example.org"]),
        ("/progetti/lecce/", ["https://portale.example/progetti/lecce/"]),
        ("javascript:alert(1)", []),
        ("file:///etc/passwd", []),
    ],
)
def test_links_lead_to_the_web_or_nowhere(link: str, atteso: list[str]) -> None:
    pdf = _pdf(_pagina(f'<p><a href="{link}">x</a></p>'), indirizzo_sito="https://portale.example/")

    note = [n.get_object() for n in PdfReader(BytesIO(pdf)).pages[0].get("/Annots", [])]
    assert [n["/A"]["/URI"] for n in note if "/A" in n] == atteso
    assert all(n["/F"] & 4 for n in note)


def test_map_with_links_is_drawn_in_the_pdf() -> None:
    punti = [PuntoMappa(nome="Roma", lat=41.9, lon=12.5, href="/comuni/roma/")]
    mappa = Mappa(id="m", titolo="Comuni", descrizione="Uno", punti=punti).render()

    pdf = _pdf(_pagina(f"<figure>{mappa.immagine}</figure>"))

    assert "1" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


RENDI = """
import django, hashlib, json, sys
django.setup()
from fis_portal.core.pdf import pdf_disponibile, pdf_render, PdfNonDisponibile
esito = {"disponibile": pdf_disponibile()}
try:
    pdf = pdf_render(sys.stdin.read(), titolo="Prova")
    esito["sha256"] = hashlib.sha256(pdf).hexdigest()
except PdfNonDisponibile as errore:
    esito["errore"] = str(errore)
print(json.dumps(esito))
"""


def _in_un_altro_processo(html: str, preambolo: str = "", **ambiente: str) -> dict[str, Any]:
    esito = subprocess.run(
        [sys.executable, "-c", preambolo + RENDI],
        input=html,
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "fis_portal.settings.test", **ambiente},
    )
    risultato: dict[str, Any] = json.loads(esito.stdout.splitlines()[-1])
    return risultato


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    html = _pubblicazione()

    primo = _in_un_altro_processo(html, PYTHONHASHSEED="1")
    secondo = _in_un_altro_processo(html, PYTHONHASHSEED="2")

    assert primo["sha256"] == secondo["sha256"]


def test_machine_without_any_font_still_makes_the_pdf(tmp_path: Path) -> None:
    # With no font at all Pango kills the process, unless the document brings its own.
    vuoto = tmp_path / "fonts.conf"
    vuoto.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    html = _pagina('<p>ciao Ω 漢 <code>codice</code> <span style="font-family: serif">x</span></p>')

    assert "sha256" in _in_un_altro_processo(html, FONTCONFIG_FILE=str(vuoto))


SENZA_PANGO = """
import ctypes
vero = ctypes.CDLL
class Finto(vero):
    def __init__(self, name, *a, **k):
        if name and "pango" in name:
            raise OSError(name)
        super().__init__(name, *a, **k)
ctypes.CDLL = Finto
"""


def test_missing_libraries_are_said_politely_with_the_command_that_helps() -> None:
    esito = _in_un_altro_processo(_pagina("<p>x</p>"), preambolo=SENZA_PANGO)

    assert esito["disponibile"] is False
    assert COMANDO_APT in esito["errore"]
    assert "sha256" not in esito
