"""The public dashboard: filters that combine, bars that lead further, wrong addresses told."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
PAGINA = "/monitoraggio/cruscotto/"


def pannello(html: str, codice: str) -> str:
    """The section of one figure."""
    trovato = re.search(rf'<section class="fis-figura" id="{codice}".*?</section>', html, re.S)
    assert trovato is not None, f"no panel of {codice}"
    return unescape(trovato[0])


def collegamenti(html: str) -> dict[str, dict[str, list[str]]]:
    """The links of the bars and areas of a chart: name read aloud -> what their address asks."""
    disegno = html[html.index("<svg") : html.rindex("</svg>")]
    trovati = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', disegno)
    return {nome: parse_qs(urlsplit(href).query) for href, nome in trovati}


@pytest.mark.usefixtures("due_regioni")
def test_without_filters_the_figures_are_those_of_the_whole_programme(client: Client) -> None:
    html = client.get(PAGINA).content.decode()

    assert "Il programma ha finanziato 3 progetti." in pannello(html, "progetti")
    assert "2 Regioni su 20" in pannello(html, "regioni")


@pytest.mark.usefixtures("due_regioni")
def test_filters_combine(client: Client) -> None:
    toscana = client.get(PAGINA, {"regione": "toscana"}).content.decode()
    inclusione = client.get(PAGINA, {"regione": "09", "macroarea": "animazione-culturale"})

    assert "Il programma ha finanziato 2 progetti." in pannello(toscana, "progetti")
    assert "solo Regione: Toscana" in pannello(toscana, "progetti")
    assert "Il programma ha finanziato 1 progetto." in pannello(
        inclusione.content.decode(), "progetti"
    )


@pytest.mark.usefixtures("due_regioni")
def test_a_filter_is_named_and_has_its_own_way_out(client: Client) -> None:
    html = client.get(PAGINA, {"regione": "09", "macroarea": "animazione-culturale"})

    uscite = re.findall(r'class="fis-chip" href="\?([^"]+)"', unescape(html.content.decode()))

    assert [sorted(parse_qs(uscita)) for uscita in uscite] == [
        ["alla", "regione"],
        ["alla", "macroarea"],
    ]


@pytest.mark.usefixtures("due_regioni")
def test_each_regione_of_the_map_leads_to_the_dashboard_of_it(client: Client) -> None:
    html = client.get(PAGINA, {"macroarea": "animazione-culturale"}).content.decode()

    verso = collegamenti(pannello(html, "regioni"))

    assert verso["Toscana: 1 progetti"]["regione"] == ["09"]
    assert verso["Toscana: 1 progetti"]["macroarea"] == ["animazione-culturale"]


@pytest.mark.usefixtures("due_regioni")
def test_each_bar_leads_where_its_row_of_the_table_does(client: Client) -> None:
    html = pannello(client.get(PAGINA).content.decode(), "macroaree")

    barre = [asked["macroarea"] for asked in collegamenti(html).values()]
    tabella = re.findall(r'<th scope="row"><a href="[^"]+macroarea=([\w-]+)', html)

    assert [uno for (uno,) in barre] == tabella == ["inclusione-sociale", "animazione-culturale"]


@pytest.mark.usefixtures("due_regioni")
def test_cut_by_regione_every_figure_has_a_row_for_each(client: Client) -> None:
    html = client.get(PAGINA, {"per": "regione"}).content.decode()

    macroaree = pannello(html, "macroaree")
    righe = re.findall(r'<th scope="row"><a [^>]+>(\w+)</a></th>((?:<td>\d+</td>)+)', macroaree)
    assert righe == [
        ("Puglia", "<td>0</td><td>1</td>"),
        ("Toscana", "<td>2</td><td>1</td>"),
    ]
    assert {asked["regione"][0] for asked in collegamenti(macroaree).values()} == {"09", "16"}
    assert "È già divisa per Regione." in pannello(html, "regioni")


@pytest.mark.usefixtures("due_regioni")
def test_a_row_of_a_cut_leads_to_its_value_no_longer_cut_by_it(client: Client) -> None:
    html = client.get(PAGINA, {"per": ["regione", "macroarea"]}).content.decode()

    verso = collegamenti(pannello(html, "progetti"))

    assert verso["Toscana: Animazione culturale 1, Inclusione sociale 2"] == {
        "alla": [timezone.localdate().isoformat()],
        "regione": ["09"],
        "per": ["macroarea"],
    }


@pytest.mark.usefixtures("due_regioni")
def test_the_list_of_projects_opens_with_the_same_filters(client: Client) -> None:
    html = unescape(client.get(PAGINA, {"regione": "09"}).content.decode())
    trovato = re.search(r'href="(/progetti/\?[^"]+)"', html)
    assert trovato is not None

    elenco = client.get(trovato[1])

    assert elenco.status_code == 200
    assert "2 progetti" in elenco.content.decode()


def test_a_comune_is_found_by_its_name_as_people_write_it(client: Client, due_regioni) -> None:
    comune = due_regioni[0].comune
    comune.slug = "pisa"
    comune.save()

    html = client.get(PAGINA, {"comune": "Pisa"}).content.decode()

    assert "Il programma ha finanziato 1 progetto." in pannello(html, "progetti")
    assert 'name="comune" value="Pisa"' in html


@pytest.mark.usefixtures("due_regioni")
def test_what_a_filter_cannot_choose_is_not_shown_as_if_it_could(client: Client) -> None:
    html = client.get(PAGINA, {"periodo": "2023", "macroarea": "inclusione-sociale"})

    testo = html.content.decode()

    assert 'id="persone"' not in testo
    assert "Persone della comunità</a>: non si può filtrare per macroarea" in testo


def test_real_and_invented_never_mix_and_the_invented_ones_say_so(client: Client) -> None:
    ProgettoFactory(finanziato=True)
    ProgettoFactory(finanziato=True, dimostrativo=True)

    veri = client.get(PAGINA).content.decode()
    finti = client.get(PAGINA, {"dimostrativi": "1"}).content.decode()

    assert "ha finanziato 1 progetto." in pannello(veri, "progetti")
    assert "Dimostrativo" not in pannello(veri, "progetti")
    assert "ha finanziato 1 progetto." in pannello(finti, "progetti")
    assert "Dimostrativo" in pannello(finti, "progetti")
    assert "Questa pagina contiene dati dimostrativi." in finti


@pytest.mark.parametrize(
    ("query", "messaggio"),
    [
        ({"regione": "atlantide"}, "Regione: «atlantide» non è tra i valori possibili."),
        ({"regione": ["09", "16"]}, "«Regione» accetta un solo valore."),
        ({"comune": "\x00"}, "Comune: "),
        ({"per": "colore"}, "Dividi per: «colore» non è tra i valori possibili."),
        ({"per": ["tema", "regione", "comune"]}, "al massimo fra due dimensioni"),
        ({"periodo": "l'altro ieri"}, "Anno o periodo: «l&#x27;altro ieri» non è tra i valori"),
        ({"alla": "ieri"}, "scrivila come 31/12/2023"),
        ({"colore": "blu"}, "Il parametro «colore» non esiste"),
        ({"tema": "x" * 300}, "Tema: "),
    ],
)
def test_what_is_wrong_with_the_address_is_said(
    client: Client, query: dict[str, str | list[str]], messaggio: str
) -> None:
    risposta = client.get(PAGINA, query)

    assert risposta.status_code == 400
    assert messaggio in risposta.content.decode()


@pytest.mark.usefixtures("due_regioni")
@pytest.mark.parametrize("query", ["", "?per=regione&per=macroarea", "?regione=09&per=tema"])
def test_every_link_of_the_page_answers(client: Client, query: str) -> None:
    html = unescape(client.get(PAGINA + query).content.decode())
    main = html[html.index('<main id="contenuto"') : html.index("</main>")]
    trovati = set(re.findall(r'href="([?/][^"]*)"', main))
    # Pictures take long to draw, and have tests of their own.
    indirizzi = {href for href in trovati if "/static/" not in href and ".png" not in href}

    stati = {href: client.get(href if href[0] == "/" else PAGINA + href) for href in indirizzi}

    assert {href: r.status_code for href, r in stati.items() if r.status_code != 200} == {}


def test_only_comuni_of_the_data_in_view_are_suggested(client: Client) -> None:
    ProgettoFactory(comune__nome="Vero")
    ProgettoFactory(dimostrativo=True, comune__nome="Inventato")

    assert client.get(PAGINA).context["comuni"] == ["Vero"]
    assert client.get(PAGINA, {"dimostrativi": "1"}).context["comuni"] == ["Inventato"]
