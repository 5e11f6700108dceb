import csv
import datetime
import html
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from monitoraggio.models import DatoPubblicato
from monitoraggio.provenienza import PUNTI
from monitoraggio.registro import REGISTRO
from monitoraggio.views import figure
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    RiepilogoIncontriFactory,
)
from tests.core.factories import FonteFactory
from tests.progetti.factories import InterventoFactory, MacroareaFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
INCLUSIONE, ANIMAZIONE, DISPERSIONE = (
    "inclusione sociale",
    "animazione culturale",
    "lotta alla dispersione scolastica",
)
INDICE = "/monitoraggio/"
MACROAREE = "/monitoraggio/dati/macroaree/"
PAROLE = 4  # Interventi, macroaree, topics, Regioni: the lists of values to filter by


def pubblicato(**altro: object) -> DatoPubblicato:
    return DatoPubblicato.objects.create(
        **{
            "codice": "quota-inclusione",
            "etichetta": "Progetti di inclusione sociale",
            "valore": Decimal(73),
            "unita": "%",
            "is_quota": True,
            "figura": "macroaree",
            "voce": "inclusione-sociale",
            "spiegazione": "Le fonti non nominano i progetti.",
            "fonte": FonteFactory(titolo="La scheda del programma"),
            **altro,
        }
    )


def sedici_cinque_una(**tratti: object) -> None:
    """22 assignments of 19 projects, split as the programme's published shares need them."""
    for ordine, nome in enumerate((INCLUSIONE, ANIMAZIONE, DISPERSIONE)):
        MacroareaFactory(nome=nome, ordine=ordine)
    for quanti, macroaree in (
        (13, [INCLUSIONE]),
        (2, [ANIMAZIONE]),
        (3, [INCLUSIONE, ANIMAZIONE]),
        (1, [DISPERSIONE]),
    ):
        for _n in range(quanti):
            ProgettoFactory(finanziato=True, macroaree=macroaree, **tratti)


# --- All the figures ------------------------------------------------------------------------------


def test_the_page_has_every_figure_with_its_sentence_and_explanation_and_a_table_if_it_counts(
    client: Client,
):
    sedici_cinque_una()

    html = client.get(INDICE).content.decode()

    for codice, definizione in REGISTRO.items():
        sezione = html.split(f'<section class="fis-figura" id="{codice}"')[1].split("</section>")[0]
        voci = client.get(f"/api/v1/monitoraggio/figure/{codice}/").json()["voci"]
        assert str(definizione.titolo) in sezione
        assert f'href="/monitoraggio/dati/{codice}/?alla=' in sezione
        assert ("<table" in sezione) is any(float(voce["valore"] or 0) for voce in voci)
    assert "16 su 22, il 73" in html


def test_the_page_opens_with_the_figures_that_matter_and_their_small_trend(client: Client):
    ProgettoFactory(finanziato=True)

    html = client.get(INDICE).content.decode()

    breve = html[html.index('id="in-breve"') : html.index('<section class="fis-figura"')]
    assert re.findall(r'class="fis-cifra-etichetta">([^<]+)<', breve) == [
        str(REGISTRO[codice].titolo) for codice in figure.IN_BREVE
    ]
    assert "Progetti finanziati nel tempo" in breve
    assert breve.count("Come si calcola, e nel tempo") == len(figure.IN_BREVE)


def test_shares_that_make_101_come_with_the_reason(client: Client):
    sedici_cinque_una()

    html = client.get(INDICE).content.decode()

    assert "Perché le quote non fanno 100." in html
    assert "73 + 23 + 5 = 101" in html


@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_queries_of_the_figures_and_three_more_whatever_the_rows(
    client: Client, quanti: int, django_assert_num_queries
):
    intervento = InterventoFactory()
    for n in range(quanti):
        progetto = ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE], temi=[f"tema {n}"])
        PartecipazioneFactory(evento=EventoFactory(progetti=[progetto], intervento=intervento))
        pubblicato(codice=f"pubblicato-{n}", ordine=n)

    # Without a report there are no files to read: one less than with one.
    sempre = sum(d.domande for d in REGISTRO.values()) + 2
    in_breve = sum(REGISTRO[codice].domande for codice in figure.IN_BREVE)
    with django_assert_num_queries(sempre + PUNTI * in_breve):
        client.get(INDICE)
    tenute = sum(d.domande - 1 for d in REGISTRO.values() if d.conta_persone)
    with django_assert_num_queries(sempre - tenute):  # the points of the small trends are kept
        client.get(INDICE)


