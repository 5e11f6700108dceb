import datetime
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fis_portal.accounts.models import User
from progetti.enums import RegolaProgramma, RuoloPartenariato, StatoFase
from progetti.models import Organizzazione, Partenariato, Progetto, Tema
from progetti.selectors import MANCANZE, progetto_avvisi, progetto_mancanze
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import (
    DerogaRegolaFactory,
    FaseProgettoFactory,
    InterventoFactory,
    MacroareaFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db

LISTE = [
    "progetto",
    "faseprogetto",
    "transizionefase",
    "organizzazione",
    "partenariato",
    "intervento",
    "macroarea",
    "tema",
    "fattoprogetto",
    "derogaregola",
    "progettomacroarea",
    "progettotema",
]


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def parole(risposta) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


def un_progetto(n: int) -> Progetto:
    progetto = ProgettoFactory(
        macroaree=[f"area {n % 3}"], macroaree__prevalente=True, temi=[f"tema {n % 3}"],
        partner=[f"ente {n}"],
    )  # fmt: skip
    FaseProgettoFactory(progetto=progetto, stato=StatoFase.FINANZIATA)
    return progetto


# --- Lists ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("lista", LISTE)
def test_the_lists_ask_the_same_questions_whatever_their_length(
    gestione, lista, django_assert_max_num_queries
):
    url = f"/admin/progetti/{lista}/"
    contate = []
    for da, a in ((0, 1), (1, 10), (10, 100)):
        for n in range(da, a):
            un_progetto(n)
        with django_assert_max_num_queries(8) as domande:
            assert gestione.get(url).status_code == 200
        contate.append(len(domande))

    assert len(set(contate)) == 1, contate


def test_the_list_finds_projects_by_words_of_the_comune_the_title_and_the_cup(gestione):
    ProgettoFactory(
        titolo="Città più giuste", comune=ComuneFactory(nome="Forlì"), cup="C11G06000000001"
    )
    ProgettoFactory(titolo="Altro")

    for ricerca in ("citta piu", "FORLI", "c11g06000000001"):
        pagina = parole(gestione.get("/admin/progetti/progetto/", {"q": ricerca}))
        assert "Città più giuste" in pagina
        assert "Altro" not in pagina


@pytest.mark.parametrize("codice", MANCANZE)
def test_each_missing_fact_has_its_list(gestione, codice):
    manca = ProgettoFactory(titolo="" if codice == "titolo" else "Manca qualcosa")
    completo = ProgettoFactory(
        titolo="Completo", completo=True, macroaree=["inclusione"], temi=["welfare"]
    )
    for ruolo in RuoloPartenariato.values[:4]:
        PartenariatoFactory(progetto=completo, ruolo=ruolo)
    FaseProgettoFactory(progetto=completo, importo_concesso_eur=1000)

    elenco = gestione.get("/admin/progetti/progetto/", {"manca": codice}).context["cl"].result_list

    assert list(elenco) == [manca]
    assert progetto_mancanze(completo) == []


def test_projects_are_published_and_taken_back_with_their_history(gestione, responsabile):
    progetto = ProgettoFactory(non_pubblico=True)

    for azione, atteso in (("pubblica", True), ("ritira", False)):
        gestione.post(
            "/admin/progetti/progetto/",
            {"action": azione, "_selected_action": [progetto.pk], "index": "0"},
        )
        progetto.refresh_from_db()
        assert progetto.is_public is atteso
    evento = progetto.events.filter(pgh_label="update").last()
    assert evento.pgh_context.metadata["user"] == responsabile.pk


def test_who_only_reads_sees_the_project_and_cannot_change_it(client, lettura):
    progetto = un_progetto(1)
    client.force_login(lettura)
    url = f"/admin/progetti/progetto/{progetto.pk}/change/"

    assert client.get(url).status_code == 200
    assert client.post(url, {"titolo": "x"}).status_code == 403
    azione = {"action": "pubblica", "_selected_action": [progetto.pk], "index": "0"}
    client.post("/admin/progetti/progetto/", azione)
    progetto.refresh_from_db()
    assert progetto.titolo != "x"


# --- Warnings ------------------------------------------------------------------------------------
def con_ruoli(**campi) -> Progetto:
    progetto = ProgettoFactory(**campi)
    for ruolo in RuoloPartenariato.values[:4]:
        PartenariatoFactory(progetto=progetto, ruolo=ruolo)
    return progetto


def regole(progetto: Progetto) -> list[str]:
    return [avviso.regola for avviso in progetto_avvisi(progetto)]


def test_a_project_within_the_rules_has_no_warning():
    assert regole(con_ruoli()) == []


def test_only_capoluoghi_and_metropolitan_cities_may_take_part():
    piccolo = ComuneFactory(capoluogo=False, nome="Piccolo")
    citta = ComuneFactory(capoluogo=False, citta_metropolitana=True)

    assert regole(con_ruoli(comune=piccolo)) == [RegolaProgramma.BENEFICIARIO]
    assert regole(con_ruoli(comune=citta)) == []


def test_one_project_for_each_comune():
    primo = con_ruoli(titolo="Primo")
    secondo = con_ruoli(comune=primo.comune)

    assert regole(secondo) == [RegolaProgramma.UN_PROGETTO]
    assert "«Primo»" in progetto_avvisi(secondo)[0].messaggio


def test_the_missing_mandatory_roles_are_named():
    progetto = ProgettoFactory()
    PartenariatoFactory(progetto=progetto, ruolo=RuoloPartenariato.ATTUATORE)

    messaggio = progetto_avvisi(progetto)[0].messaggio

    assert "proponente" in messaggio
    assert "attuatore" not in messaggio


def test_a_body_may_be_partner_in_four_projects():
    ente = OrganizzazioneFactory(nome="Ente ovunque")
    progetti = [con_ruoli() for _ in range(5)]
    for progetto in progetti[:4]:
        PartenariatoFactory(progetto=progetto, organizzazione=ente)
    assert regole(progetti[0]) == []

    PartenariatoFactory(progetto=progetti[4], organizzazione=ente)

    avviso = progetto_avvisi(progetti[0])[0]
    assert avviso.regola == RegolaProgramma.QUATTRO_PARTENARIATI
    assert "Ente ovunque" in avviso.messaggio


@pytest.mark.parametrize("campo", ["importo_richiesto_eur", "importo_concesso_eur"])
def test_the_amount_stays_within_the_ceiling(campo):
    progetto = con_ruoli()
    intervento = InterventoFactory(massimale_eur=450_000)
    fase = FaseProgettoFactory(progetto=progetto, intervento=intervento, **{campo: 450_000})
    assert regole(progetto) == []

    setattr(fase, campo, 450_001)
    fase.save()

    assert regole(progetto) == [RegolaProgramma.MASSIMALE]


def test_an_exception_with_its_reason_silences_a_warning_and_is_shown(gestione):
    progetto = ProgettoFactory()
    url = f"/admin/progetti/progetto/{progetto.pk}/change/"
    assert "Una regola del programma non è rispettata" in parole(gestione.get(url))

    regola = RegolaProgramma.RUOLI_OBBLIGATORI
    DerogaRegolaFactory(progetto=progetto, regola=regola, motivo="Autorizzata il 5 marzo")

    assert regole(progetto) == []
    pagina = parole(gestione.get(url))
    assert "non è rispettata" not in pagina
    assert "Autorizzata il 5 marzo" in pagina


# --- Steps of a phase ----------------------------------------------------------------------------
def passaggio(fase, **cambi) -> dict:
    oggi = datetime.date(2024, 6, 30)
    return {"a": StatoFase.AMMESSA, "data": f"{oggi:%d/%m/%Y}", "precisione": "giorno", **cambi}


def test_a_step_is_recorded_from_its_page_by_who_is_signed_in(client, funzionario):
    fase = FaseProgettoFactory()
    client.force_login(funzionario)

    risposta = client.post(f"/admin/progetti/faseprogetto/{fase.pk}/passaggio/", passaggio(fase))

    assert risposta.status_code == 302
    ultima = fase.transizioni.last()
    assert (ultima.da, ultima.a, ultima.by) == ("candidata", "ammessa", funzionario)


@pytest.mark.parametrize(
    ("cambi", "motivo"),
    [
        ({"data": "01/01/1999"}, "non può precedere"),
        ({"data": "31/12/2099"}, "nel futuro"),
        ({"data": "ieri"}, "data valida"),
        ({"a": "ritirata"}, "Indica il motivo"),
        ({"a": "conclusa"}, "non è tra quelle disponibili"),
        ({"fonte": "999999"}, "quelle disponibili"),
    ],
)
def test_a_wrong_step_is_refused_beside_its_field(gestione, cambi, motivo):
    fase = FaseProgettoFactory()
    url = f"/admin/progetti/faseprogetto/{fase.pk}/passaggio/"

    risposta = gestione.post(url, passaggio(fase, **cambi))

    assert risposta.status_code == 200
    assert motivo in parole(risposta)
    assert fase.transizioni.count() == 1


def test_a_phase_at_its_end_has_no_form(gestione):
    fase = FaseProgettoFactory(stato=StatoFase.CONCLUSA)

    pagina = parole(gestione.get(f"/admin/progetti/faseprogetto/{fase.pk}/passaggio/"))

    assert "stato finale" in pagina
    assert "Registra il passaggio" not in pagina


def test_the_state_of_a_phase_cannot_be_typed(gestione):
    fase = FaseProgettoFactory()
    url = f"/admin/progetti/faseprogetto/{fase.pk}/change/"

    gestione.post(
        url, {"progetto": fase.progetto_id, "intervento": fase.intervento_id, "stato": "conclusa"}
    )

    fase.refresh_from_db()
    assert fase.stato == "candidata"


def test_a_wrong_step_is_taken_back_from_its_page(client, funzionario, lettura):
    fase = FaseProgettoFactory(stato=StatoFase.FINANZIATA)
    url = f"/admin/progetti/faseprogetto/{fase.pk}/passaggio/"
    client.force_login(lettura)
    assert client.post(url, {"annulla": "1"}).status_code == 403
    client.force_login(funzionario)

    assert client.post(url, {"annulla": "1"}).status_code == 302
    assert "nulla da annullare" in parole(client.post(url, {"annulla": "1"}, follow=True))

    fase.refresh_from_db()
    assert (fase.stato, fase.transizioni.count()) == ("candidata", 0)


# --- Exchange of tables --------------------------------------------------------------------------
def importa(client: Client, lista: str, testo: str):
    """Upload and, if there is something to confirm, confirm."""
    file = SimpleUploadedFile("tabella.csv", testo.encode())
    anteprima = client.post(f"/admin/progetti/{lista}/import/", {"file": file})
    gettone = re.search(r'name="gettone" value="([^"]+)"', anteprima.content.decode())
    if not gettone:
        return anteprima
    conferma = f"/admin/progetti/{lista}/process_import/"
    return client.post(conferma, {"gettone": gettone.group(1)})


def test_projects_are_imported_with_macroaree_temi_and_fonti(gestione):
    inclusione, cultura = MacroareaFactory(nome="inclusione"), MacroareaFactory(nome="cultura")
    TemaFactory(nome="welfare")
    FonteFactory(codice="seed")
    ComuneFactory(codice_istat="001272")
    esistente = ProgettoFactory(slug="vecchio", macroaree=["cultura"], macroaree__prevalente=True)
    testo = f"""slug;titolo;Comune (codice ISTAT);macroaree (slug);macroarea prevalente (slug);temi (slug);fonti (codici)
nuovo;Nuovo;001272;inclusione;inclusione;welfare;seed
vecchio;Vecchio;{esistente.comune.codice_istat};cultura; inclusione;inclusione;;
"""  # noqa: E501 - one row of a file
    testo = testo.replace("cultura; inclusione;inclusione", '"cultura; inclusione";inclusione')

    risposta = importa(gestione, "progetto", testo)

    assert risposta.status_code == 302, parole(risposta)
    nuovo = Progetto.objects.get(slug="nuovo")
    assert (nuovo.is_public, nuovo.comune.codice_istat) == (False, "001272")
    assert list(nuovo.macroaree.all()) == [inclusione]
    assert nuovo.in_macroaree.get().is_prevalente
    assert [t.slug for t in nuovo.temi.all()] == ["welfare"]
    assert [f.codice for f in nuovo.fonti.all()] == ["seed"]
    legami = dict(esistente.in_macroaree.values_list("macroarea", "is_prevalente"))
    assert legami == {cultura.pk: False, inclusione.pk: True}


def test_the_prevalent_macroarea_must_be_one_of_the_projects(gestione):
    MacroareaFactory(nome="inclusione")
    progetto = ProgettoFactory(slug="uno")
    testo = f"""slug;Comune (codice ISTAT);macroarea prevalente (slug);macroaree (slug)
uno;{progetto.comune.codice_istat};inclusione;
due;{progetto.comune.codice_istat};;ignota
"""

    pagina = parole(risposta := importa(gestione, "progetto", testo))

    assert risposta.status_code == 422
    assert "2 macroarea prevalente (slug) : la macroarea prevalente deve essere fra" in pagina
    assert "3 macroaree (slug) : «ignota» non esiste (macroaree)" in pagina


def test_bodies_and_topics_are_imported_by_their_keys(gestione):
    OrganizzazioneFactory(nome="Sirio", tipo="")
    testo = "nome;tipo;sito\nSirio;ente del Terzo settore;https://sirio.example\nNuova;;\n"

    assert importa(gestione, "organizzazione", testo).status_code == 302
    assert importa(gestione, "tema", "slug;nome;ordine\nwelfare;Welfare;3\n").status_code == 302

    assert Organizzazione.objects.get(nome="Sirio").tipo == "ets"
    assert Organizzazione.objects.filter(nome="Nuova", tipo="").exists()
    assert Tema.objects.get().ordine == 3


def test_a_project_exported_comes_back_unchanged(gestione):
    ProgettoFactory(
        completo=True,
        macroaree=["uno", "due"],
        macroaree__prevalente=True,
        temi=["a", "b"],
        fonti=[FonteFactory()],
        sintesi="=cioè\nsu più righe",
    )

    for formato, nome in (("0", "p.csv"), ("1", "p.xlsx")):
        file = gestione.post("/admin/progetti/progetto/export/", {"format": formato})
        ritorno = gestione.post(
            "/admin/progetti/progetto/import/", {"file": SimpleUploadedFile(nome, file.content)}
        )
        assert "1 già uguali" in parole(ritorno)


def test_importing_partners_is_not_offered(gestione):
    assert gestione.get("/admin/progetti/partenariato/import/").status_code in (302, 404)
    assert not Partenariato.objects.exists()
