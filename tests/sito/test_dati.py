import csv
import io
import re
import shutil
import subprocess
import sys
from html import unescape
from urllib.request import urlopen

import pytest
from django.test import Client

from monitoraggio.registro import REGISTRO
from tests.community.factories import EventoFactory
from tests.progetti.factories import ProgettoFactory

ESEMPIO = re.compile(r'<pre class="fis-codice"[^>]*><code>(.*?)</code></pre>', re.DOTALL)


def insiemi(client: Client) -> dict[str, object]:
    return {str(insieme.titolo): insieme for insieme in client.get("/dati/").context["insiemi"]}


@pytest.mark.django_db
def test_the_page_counts_the_real_public_rows_and_says_how_fresh_they_are(client: Client):
    progetto = ProgettoFactory()
    ProgettoFactory(dimostrativo=True)
    ProgettoFactory(non_pubblico=True)
    EventoFactory(dimostrativo=True)

    dati = insiemi(client)

    assert (dati["Progetti"].righe, dati["Progetti"].aggiornato_il) == (1, progetto.updated_at)
    assert dati["Comuni"].righe == 2
    assert (dati["Eventi"].righe, dati["Eventi"].aggiornato_il) == (0, None)
    assert dati["Cifre di monitoraggio"].righe == len(REGISTRO)


@pytest.mark.django_db
def test_every_address_on_the_page_answers(client: Client):
    ProgettoFactory()

    html = client.get("/dati/").content.decode()

    principale = html[html.index("<main") : html.index("</main>")]
    indirizzi = set(re.findall(r'<a href="(/[^"]*)"', principale))
    assert len(indirizzi) > 12
    assert {url: client.get(unescape(url)).status_code for url in indirizzi} == dict.fromkeys(
        indirizzi, 200
    )


@pytest.mark.django_db
def test_licence_and_how_to_quote_are_said(client: Client):
    html = client.get("/dati/").content.decode()

    assert 'href="https://creativecommons.org/licenses/by/4.0/deed.it"' in html
    assert "Fonte: portale Fondo Innovazione Sociale" in html


@pytest.mark.django_db
@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_page_asks_seven_questions_whatever_the_rows(
    client: Client, quanti: int, django_assert_num_queries
):
    for _n in range(quanti):
        ProgettoFactory()

    with django_assert_num_queries(7):
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