def test_published_figures_stand_beside_the_computed_ones_with_difference_reason_and_source(
    client: Client,
):
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    pubblicato()

    html = client.get(INDICE).content.decode()

    assert "<td>73\xa0%</td><td>+27 punti</td>" in html
    assert "Le fonti non nominano i progetti." in html
    assert "La scheda del programma" in html


def test_what_was_published_on_facts_nobody_computes_is_listed_apart(client: Client):
    pubblicato(
        codice="giornata", etichetta="Progetti alla giornata", valore=16, figura="", is_quota=False
    )

    html = client.get(INDICE).content.decode()

    assert "Altre cifre pubblicate" in html
    assert "Progetti alla giornata" in html


def test_figures_answer_as_of_the_day_asked_for(client: Client):
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])  # financed on 10 January 2023

    prima = client.get(INDICE, {"alla": "2023-01-09"}).content.decode()
    dopo = client.get(INDICE, {"alla": "10/01/2023"}).content.decode()

    assert "1 su 1, il 100" not in prima
    assert "il portale non conosce ancora progetti finanziati" in prima
    assert "1 su 1, il 100" in dopo
    assert "al 10 gennaio 2023" in dopo


@pytest.mark.parametrize(
    ("query", "messaggio"),
    [
        ({"alla": "31/02/2024"}, "«31/02/2024» non è una data"),
        ({"alla": "ieri"}, "scrivila come 31/12/2023"),
        ({"alla": "\x00"}, "non è una data"),
        ({"alla": "2999-01-01"}, "1 gennaio 2999 deve ancora venire"),
        ({"alla": ["2023-01-01", "2024-01-01"]}, "accetta un solo valore"),
        ({"colore": "blu"}, "Il parametro «colore» non esiste"),
        ({"dimostrativi": "forse"}, "Scrivi 1 per sì oppure 0 per no"),
    ],
)
@pytest.mark.parametrize("percorso", [INDICE, MACROAREE])
def test_a_wrong_request_is_told_in_italian_and_the_page_stays_of_use(
    client: Client, percorso: str, query: dict[str, object], messaggio: str
):
    risposta = client.get(percorso, query)

    assert risposta.status_code == 400
    html = risposta.content.decode()
    assert messaggio in html
    assert "Intanto ecco le cifre al" in html
    assert 'type="date" name="alla"' in html


def test_what_social_networks_add_to_an_address_is_no_error(client: Client):
    assert client.get(INDICE, {"utm_source": "posta"}).status_code == 200


def test_demonstrative_figures_stand_alone_under_the_banner(client: Client):
    ProgettoFactory(finanziato=True, macroaree=[ANIMAZIONE])
    sedici_cinque_una(dimostrativo=True)
    pubblicato()

    html = client.get(INDICE, {"dimostrativi": 1}).content.decode()

    assert 'data-element="demo-banner"' in html
    assert "16 su 22" in html
    assert "+27 punti" not in html
    assert "non si confrontano con quelle pubblicate" in html
    assert 'name="dimostrativi" value="1"' in html


def test_real_figures_know_nothing_of_demonstrative_data(client: Client):
    sedici_cinque_una(dimostrativo=True)

    html = client.get(INDICE).content.decode()

    assert "16 su 22" not in html
    assert 'data-element="demo-banner"' not in html


def test_counts_of_few_people_are_not_shown(client: Client):
    evento = EventoFactory(intervento=InterventoFactory(codice="I"))
    for _n in range(3):
        PartecipazioneFactory(evento=evento)

    html = client.get("/monitoraggio/dati/persone/").content.decode()

    assert "<td>n.d.</td>" in html
    assert "<td>3</td>" not in html


