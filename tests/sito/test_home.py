import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from comuni.models import Regione
from fis_portal.sito import luoghi
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from progetti.models import Progetto
from tests.community.factories import EventoFactory, RiepilogoIncontriFactory
from tests.comuni.factories import ComuneFactory, ProvinciaFactory, RegioneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import InterventoFactory, MacroareaFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
QUERY = 10
QUERY_DI_MOLTI = 14


def report(**altro: object) -> ReportMonitoraggio:
    return ReportMonitoraggio.objects.create(
        **{
            "tipo": TipoReport.TRIMESTRALE,
            "origine": OrigineReport.PIANIFICATO,
            "periodo_inizio": datetime.date(2026, 7, 1),
            "periodo_fine": datetime.date(2026, 9, 30),
            "data_riferimento": datetime.date(2026, 9, 30),
            "stato": StatoReport.PRONTO,
            "dati": {},
            "sha256": "a" * 64,
            "pubblicato_at": timezone.now(),
            **altro,
        }
    )


def pubblicato(figura: str, voce: str, valore: int) -> DatoPubblicato:
    return DatoPubblicato.objects.create(
        codice=f"{figura}-{voce}",
        etichetta=f"Pubblicato su {voce}",
        valore=Decimal(valore),
        unita="unità",
        figura=figura,
        voce=voce,
        fonte=FonteFactory(titolo="La scheda del programma"),
    )


def cifre(client: Client) -> dict[str, object]:
    return {str(c.etichetta): c for c in client.get("/").context["home"].cifre}


def test_an_empty_portal_has_a_home_that_says_what_will_come(client: Client):
    risposta = client.get("/")

    html = risposta.content.decode()
    assert risposta.status_code == 200
    assert "Fondo Innovazione Sociale (FIS)" in html
    for vuoto in ("Nessun progetto", "Nessun incontro", "Nessun report"):
        assert f"{vuoto} è ancora pubblicato" in html


def test_key_figures_come_from_the_registry_with_the_published_value_beside(client: Client):
    ProgettoFactory(finanziato=True)
    ProgettoFactory(finanziato=True, dimostrativo=True)
    ProgettoFactory(finanziato=True, non_pubblico=True)
    RiepilogoIncontriFactory(intervento=InterventoFactory(codice="I"), persone=200, incontri=130)
    pubblicato("imbuto", "sperimentazione", 18)
    pubblicato("persone", "somma", 425)

    chiave = cifre(client)

    assert (chiave["Comuni"].valore, chiave["Comuni"].confronto) == (1, 18)
    assert chiave["Progetti"].valore == 1
    persone = chiave["Persone nella comunità"]
    assert (persone.valore, persone.confronto) == (200, 425)
    assert persone.confronto_fonte == "La scheda del programma"
    assert persone.url == "/monitoraggio/dati/persone/"
    assert chiave["Incontri"].valore == 130


def test_a_figure_published_on_a_part_says_which_part(client: Client):
    pubblicato("incontri", "incontro_supporto", 130)

    incontri = cifre(client)["Incontri"]

    assert incontri.confronto == 130
    assert incontri.confronto_fonte == "Pubblicato su incontro_supporto. La scheda del programma"


def test_an_unknown_figure_is_not_zero(client: Client):
    assert cifre(client)["Persone nella comunità"].valore is None
    assert "non disponibile" in client.get("/").content.decode()


def test_each_project_is_a_link_on_the_map_and_in_the_list_with_the_same_number(client: Client):
    ComuneFactory()
    bari = ProgettoFactory(finanziato=True, senza_titolo=True, comune__nome="Bari")
    lucca = ProgettoFactory(finanziato=True, titolo="CO-MIX", comune__nome="Lucca")

    risposta = client.get("/")

    html = risposta.content.decode()
    assert [progetto.pk for progetto in risposta.context["home"].dove.luoghi] == [bari.pk, lucca.pk]
    assert html.count(f'href="{bari.get_absolute_url()}"') == 2
    assert 'aria-label="1. Bari, titolo non pubblicato"' in html
    assert 'aria-label="2. Lucca, CO-MIX"' in html


def test_a_place_without_coordinates_is_in_the_list_and_the_map_says_so(client: Client):
    ProgettoFactory(finanziato=True, comune__nome="Isola", comune__lat=None, comune__lon=None)

    html = client.get("/").content.decode()

    assert "senza coordinate: Isola" in html
    assert "<strong>Isola</strong>" in html


def test_the_home_says_of_how_many_projects_the_macroarea_is_known(client: Client):
    MacroareaFactory(nome="inclusione sociale")
    ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"])
    for _n in range(3):
        ProgettoFactory(finanziato=True)

    html = client.get("/").content.decode()

    assert "1 progetto su 4" in html
    assert "degli altri 3 non si sa" in html


def test_shares_that_make_101_are_explained(client: Client):
    for nome, quanti in (("a", 16), ("b", 5), ("c", 1)):
        for _n in range(quanti):
            ProgettoFactory(finanziato=True, macroaree=[nome])

    assert "73 + 23 + 5 = 101" in client.get("/").content.decode()


