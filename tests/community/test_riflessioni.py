"""The guiding questions: written in the area, read side by side, by whom the Comune decides."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.enums import Visibilita
from community.models import Riflessione
from community.services.riflessioni import RiflessioneCambiata, riflessione_save
from comuni.enums import RuoloReferente
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from tests.community.factories_comunita import (
    CambiamentoIstituzionaleFactory,
    DomandaGuidaFactory,
    RiflessioneFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import FaseProgettoFactory, InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
CONFRONTO = "/esperienze/riflessioni/"


@pytest.fixture
def fase():
    return FaseProgettoFactory(progetto__slug="case", progetto__titolo="Case di vicinato")


@pytest.fixture
def domanda():
    return DomandaGuidaFactory(codice="leve", ordine=1, testo="Quali leve?", breve="Leve")


def entra(client: Client, fase, ruolo=RuoloReferente.RESPONSABILE) -> User:
    user = ReferenteFactory(comune=fase.progetto.comune, ruolo=ruolo).user
    client.force_login(user)
    return user


def indirizzo(nome: str, fase) -> str:
    return reverse(f"area_riflessioni:{nome}", args=[fase.progetto.slug, fase.intervento.codice])


def parole(risposta) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


def versione(pagina) -> str:
    return re.search(r'name="versione" value="([^"]*)"', pagina.content.decode()).group(1)


# --- Writing -------------------------------------------------------------------------------------
def test_an_officer_answers_and_the_answer_is_of_the_team(client, fase, domanda):
    user = entra(client, fase, RuoloReferente.COMPILATORE)

    risposta = client.post(
        indirizzo("salva", fase), {"domanda": "leve", "testo": " La prevenzione. ", "versione": ""}
    )

    assert risposta.status_code == 302
    scritta = Riflessione.objects.get()
    assert (scritta.testo, scritta.visibilita, scritta.autore) == (
        "La prevenzione.",
        Visibilita.TEAM,
        user,
    )
    assert client.get(CONFRONTO).status_code == 200
    assert "La prevenzione" not in parole(client.get(CONFRONTO))


def test_two_who_write_at_once_both_see_both_texts(client, fase, domanda):
    user = entra(client, fase)
    letta = versione(client.get(indirizzo("risposte", fase)))
    riflessione_save(
        progetto=fase.progetto,
        intervento=fase.intervento,
        domanda=domanda,
        testo="Di un collega.",
        versione="",
        by=user,
    )

    risposta = client.post(
        indirizzo("salva", fase), {"domanda": "leve", "testo": "Mia.", "versione": letta}
    )

    assert risposta.status_code == 409
    assert "Di un collega." in parole(risposta)
    assert "Mia." in parole(risposta)
    assert Riflessione.objects.get().testo == "Di un collega."
    # The page carries the version it shows: saving again is a choice, and holds.
    di_nuovo = {"domanda": "leve", "testo": "Mia.", "versione": versione(risposta)}
    assert client.post(indirizzo("salva", fase), di_nuovo).status_code == 302
    assert Riflessione.objects.get().testo == "Mia."


def test_an_empty_text_takes_the_answer_away_and_the_same_text_changes_nothing(fase, domanda):
    user = ReferenteFactory(comune=fase.progetto.comune).user
    di_chi = {"progetto": fase.progetto, "intervento": fase.intervento, "domanda": domanda}
    prima = riflessione_save(**di_chi, testo="Uno.", versione="", by=user)

    uguale = riflessione_save(**di_chi, testo="Uno.", versione="vecchia", by=user)
    assert uguale.updated_at == prima.updated_at
    vuota = riflessione_save(**di_chi, testo=" ", versione=prima.updated_at.isoformat(), by=user)

    assert vuota is None
    assert not Riflessione.objects.exists()
    with pytest.raises(RiflessioneCambiata) as errore:
        riflessione_save(**di_chi, testo="Due.", versione=prima.updated_at.isoformat(), by=user)
    assert errore.value.attuale is None


def test_what_others_read_is_changed_by_a_responsabile_alone_who_consents_again(fase, domanda):
    data = RiflessioneFactory(
        progetto=fase.progetto, intervento=fase.intervento, domanda=domanda, pubblica=True
    )
    di_chi = {"progetto": fase.progetto, "intervento": fase.intervento, "domanda": domanda}
    compilatore = ReferenteFactory(comune=fase.progetto.comune, ruolo="compilatore").user
    responsabile = ReferenteFactory(comune=fase.progetto.comune, ruolo="responsabile").user
    letta = data.updated_at.isoformat()

    with pytest.raises(DomainError) as errore:
        riflessione_save(**di_chi, testo="Altro.", versione=letta, by=compilatore)
    riflessione_save(**di_chi, testo="Altro.", versione=letta, by=responsabile)

    assert errore.value.code == "solo_responsabile"
    data.refresh_from_db()
    assert (data.testo, data.visibilita) == ("Altro.", Visibilita.PUBBLICA)
    assert (data.consenso_di, data.consenso_il.date()) == (responsabile, timezone.now().date())


def test_a_project_answers_only_for_its_own_interventi(fase, domanda):
    user = ReferenteFactory(comune=fase.progetto.comune).user

    with pytest.raises(DomainError) as errore:
        riflessione_save(
            progetto=fase.progetto,
            intervento=InterventoFactory(codice="III"),
            domanda=domanda,
            testo="Uno.",
            versione="",
            by=user,
        )

    assert errore.value.code == "fase_assente"


# --- Who may -------------------------------------------------------------------------------------
def test_the_project_of_another_comune_does_not_exist(client, fase, domanda):
    altra = FaseProgettoFactory()
    data = RiflessioneFactory(progetto=altra.progetto, domanda=domanda)
    entra(client, fase)

    assert client.get(indirizzo("risposte", altra)).status_code == 404
    manda = {"domanda": "leve", "testo": "Mia.", "versione": ""}
    assert client.post(indirizzo("salva", altra), manda).status_code == 404
    su = client.post(reverse("area_riflessioni:visibilita", args=[data.pk]), {"visibilita": "team"})
    assert su.status_code == 404
    assert altra.progetto.nome_pubblico not in parole(client.get("/area-comuni/riflessioni/"))


def test_a_responsabile_publishes_an_answer_one_step_at_a_time(client, fase, domanda):
    data = RiflessioneFactory(
        progetto=fase.progetto, intervento=fase.intervento, domanda=domanda, testo="Insieme."
    )
    entra(client, fase)
    porta = reverse("area_riflessioni:visibilita", args=[data.pk])

    for passo in ("comunita", "pubblica"):
        assert client.post(porta, {"visibilita": passo}).status_code == 302

    assert "Insieme." in parole(client.get(CONFRONTO))


def test_a_compilatore_does_not_decide_who_reads(client, fase, domanda):
    data = RiflessioneFactory(progetto=fase.progetto, intervento=fase.intervento, domanda=domanda)
    entra(client, fase, RuoloReferente.COMPILATORE)

    client.post(reverse("area_riflessioni:visibilita", args=[data.pk]), {"visibilita": "comunita"})

    data.refresh_from_db()
    assert data.visibilita == Visibilita.TEAM
    assert "Fai leggere" not in parole(client.get(indirizzo("risposte", fase)))


def test_the_list_counts_the_answers_given(client, fase, domanda):
    DomandaGuidaFactory(codice="altra", ordine=2)
    RiflessioneFactory(progetto=fase.progetto, intervento=fase.intervento, domanda=domanda)
    entra(client, fase)

    assert "1 su 2" in parole(client.get("/area-comuni/riflessioni/"))


def test_what_was_typed_comes_back_when_the_log_in_has_expired(client, fase, domanda):
    risposta = client.post(indirizzo("salva", fase), {"domanda": "leve", "testo": "Lunga."})

    assert risposta.status_code == 401
    assert "Lunga." in parole(risposta)


# --- Side by side --------------------------------------------------------------------------------
def test_only_public_answers_of_public_projects_stand_side_by_side(client, domanda):
    RiflessioneFactory(domanda=domanda, testo="Del gruppo.")
    RiflessioneFactory(domanda=domanda, testo="Della comunità.", della_comunita=True)
    nascosto = ProgettoFactory(non_pubblico=True)
    RiflessioneFactory(domanda=domanda, testo="Nascosta.", pubblica=True, progetto=nascosto)
    RiflessioneFactory(domanda=domanda, testo="Finta.", pubblica=True, dimostrativo=True)
    RiflessioneFactory(domanda=domanda, testo="Per tutti.", pubblica=True)

    pagina = parole(client.get(CONFRONTO))

    assert "Per tutti." in pagina
    for altra in ("Del gruppo.", "Della comunità.", "Nascosta.", "Finta."):
        assert altra not in pagina
    assert "Finta." in parole(client.get(CONFRONTO, {"dimostrativi": "1"}))


def test_answers_are_filtered_by_question_intervento_and_project(client, domanda):
    altra = DomandaGuidaFactory(codice="effetti", ordine=2)
    uno, due = InterventoFactory(codice="I"), InterventoFactory(codice="II")
    case = ProgettoFactory(slug="case")
    righe = (("A1.", domanda, uno, case), ("A2.", domanda, due, case), ("B1.", altra, uno, case))
    for scritto, quale, intervento, progetto in (*righe, ("C1.", domanda, uno, ProgettoFactory())):
        RiflessioneFactory(
            pubblica=True, testo=scritto, domanda=quale, intervento=intervento, progetto=progetto
        )

    def si_vede(**scelte):
        return set(re.findall(r"\b[ABC]\d\.", parole(client.get(CONFRONTO, scelte)).split("Cita")[0]
                              + parole(client.get(CONFRONTO, scelte))))  # fmt: skip

    assert si_vede() == {"A1.", "A2.", "C1."}
    assert si_vede(domanda="effetti") == {"B1."}
    assert si_vede(intervento="II") == {"A2."}
    assert si_vede(progetto="case", intervento="") == {"A1.", "A2."}
    assert client.get(CONFRONTO, {"progetto": "ignoto"}).status_code == 400


def test_each_public_answer_has_an_address_and_a_text_to_quote(client, domanda):
    data = RiflessioneFactory(domanda=domanda, testo="Gli spazi.", pubblica=True)

    pagina = client.get(CONFRONTO).content.decode()

    assert f'id="riflessione-{data.pk}"' in pagina
    assert f"?domanda=leve#riflessione-{data.pk}" in html.unescape(pagina)
    assert f"«Gli spazi.» ({data.progetto.nome_pubblico}, Comune di" in html.unescape(pagina)


def test_the_comparison_takes_as_many_queries_for_1_and_30_answers(
    client, domanda, django_assert_num_queries
):
    for quanti in (1, 30):
        RiflessioneFactory.create_batch(quanti, domanda=domanda, pubblica=True)
        with django_assert_num_queries(4):
            client.get(CONFRONTO)


# --- Management area -----------------------------------------------------------------------------
def test_staff_with_the_right_compare_all_answers_and_the_others_none(
    client, domanda, responsabile, funzionario
):
    RiflessioneFactory(domanda=domanda, testo="Del gruppo.")
    RiflessioneFactory(domanda=domanda, testo="Per tutti.", pubblica=True)
    porta = "/admin/community/riflessione/confronto/"

    client.force_login(responsabile)
    pagina = parole(client.get(porta))
    client.force_login(funzionario)

    assert "Del gruppo." in pagina
    assert "Per tutti." in pagina
    assert client.get(porta).status_code == 403
    assert "Del gruppo." not in parole(client.get("/admin/community/riflessione/"))


def test_staff_read_the_words_of_a_comune_and_may_only_take_them_back(client, responsabile):
    data = RiflessioneFactory(pubblica=True, testo="Per tutti.")
    client.force_login(responsabile)
    scheda = f"/admin/community/riflessione/{data.pk}/change/"

    client.post(scheda, {"testo": "Altro.", "visibilita": "team"})
    data.refresh_from_db()
    assert (data.testo, data.visibilita) == ("Per tutti.", Visibilita.PUBBLICA)

    azione = {"action": "riserva", "_selected_action": [data.pk]}
    client.post("/admin/community/riflessione/", azione)
    data.refresh_from_db()
    assert data.visibilita == Visibilita.TEAM


@pytest.mark.parametrize("lista", ["riflessione", "cambiamentoistituzionale", "domandaguida"])
def test_admin_lists_ask_the_same_questions_whatever_their_length(
    client, responsabile, lista, django_assert_max_num_queries
):
    client.force_login(responsabile)
    contate = []
    for quanti in (1, 9):
        RiflessioneFactory.create_batch(quanti)
        CambiamentoIstituzionaleFactory.create_batch(quanti)
        with django_assert_max_num_queries(9) as domande:
            assert client.get(f"/admin/community/{lista}/").status_code == 200
        contate.append(len(domande))

    assert len(set(contate)) == 1, contate
