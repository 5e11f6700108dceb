import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from fis_portal.core.enums import PrecisioneData
from progetti.models import Progetto
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import (
    FaseProgettoFactory,
    FattoProgettoFactory,
    PartenariatoFactory,
    ProgettoFactory,
    TransizioneFaseFactory,
)

pytestmark = pytest.mark.django_db
LISTA = "/progetti/"


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


@pytest.fixture
def progetto() -> Progetto:
    """A project that tells everything."""
    progetto = ProgettoFactory(
        titolo="Case di vicinato",
        comune=ComuneFactory(nome="Lucca"),
        completo=True,
        temi=["housing sociale"],
        macroaree=["inclusione sociale"],
        partner=["Banca Etica"],
    )
    FattoProgettoFactory(
        progetto=progetto, testo="Accolte 18 famiglie.", fonte=FonteFactory(titolo="Il Tirreno")
    )
    fase = FaseProgettoFactory(
        progetto=progetto, stato="finanziata", importo_concesso_eur="450000", data=date(2022, 8, 31)
    )
    fase.transizioni.update(precisione=PrecisioneData.MESE)
    return progetto


def molti(quanti: int) -> None:
    fonte = FonteFactory()
    for n in range(quanti):
        progetto = ProgettoFactory(
            titolo=f"Rigenerazione {n}",
            temi=["housing sociale", "welfare"],
            macroaree=["inclusione sociale"],
            partner=[f"Partner {n}"],
        )
        FattoProgettoFactory(progetto=progetto, fonte=fonte)
        FaseProgettoFactory(progetto=progetto, intervento__codice="I", stato="conclusa")
        FaseProgettoFactory(progetto=progetto, intervento__codice="II", stato="in_corso")


# --- Budgets --------------------------------------------------------------------------------------
def test_pages_take_as_many_queries_for_1_10_and_100_projects(client, django_assert_num_queries):
    tutto = (
        "?q=rigenerazione&tema=welfare&macroarea=inclusione-sociale&stato=in_corso&regione=toscana"
    )
    budget = {
        LISTA: 2,
        f"{LISTA}{tutto}": 4,
        f"{LISTA}?q=rigenerazzione": 3,
        f"{LISTA}{tutto}&vista=mappa": 4,
        f"{LISTA}esporta.csv": 1,
        "/temi/welfare/": 3,
        "/progetti/altro/": 2,
    }
    altro = ProgettoFactory(titolo="Altro", slug="altro", temi=["welfare"])
    for nuovi in (1, 9, 90):
        molti(nuovi)
        PartenariatoFactory.create_batch(nuovi, progetto=altro)
        FattoProgettoFactory.create_batch(nuovi, progetto=altro)
        for indirizzo, quante in budget.items():
            with django_assert_num_queries(quante):
                risposta = client.get(indirizzo)
                assert risposta.getvalue()
            assert risposta.status_code == 200, indirizzo


# --- List -----------------------------------------------------------------------------------------
def test_the_list_shows_public_real_projects_with_counts_and_phase(client, progetto):
    ProgettoFactory(titolo="Non ancora", non_pubblico=True)
    ProgettoFactory(titolo="Inventato", dimostrativo=True)

    pagina = leggi(client.get(LISTA))

    assert "1 progetto" in pagina
    assert "Case di vicinato" in pagina
    assert "Intervento II" in pagina
    assert "finanziata" in pagina
    assert "Non ancora" not in pagina
    assert "Inventato" not in pagina
    assert "demo-banner" not in pagina


def test_demonstrative_projects_come_only_when_asked_and_under_a_banner(client, progetto):
    ProgettoFactory(titolo="Inventato", dimostrativo=True)

    pagina = leggi(client.get(f"{LISTA}?dimostrativi=1"))

    assert "Inventato" in pagina
    assert "2 progetti" in pagina
    assert "demo-banner" in pagina


def test_active_filters_are_chips_that_can_be_taken_off(client, progetto):
    pagina = leggi(client.get(f"{LISTA}?tema=housing-sociale&q=case&vista=elenco"))

    assert 'href="?q=case&amp;vista=elenco"' in pagina
    assert 'href="?tema=housing-sociale&amp;vista=elenco"' in pagina
    assert 'name="tema" value="housing-sociale" checked' in pagina


def test_similar_results_are_told_to_be_so(client, progetto):
    assert "contengono parole che gli somigliano" in leggi(client.get(f"{LISTA}?q=luca"))
    assert "somigliano" not in leggi(client.get(f"{LISTA}?q=lucca"))


def test_nothing_found_says_what_to_do(client, progetto):
    assert "Nessun progetto corrisponde" in leggi(client.get(f"{LISTA}?q=zzzz"))


def test_an_empty_portal_says_why(client):
    assert "Non ci sono ancora progetti pubblici" in leggi(client.get(LISTA))


