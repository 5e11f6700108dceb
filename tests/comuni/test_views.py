from datetime import date

import pytest

from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.community.factories_comunita import AdozioneFactory, PraticaFactory
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import FaseProgettoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/comuni/"


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


def test_pages_take_as_many_queries_for_1_10_and_100_rows(client, django_assert_num_queries):
    comune = ComuneFactory(nome="Torino", slug="torino", provincia__regione__nome="Piemonte")
    budget = {
        LISTA: 2,
        f"{LISTA}?q=comune&tutti=1&regione=toscana": 3,
        "/comuni/torino/": 10,
    }
    for nuovi in (1, 9, 90):
        for _n in range(nuovi):
            ProgettoFactory(temi=["welfare"])
            progetto = ProgettoFactory(comune=comune, temi=["welfare", "housing"])
            FaseProgettoFactory(progetto=progetto)
            EventoFactory(progetti=[progetto])
            PraticaFactory(comune=comune, pubblica=True)
            AdozioneFactory(comune=comune)
        for indirizzo, quante in budget.items():
            with django_assert_num_queries(quante):
                assert client.get(indirizzo).status_code == 200, indirizzo


def test_the_list_holds_comuni_with_projects_unless_all_are_asked_for(client):
    ProgettoFactory(comune__nome="Torino")
    ComuneFactory(nome="Moncalieri")
    ComuneFactory(nome="Finito", valido_al=date(2000, 1, 1))

    solo, tutti = leggi(client.get(LISTA)), leggi(client.get(f"{LISTA}?tutti=1"))

    assert "Torino" in solo
    assert "Moncalieri" not in solo
    assert "1 Comune" in solo
    assert "Moncalieri" in tutti
    assert "2 Comuni" in tutti
    assert "Finito" not in tutti


def test_a_comune_without_projects_is_one_step_away(client):
    ComuneFactory(nome="Moncalieri")

    risposta = leggi(client.get(f"{LISTA}?q=moncalieri"))

    assert "Nessun Comune con progetti corrisponde" in risposta
    assert 'href="?q=moncalieri&amp;tutti=1"' in risposta


def test_regioni_and_their_province_are_offered_with_counts(client):
    ComuneFactory.create_batch(2, provincia__regione__nome="Puglia")
    ComuneFactory(provincia__regione__nome="Lazio")

    tutte = client.get(f"{LISTA}?tutti=1").context["faccette"]
    scelta = client.get(f"{LISTA}?tutti=1&regione=puglia")

    assert [(v.etichetta, v.conteggio) for v in tutte[0].voci] == [("Lazio", 1), ("Puglia", 2)]
    assert tutte[1].voci == []
    assert scelta.context["totale"] == 2
    assert [v.etichetta for v in scelta.context["faccette"][1].voci] == ["Provincia di Puglia"]


@pytest.mark.parametrize(
    ("query", "frase"),
    [
        ("regione=atlantide", "Regione: «atlantide» non è tra i valori possibili"),
        ("provincia=ZZ", "Provincia: "),
        ("capoluogo=forse", "Capoluogo: Scrivi 1 per sì oppure 0 per no"),
        ("tutti=2", "Il filtro «tutti» accetta solo il valore 1"),
        ("colore=rosso", "Il filtro «colore» non esiste"),
        ("q=%00", "Cerca: "),
    ],
)
def test_wrong_addresses_say_what_is_wrong(client, query, frase):
    risposta = client.get(f"{LISTA}?{query}")

    assert risposta.status_code == 400
    assert frase in leggi(risposta)


def test_a_page_that_is_not_there_is_a_clear_404(client):
    risposta = client.get(f"{LISTA}?tutti=1&page=999")

    assert risposta.status_code == 404
    assert "non esiste" in leggi(risposta)
    assert 'href="?tutti=1"' in leggi(risposta)


def test_demonstrative_comuni_come_only_when_asked(client):
    ProgettoFactory(dimostrativo=True)

    assert "Borgo Esempio" not in leggi(client.get(f"{LISTA}?tutti=1"))
    pagina = leggi(client.get(f"{LISTA}?dimostrativi=1"))
    assert "Borgo Esempio" in pagina
    assert "demo-banner" in pagina


