import csv
import io
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.test import Client
from django.utils import timezone

from monitoraggio.aperti.costruzione import edizione_build
from progetti.models import Progetto
from tests.monitoraggio.factories import EdizioneDatiFactory
from tests.progetti.factories import ProgettoFactory

ESEMPIO = re.compile(r'<pre class="fis-codice"[^>]*><code>(.*?)</code></pre>', re.DOTALL)


@pytest.fixture
def edizione(db: None, settings: Any, tmp_path: Path) -> Progetto:
    settings.MEDIA_ROOT = tmp_path
    progetto = ProgettoFactory()
    ProgettoFactory(dimostrativo=True)
    ProgettoFactory(non_pubblico=True)
    assert edizione_build(EdizioneDatiFactory().pk)
    return progetto


def test_the_page_counts_the_real_public_rows_and_says_how_fresh_they_are(
    client: Client, edizione: Progetto
):
    pubblicati = client.get("/dati/").context["pubblicati"]

    tabelle = {t.tabella.codice: t.versione for t in pubblicati.tabelle}
    assert tabelle["progetti"].righe == 1
    assert tabelle["eventi"].righe == 0
    assert tabelle["progetti"].data == pubblicati.cambiati_il == timezone.localdate()
    assert pubblicati.controllati_at is not None


@pytest.mark.django_db
def test_before_the_first_edition_the_page_says_so(client: Client):
    html = client.get("/dati/").content.decode()

    assert "la prima volta non è ancora arrivata" in html
    assert "/dati/fis.sqlite" not in html


def test_every_address_on_the_page_answers(client: Client, edizione: Progetto):
    html = client.get("/dati/").content.decode()

    principale = html[html.index("<main") : html.index("</main>")]
    indirizzi = set(re.findall(r'<a href="(/[^"]*)"', principale))
    assert len(indirizzi) > 12
    for url in indirizzi:
        risposta = client.get(unescape(url))
        assert risposta.getvalue(), url  # read to the end, or the file would stay open
        assert risposta.status_code == 200, url


@pytest.mark.django_db
def test_licence_and_how_to_quote_are_said(client: Client):
    html = client.get("/dati/").content.decode()

    assert 'href="https://creativecommons.org/licenses/by/4.0/deed.it"' in html
    assert "Fonte: portale Fondo Innovazione Sociale" in html


@pytest.mark.django_db
@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_page_asks_two_questions_whatever_the_rows(
    client: Client, quanti: int, django_assert_num_queries
):
    for _n in range(quanti):
        ProgettoFactory()

    with django_assert_num_queries(2):
        client.get("/dati/")


@pytest.mark.django_db(transaction=True)
def test_the_three_examples_work_as_they_are(live_server):
    ProgettoFactory(finanziato=True, titolo="Una casa per tutti", macroaree=["inclusione sociale"])
    pagina = urlopen(f"{live_server.url}/dati/").read().decode()

    terminale, python, foglio = (unescape(testo) for testo in ESEMPIO.findall(pagina))

    if shutil.which("curl"):
        uscita = subprocess.run(["sh", "-c", terminale], capture_output=True, text=True, check=True)
        assert '"count":1' in uscita.stdout
    uscita = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True)
    assert "inclusione sociale 1 100 %" in uscita.stdout, uscita.stderr
    indirizzo, separatore = re.findall('"(.*?)"', foglio)
    righe = csv.reader(
        io.StringIO(urlopen(indirizzo).read().decode("utf-8-sig")), delimiter=separatore
    )
    assert [riga[4] for riga in righe] == ["Titolo", "Una casa per tutti"]