def test_the_map_has_a_numbered_point_per_comune_and_the_same_list(client, progetto):
    ProgettoFactory.create_batch(2, comune=ComuneFactory(nome="Zagarolo", slug="zagarolo"))
    ProgettoFactory(titolo="Ovunque", comune=ComuneFactory(nome="Abano", senza_dati=True))

    pagina = leggi(client.get(f"{LISTA}?vista=mappa"))

    assert f'href="{progetto.get_absolute_url()}" aria-label="2. Lucca: Case di vicinato"' in pagina
    assert 'aria-label="3. Zagarolo: 2 progetti"' in pagina
    assert '<li value="1"><span class="fis-luogo-comune">Abano</span>' in pagina
    assert "Non sulla mappa, perché senza coordinate: Abano" in pagina


def test_pages_follow_one_another_and_keep_the_filters(client):
    molti(13)

    seconda = client.get(f"{LISTA}?tema=welfare&page=2")

    assert seconda.status_code == 200
    assert len(seconda.context["progetti"]) == 1
    assert 'href="?tema=welfare&amp;page=1"' in leggi(seconda)


@pytest.mark.parametrize("pagina", ["2", "0", "-1", "99999999999999999999", "due", "1.5", "²", ""])
def test_a_page_that_is_not_there_is_a_clear_404(client, progetto, pagina):
    risposta = client.get(LISTA, {"page": pagina})

    assert risposta.status_code == 404
    assert "di questo elenco non esiste: l&#x27;ultima è la 1" in leggi(risposta)


@pytest.mark.parametrize(
    ("query", "frase"),
    [
        ("tema=ignoto", "Tema: «ignoto» non è tra i valori possibili"),
        ("colore=rosso", "Il filtro «colore» non esiste"),
        ("q=a&q=b", "Il filtro «Cerca» accetta un solo valore"),
        ("vista=globo", "La vista può essere «elenco» oppure «mappa»"),
        ("dimostrativi=forse", "Scrivi 1 per sì oppure 0 per no"),
        ("q=a%00b", "Cerca: "),
        ("q=" + "a" * 500, "Cerca: "),
        ("tema=%3Cscript%3E", "«&lt;script&gt;»"),
        ("%FF=%FE", "non esiste"),
    ],
)
@pytest.mark.parametrize("indirizzo", [LISTA, f"{LISTA}esporta.csv", f"{LISTA}esporta.xlsx"])
def test_wrong_addresses_say_what_is_wrong(client, progetto, indirizzo, query, frase):
    if query.startswith("vista") and indirizzo != LISTA:
        frase = "Il filtro «vista» non esiste"

    risposta = client.get(f"{indirizzo}?{query}")

    assert risposta.status_code == 400
    assert frase in leggi(risposta)
    assert "Vedi tutti i progetti, senza filtri" in leggi(risposta)
    assert "\x00" not in risposta.content.decode()


@pytest.mark.parametrize("metodo", ["post", "put", "patch", "delete"])
def test_pages_can_only_be_read(client, progetto, metodo):
    for indirizzo in (LISTA, progetto.get_absolute_url(), f"{LISTA}esporta.csv"):
        risposta = getattr(client, metodo)(indirizzo)

        assert risposta.status_code == 405
        assert risposta["Allow"] == "GET, HEAD"
        assert "si può solo leggere" in leggi(risposta)


def test_head_answers_like_get_without_a_body(client, progetto):
    risposta = client.head(LISTA)

    assert risposta.status_code == 200
    assert risposta.content == b""


# --- Export ---------------------------------------------------------------------------------------
def righe_csv(risposta) -> list[list[str]]:
    return list(csv.reader(io.StringIO(risposta.getvalue().decode("utf-8-sig")), delimiter=";"))


def test_the_csv_holds_what_the_filters_leave(client, progetto):
    ProgettoFactory(titolo="Altro")

    risposta = client.get(f"{LISTA}esporta.csv?tema=housing-sociale")

    colonne, *righe = righe_csv(risposta)
    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="progetti-fis-' in risposta["Content-Disposition"]
    assert len(righe) == 1
    riga = dict(zip(colonne, righe[0], strict=True))
    assert riga["Comune"] == "Lucca"
    assert riga["Temi"] == "housing sociale"
    assert riga["Importo concesso (€)"] == "450000"
    assert riga["Stato"] == "finanziata"
    assert riga["Dato dimostrativo"] == "no"
    assert riga["Pagina"] == f"http://testserver{progetto.get_absolute_url()}"


def test_what_is_not_published_stays_empty_in_the_csv(client):
    ProgettoFactory(senza_titolo=True)

    colonne, riga = righe_csv(client.get(f"{LISTA}esporta.csv"))

    vuote = dict(zip(colonne, riga, strict=True))
    assert [vuote[c] for c in ("Titolo", "CUP", "Importo concesso (€)", "Stato")] == [""] * 4