def test_next_events_come_before_the_latest_and_undated_ones_last(client: Client):
    for titolo, giorno in (
        ("vecchio", datetime.date(2019, 1, 1)),
        ("recente", datetime.date(2023, 1, 1)),
        ("prossimo", datetime.date(2098, 1, 1)),
        ("lontano", datetime.date(2099, 1, 1)),
    ):
        EventoFactory(titolo=titolo, data_inizio=giorno)
    EventoFactory(titolo="senza data", senza_data=True)
    EventoFactory(titolo="inventato", futuro=True, dimostrativo=True)

    eventi = client.get("/").context["home"].eventi

    assert [evento.titolo for evento in eventi] == ["prossimo", "lontano", "recente"]


def test_the_latest_published_report_is_shown_and_no_other(client: Client):
    report(
        periodo_inizio=datetime.date(2026, 4, 1),
        periodo_fine=datetime.date(2026, 6, 30),
    )
    ultimo = report()
    report(
        periodo_inizio=datetime.date(2026, 10, 1),
        periodo_fine=datetime.date(2026, 12, 31),
        pubblicato_at=None,
    )

    risposta = client.get("/")

    assert risposta.context["home"].report == ultimo
    assert f'href="{ultimo.get_absolute_url()}"' in risposta.content.decode()


@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_home_asks_ten_questions_whatever_the_rows(
    client: Client, quanti: int, django_assert_num_queries
):
    report()
    for n in range(quanti):
        ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"])
        EventoFactory()
        pubblicato("imbuto", f"voce-{n}", n)

    with django_assert_num_queries(QUERY):
        client.get("/")


def test_the_home_sets_no_cookie_and_does_not_vary_by_reader(client: Client):
    risposta = client.get("/")

    assert not risposta.cookies
    assert "Cookie" not in risposta.get("Vary", "")


def test_nothing_can_be_sent_to_the_home(client: Client):
    assert client.post("/").status_code == 405


# --- More projects than places on the map ---------------------------------------------------------
@pytest.fixture
def pochi_luoghi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luoghi, "MASSIMO_LUOGHI", 2)


def progetto_in(regione: Regione, **altro: object) -> Progetto:
    altro.setdefault("comune", ComuneFactory(provincia=ProvinciaFactory(regione=regione)))
    return ProgettoFactory(finanziato=True, **altro)


def test_as_many_projects_as_the_map_holds_are_each_a_point(client: Client, pochi_luoghi: None):
    progetti = [ProgettoFactory(finanziato=True) for _n in range(2)]

    html = client.get("/").content.decode()

    for progetto in progetti:
        assert html.count(f'href="{progetto.get_absolute_url()}"') == 2


def test_more_projects_than_the_map_holds_are_counted_by_regione(
    client: Client, pochi_luoghi: None
):
    puglia = RegioneFactory(nome="Puglia", codice_istat="16", slug="puglia")
    toscana = RegioneFactory(nome="Toscana", codice_istat="09", slug="toscana")
    progetti = [progetto_in(regione) for regione in (puglia, puglia, toscana)]
    progetto_in(puglia, dimostrativo=True)
    progetto_in(puglia, non_pubblico=True)

    risposta = client.get("/")

    html = risposta.content.decode()
    dove = risposta.context["home"].dove
    assert dove.luoghi == ()
    assert [(r.nome, r.progetti) for r in dove.regioni] == [("Puglia", 2), ("Toscana", 1)]
    assert (dove.totale, dove.senza_regione) == (3, 0)
    assert cifre(client)["Progetti"].valore == 3
    # On the map and in the table: the number is written in both, the colour adds nothing to it.
    elenco = "/progetti/?regione=puglia&amp;stato=finanziata&amp;stato=in_corso&amp;stato=conclusa"
    assert html.count(f'href="{elenco}"') == 2
    assert 'aria-label="Puglia: 2 progetti"' in html
    assert f'<th scope="row"><a href="{elenco}">Puglia</a></th><td>2</td>' in html
    assert "non si sa la Regione" not in html
    assert not any(progetto.get_absolute_url() in html for progetto in progetti)


def test_the_list_of_a_regione_has_the_projects_the_map_counts(client: Client, pochi_luoghi: None):
    puglia = RegioneFactory(nome="Puglia", codice_istat="16", slug="puglia")
    for _n in range(3):
        progetto_in(puglia)

    (regione,) = client.get("/").context["home"].dove.regioni

    assert client.get(regione.url).context["conteggi"].totale == regione.progetti == 3


def test_projects_of_no_regione_are_not_on_the_map_and_the_page_says_so(
    client: Client, pochi_luoghi: None
):
    puglia = RegioneFactory(nome="Puglia", codice_istat="16", slug="puglia")
    progetto_in(puglia)
    for _n in range(2):
        progetto_in(puglia, comune=ComuneFactory(dimostrativo=True))

    html = client.get("/").content.decode()

    assert "Di 2 progetti non si sa la Regione: non sono sulla mappa." in html


@pytest.mark.parametrize("quanti", [3, 30])
def test_beyond_what_the_map_holds_no_question_grows(
    client: Client, pochi_luoghi: None, quanti: int, django_assert_num_queries
):
    report()
    for n in range(quanti):
        progetto_in(RegioneFactory(), macroaree=["inclusione sociale"])
        pubblicato("imbuto", f"voce-{n}", n)

    with django_assert_num_queries(QUERY_DI_MOLTI) as domande:
        client.get("/")

    assert any(f"LIMIT {luoghi.MASSIMO_LUOGHI + 1}" in d["sql"] for d in domande.captured_queries)