def test_a_comune_page_tells_codes_people_projects_phases_and_meetings(client):
    comune = ComuneFactory(nome="Lucca", codice_istat="046017", codice_catastale="E715")
    progetto = ProgettoFactory(comune=comune, titolo="Case di vicinato")
    FaseProgettoFactory(progetto=progetto, intervento__codice="I", stato="conclusa")
    FaseProgettoFactory(
        progetto=progetto, intervento__codice="II", stato="finanziata", data=date(2022, 7, 5)
    )
    EventoFactory(titolo="Giornata di scambio", progetti=[progetto])

    pagina = leggi(client.get(comune.get_absolute_url()))

    for atteso in (
        "046017",
        "E715",
        "50.000",
        "al 1 gennaio 2023",
        "Case di vicinato",
        "Intervento I</th>",
        "Intervento II</th>",
        "5 luglio 2022",
        "Giornata di scambio",
        "Istat",
        "/api/v1/comuni/046017/",
    ):
        assert atteso in pagina


def test_a_comune_page_tells_the_practices_offered_and_taken_up(client):
    comune = ComuneFactory(nome="Lucca")
    sua = PraticaFactory(titolo="Portierato", comune=comune, pubblica=True)
    PraticaFactory(titolo="Solo del gruppo", comune=comune)
    altrui = PraticaFactory(titolo="Orto comune", comune__nome="Bari", pubblica=True)
    AdozioneFactory(pratica=altrui, comune=comune)
    AdozioneFactory(pratica=altrui)
    AdozioneFactory(pratica=sua)
    AdozioneFactory(
        pratica__titolo="Di nessuno che si legga", pratica__pubblica=False, comune=comune
    )
    PraticaFactory(titolo="Ripresa da nessuno", pubblica=True)

    pagina = leggi(client.get(comune.get_absolute_url()))
    offerte, _titolo, riprese = pagina.partition("Che cosa ha ripreso da altri")

    assert offerte.count("Portierato") == 1
    assert riprese.count("Orto comune") == 1
    assert "(dal Comune di Bari)" in riprese
    assert "Orto comune" not in offerte
    assert "Portierato" not in riprese
    for taciuta in ("Solo del gruppo", "Di nessuno che si legga", "Ripresa da nessuno"):
        assert taciuta not in pagina


def test_a_comune_without_anything_says_so(client):
    comune = ComuneFactory(senza_dati=True)

    pagina = leggi(client.get(comune.get_absolute_url()))

    assert "Nessun progetto pubblico" in pagina
    assert "Nessuna fonte pubblica dice a quali incontri" in pagina
    assert "Non pubblicato" in pagina


def test_a_comune_page_shows_only_what_is_public(client):
    comune = ComuneFactory()
    ProgettoFactory(comune=comune, titolo="Segreto", non_pubblico=True)
    pubblico = ProgettoFactory(comune=comune, titolo="Pubblico")
    EventoFactory(titolo="Riservato", non_pubblico=True, progetti=[pubblico])
    EventoFactory(titolo="Inventato", dimostrativo=True, progetti=[pubblico])

    pagina = leggi(client.get(comune.get_absolute_url()))

    assert "Pubblico" in pagina
    for nascosto in ("Segreto", "Riservato", "Inventato"):
        assert nascosto not in pagina


def test_a_demonstrative_comune_is_reachable_under_a_banner(client):
    comune = ProgettoFactory(dimostrativo=True, titolo="Inventato").comune

    pagina = leggi(client.get(comune.get_absolute_url()))

    assert "Inventato" in pagina
    assert "demo-banner" in pagina


def test_pages_can_only_be_read_and_wrong_ones_are_404(client):
    assert client.post(LISTA).status_code == 405
    assert client.get("/comuni/atlantide/").status_code == 404


def test_a_comune_shows_how_many_take_part_for_it_and_hides_what_is_too_few(client):
    incontro = EventoFactory(data_inizio=date(2026, 1, 1))
    for nome, quante in (("torino", 30), ("lecce", 20), ("cuneo", 1)):
        comune = ComuneFactory(nome=nome.title(), slug=nome)
        PartecipazioneFactory.create_batch(quante, evento=incontro, comune=comune)

    torino, cuneo = leggi(client.get("/comuni/torino/")), leggi(client.get("/comuni/cuneo/"))

    assert "<strong>30 persone</strong>, con 30 presenze fino al " in torino
    assert "sono così poche" in cuneo


def test_a_comune_of_many_projects_shows_the_first_and_leads_to_the_others(client, monkeypatch):
    monkeypatch.setattr("fis_portal.sito.territorio.PROGETTI_IN_PAGINA", 2)
    comune = ComuneFactory(nome="Roma")
    for n in range(2):
        ProgettoFactory(comune=comune, titolo=f"Casa {n}")
    elenco = f'href="/progetti/?comune={comune.codice_istat}"'

    assert elenco not in client.get(comune.get_absolute_url()).content.decode()

    ProgettoFactory(comune=comune, titolo="Casa 2")
    html = client.get(comune.get_absolute_url()).content.decode()

    assert elenco in html
    assert "Casa 1" in html
    assert "Casa 2" not in html