# --- One figure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("codice", REGISTRO)
def test_every_figure_has_a_page_and_the_api_address_on_it_answers(client: Client, codice: str):
    sedici_cinque_una()
    RiepilogoIncontriFactory(presenze=40, persone=30)

    risposta = client.get(f"/monitoraggio/dati/{codice}/")

    assert risposta.status_code == 200
    assert not risposta.cookies
    api = client.get(risposta.context["url_api"])
    assert api.status_code == 200
    assert api.json()["frase"] == risposta.context["figura"].dati["frase"]


def test_the_page_shows_numerator_denominator_base_and_the_records_counted(client: Client):
    sedici_cinque_una()
    lucca = ProgettoFactory(finanziato=True, titolo="CO-MIX", macroaree=[DISPERSIONE])
    ProgettoFactory(finanziato=True, titolo="Senza macroarea")

    html = client.get(MACROAREE).content.decode()

    assert "<td>16 su 23</td>" in html
    assert f'<a href="{lucca.get_absolute_url()}">CO-MIX</a>' in html
    assert "Nessuna fonte pubblica dice la loro macroarea." in html
    assert "Senza macroarea" not in html


def test_records_come_in_pages_by_line_and_none_is_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(figure, "RECORD_PER_PAGINA", 3)
    for _n in range(5):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])

    prima = client.get(MACROAREE).content.decode()
    seguente = html.unescape(re.search(r'rel="next" href="([^"#]+)', prima)[1])
    dopo = client.get(f"{MACROAREE}{seguente}").content.decode()

    assert prima.count('<li><a href="/progetti/') == 3
    assert dopo.count('<li><a href="/progetti/') == 2
    assert 'rel="next"' not in dopo


@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_a_figure_asks_four_questions_the_words_to_filter_by_and_the_past_points_not_kept(
    client: Client, quanti: int, django_assert_num_queries
):
    for _n in range(quanti):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])

    with django_assert_num_queries(4 + PAROLE + PUNTI):
        client.get(MACROAREE)
    with django_assert_num_queries(4 + PAROLE):
        client.get(MACROAREE)


def test_the_csv_has_values_comparisons_and_records(client: Client):
    ProgettoFactory(finanziato=True, titolo="CO-MIX", macroaree=[INCLUSIONE])
    pubblicato()

    risposta = client.get(MACROAREE, {"formato": "csv", "alla": "2024-01-01"})

    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    assert "figura-macroaree-2024-01-01.csv" in risposta["Content-Disposition"]
    righe = list(csv.DictReader(io.StringIO(risposta.content.decode())))
    assert [riga["riga"] for riga in righe] == ["calcolato", "pubblicato", "record"]
    assert righe[0]["quota_percento"] == "100"
    assert righe[2]["record_titolo"] == "CO-MIX"


def test_an_unknown_format_is_told(client: Client):
    risposta = client.get(MACROAREE, {"formato": "pdf"})

    assert risposta.status_code == 400
    assert "unico formato di questa pagina è csv" in risposta.content.decode()


def test_an_unknown_figure_is_404_and_names_those_that_exist(client: Client):
    risposta = client.get("/monitoraggio/dati/felicita/")

    assert risposta.status_code == 404
    html = risposta.content.decode()
    assert "nessuna figura di nome «felicita»" in html
    for codice in REGISTRO:
        assert f'href="/monitoraggio/dati/{codice}/"' in html


def test_nothing_is_known_before_the_programme(client: Client):
    sedici_cinque_una()

    html = client.get(MACROAREE, {"alla": "01/01/1999"}).content.decode()

    assert "al 1 gennaio 1999" in html
    assert "non calcolabile" in html


@pytest.mark.parametrize("percorso", [INDICE, MACROAREE])
def test_before_there_is_anything_to_count_nothing_is_compared(client: Client, percorso: str):
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    pubblicato()

    assert "La scheda del programma" in client.get(percorso).content.decode()
    prima = client.get(percorso, {"alla": "01/01/2015"}).content.decode()
    assert "La scheda del programma" not in prima
    assert "Differenza" not in prima


def test_today_is_the_day_in_rome(client: Client, monkeypatch: pytest.MonkeyPatch):
    giorno = datetime.date(2026, 3, 5)
    monkeypatch.setattr(timezone, "localdate", lambda: giorno)

    assert client.get(INDICE).context["alla"] == giorno