@pytest.mark.parametrize("inizio", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(client, inizio):
    ProgettoFactory(titolo=f"{inizio}HYPERLINK(1)")

    _colonne, riga = righe_csv(client.get(f"{LISTA}esporta.csv"))
    foglio = load_workbook(io.BytesIO(client.get(f"{LISTA}esporta.xlsx").content)).active

    assert riga[4].startswith("'")
    assert foglio["E2"].value.startswith("'")
    assert foglio["E2"].data_type == "s"


def test_the_workbook_holds_accents_numbers_and_dates(client, progetto):
    Progetto.objects.update(titolo="Città più giusta")

    risposta = client.get(f"{LISTA}esporta.xlsx")
    foglio = load_workbook(io.BytesIO(risposta.content)).active

    assert foglio["E2"].value == "Città più giusta"
    assert foglio["K2"].value == 450000
    assert foglio["M2"].value.date() == date(2022, 9, 15)


# --- Page -----------------------------------------------------------------------------------------
def test_a_project_page_answers_the_questions_in_order(client, progetto):
    pagina = leggi(client.get(progetto.get_absolute_url()))

    domande = [
        "A quale bisogno risponde",
        "Per chi",
        "Con chi",
        "Da quando",
        "Con quali risorse",
        "Funziona?",
    ]
    posti = [pagina.index(f">{domanda}</h2>") for domanda in domande]
    assert posti == sorted(posti)
    assert "L&#x27;emergenza abitativa cresce" in pagina
    assert "Banca Etica" in pagina
    assert "450.000 €" in pagina
    assert "Accolte 18 famiglie." in pagina
    assert "Il Tirreno" in pagina
    assert progetto.cup in pagina
    assert "nessuna misurazione validata" in pagina
    assert f"/api/v1/progetti/{progetto.slug}/" in pagina


def test_dates_are_no_more_exact_than_their_source(client, progetto):
    fase = progetto.fasi.get()
    TransizioneFaseFactory(
        fase=fase, a="in_corso", data=date(2024, 6, 30), precisione=PrecisioneData.ATTESTATA
    )

    pagina = leggi(client.get(progetto.get_absolute_url()))

    assert ">agosto 2022<" in pagina
    assert "31 agosto 2022" not in pagina
    assert "attestato al 30 giugno 2024" in pagina


def test_what_no_source_tells_is_said(client):
    progetto = ProgettoFactory(senza_titolo=True, comune__nome="Bari")

    pagina = leggi(client.get(progetto.get_absolute_url()))

    assert "Progetto del Comune di Bari (titolo non pubblicato)" in pagina
    assert pagina.count("Non pubblicato") >= 8
    assert " 0 €" not in pagina
    assert "None" not in pagina


def test_amounts_that_are_not_known_are_not_zero(client):
    progetto = ProgettoFactory()
    FaseProgettoFactory(progetto=progetto, importo_richiesto_eur=0)

    pagina = leggi(client.get(progetto.get_absolute_url()))

    assert ">0 €<" in pagina
    assert "Non pubblicato" in pagina


def test_each_source_is_listed_once(client, progetto):
    fonte = FonteFactory(titolo="Comunicato unico")
    progetto.fonti.add(fonte)
    FattoProgettoFactory.create_batch(2, progetto=progetto, fonte=fonte)

    scheda = client.get(progetto.get_absolute_url()).context["scheda"]

    assert [f.titolo for f in scheda.fonti].count("Comunicato unico") == 1


def test_related_projects_share_topics_and_are_as_real(client, progetto):
    simile = ProgettoFactory(titolo="Abitare", temi=["housing sociale"])
    ProgettoFactory(titolo="Orti", temi=["agricoltura"])
    ProgettoFactory(titolo="Finto", temi=["housing sociale"], dimostrativo=True)
    ProgettoFactory(titolo="Segreto", temi=["housing sociale"], non_pubblico=True)

    simili = client.get(progetto.get_absolute_url()).context["simili"]
    assert [altro.slug for altro in simili] == [simile.slug]


def test_without_topics_the_related_projects_are_of_the_same_regione(client):
    progetto = ProgettoFactory(comune__provincia__regione__nome="Puglia")
    vicino = ProgettoFactory(comune__provincia__regione__nome="Puglia")
    ProgettoFactory(comune__provincia__regione__nome="Lazio")

    simili = client.get(progetto.get_absolute_url()).context["simili"]
    assert [altro.slug for altro in simili] == [vicino.slug]


def test_a_demonstrative_project_is_reachable_under_a_banner(client):
    progetto = ProgettoFactory(dimostrativo=True, titolo="Inventato")

    risposta = client.get(progetto.get_absolute_url())

    assert risposta.status_code == 200
    assert "demo-banner" in leggi(risposta)


def test_what_is_not_public_is_not_there(client):
    progetto = ProgettoFactory(non_pubblico=True)

    assert client.get(progetto.get_absolute_url()).status_code == 404
    assert client.get("/progetti/mai-esistito/").status_code == 404
    assert client.get("/progetti/" + "a" * 5000 + "/").status_code == 404


def test_texts_of_people_are_never_markup(client):
    progetto = ProgettoFactory(titolo="<script>alert(1)</script>", bisogno="<b>x</b>")

    for indirizzo in (LISTA, f"{LISTA}?vista=mappa", progetto.get_absolute_url()):
        pagina = leggi(client.get(indirizzo))
        assert "<script>alert" not in pagina
        assert "<b>x" not in pagina
