"""Lessons in the area of the Comuni: write, share, comment, say that they are useful."""

import pytest
from django.test import Client

from community.enums import TipoSegno, Visibilita
from community.models import CommentoLezione, Lezione, SegnoLezione
from community.services.lezioni import versione_di
from comuni.enums import RuoloReferente
from tests.accounts.factories import UserFactory
from tests.community.factories_comunita import (
    CommentoLezioneFactory,
    LevaFactory,
    LezioneFactory,
    SegnoLezioneFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import (
    DelegatoFactory,
    DocumentoFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

pytestmark = pytest.mark.django_db
LISTA = "/area-comuni/lezioni/"
SEGRETO = "Parolasegreta"


@pytest.fixture
def progetto(referente):
    return ProgettoFactory(comune=referente.referenze.get().comune)


@pytest.fixture
def area(client, referente):
    """Signed in as a compilatore."""
    client.force_login(referente)
    return client


@pytest.fixture
def di_responsabile(progetto):
    client = Client()
    client.force_login(
        ReferenteFactory(comune=progetto.comune, ruolo=RuoloReferente.RESPONSABILE).user
    )
    return client


def titoli(risposta) -> list[str]:
    return [lezione.titolo for lezione in risposta.context["lezioni"]]


def pagina(lezione, coda="") -> str:
    return f"{LISTA}{lezione.pk}/{coda}"


def test_a_compilatore_writes_a_lesson_that_only_the_team_reads(area, referente, progetto):
    tema, leva = ProgettoFactory(temi=["casa"]).temi.get(), LevaFactory()
    documento = DocumentoFactory(progetto=progetto, visibilita="pubblico")

    risposta = area.post(
        f"{LISTA}nuova/",
        {
            "progetto": progetto.pk,
            "titolo": "Uno sportello in centro non basta",
            "tentato": "Uno sportello.",
            "deluso": "Nessuno.",
            "documento": documento.pk,
            "temi": [tema.pk],
            "leve": [leva.pk],
        },
    )

    lezione = Lezione.objects.get()
    assert risposta.url == pagina(lezione)
    assert (lezione.visibilita, lezione.autore, lezione.documento) == (
        Visibilita.TEAM,
        referente,
        documento,
    )
    assert lezione.slug == f"uno-sportello-in-centro-non-basta-{lezione.pk}"
    assert (list(lezione.temi.all()), list(lezione.leve.all())) == ([tema], [leva])
    assert titoli(area.get(LISTA)) == [lezione.titolo]
    assert titoli(area.get(LISTA, {"vista": "comunita"})) == []
    assert area.get(pagina(lezione)).status_code == 200


def test_a_wrong_form_says_why_and_keeps_what_was_typed(area, progetto):
    altrui = DocumentoFactory(visibilita="pubblico")
    dati = {"progetto": progetto.pk, "titolo": "", "tentato": SEGRETO, "documento": altrui.pk}

    risposta = area.post(f"{LISTA}nuova/", dati)

    assert risposta.status_code == 400
    assert SEGRETO in risposta.content.decode()
    assert {"titolo", "documento"} == set(risposta.context["form"].errors)
    assert not Lezione.objects.exists()


def test_a_lesson_is_not_written_for_the_project_of_another(area, progetto):
    dati = {"progetto": ProgettoFactory().pk, "titolo": "T", "tentato": "X"}

    assert area.post(f"{LISTA}nuova/", dati).status_code == 400
    assert not Lezione.objects.exists()


def test_who_read_an_older_version_is_told_and_loses_nothing(area, progetto):
    lezione = LezioneFactory(progetto=progetto, titolo="Prima")
    letta = versione_di(lezione)
    dati = {"titolo": "Mia", "tentato": "Il mio testo", "letta": letta}
    assert area.post(pagina(lezione, "modifica/"), dati | {"titolo": "Sua"}).status_code == 302

    risposta = area.post(pagina(lezione, "modifica/"), dati)

    assert risposta.status_code == 409
    testo = risposta.content.decode()
    assert "Il mio testo" in testo
    assert "Sua" in testo
    lezione.refresh_from_db()
    assert lezione.titolo == "Sua"
    dati["letta"] = risposta.context["form"].data["letta"]
    assert area.post(pagina(lezione, "modifica/"), dati).status_code == 302


@pytest.mark.parametrize("coda", ["", "modifica/", "chi-la-legge/"])
def test_a_team_lesson_of_another_comune_does_not_exist(area, progetto, coda):
    altrui = LezioneFactory(titolo=SEGRETO, tentato="uno sportello")

    assert area.get(pagina(altrui, coda)).status_code == 404
    for vista in ("nostre", "comunita"):
        risposta = area.get(LISTA, {"q": "sportello", "vista": vista})
        assert SEGRETO not in risposta.content.decode()
    assert area.post(pagina(altrui, "commenti/"), {"testo": "x"}).status_code == 404
    assert area.post(pagina(altrui, "segni/"), {"tipo": "utile"}).status_code == 404


def test_a_shared_lesson_of_another_comune_is_read_and_not_changed(area, progetto):
    altrui = LezioneFactory(della_comunita=True)

    assert area.get(pagina(altrui)).status_code == 200
    assert titoli(area.get(LISTA, {"vista": "comunita"})) == [altrui.titolo]
    for coda in ("modifica/", "chi-la-legge/"):
        assert area.get(pagina(altrui, coda)).status_code == 404
        assert area.post(pagina(altrui, coda), {"a": "team"}).status_code == 404


def test_a_delegate_of_a_partner_reads_the_lessons_of_the_project_and_writes_none(client):
    delegato = DelegatoFactory()
    mia = LezioneFactory(titolo="Nostra")
    PartenariatoFactory(progetto=mia.progetto, organizzazione=delegato.organizzazione)
    altra = LezioneFactory()
    client.force_login(delegato.user)

    assert titoli(client.get(LISTA)) == ["Nostra"]
    assert client.get(pagina(mia)).status_code == 200
    assert client.get(pagina(altra)).status_code == 404
    for indirizzo in (f"{LISTA}nuova/", pagina(mia, "modifica/"), pagina(mia, "chi-la-legge/")):
        assert client.get(indirizzo).status_code == 404, indirizzo
    assert client.post(pagina(mia, "commenti/"), {"testo": "D'accordo."}).status_code == 302
    assert CommentoLezione.objects.get().per_conto_di == delegato.organizzazione.nome


def test_who_acts_for_nobody_finds_nothing(client, responsabile):
    lezione = LezioneFactory(della_comunita=True)
    for chi in (UserFactory(), responsabile):
        client.force_login(chi)
        for indirizzo in (LISTA, pagina(lezione)):
            assert client.get(indirizzo).status_code == 404


def test_a_compilatore_is_told_who_may_share(area, progetto, di_responsabile):
    lezione = LezioneFactory(progetto=progetto)

    assert "chiedi a" in area.get(pagina(lezione, "chi-la-legge/")).content.decode()
    risposta = area.post(pagina(lezione, "chi-la-legge/"), {"a": "comunita", "consenso": "on"})

    assert risposta.status_code == 403
    lezione.refresh_from_db()
    assert lezione.visibilita == Visibilita.TEAM


def test_a_responsabile_shares_with_consent_and_takes_it_back(di_responsabile, progetto):
    lezione = LezioneFactory(progetto=progetto)
    indirizzo = pagina(lezione, "chi-la-legge/")
    assert di_responsabile.get(indirizzo).status_code == 200

    assert di_responsabile.post(indirizzo, {"a": "comunita"}).status_code == 400
    saltando = di_responsabile.post(indirizzo, {"a": "pubblica", "consenso": "on"})
    assert saltando.status_code == 409
    for a in ("comunita", "pubblica"):
        assert di_responsabile.post(indirizzo, {"a": a, "consenso": "on"}).status_code == 302

    lezione.refresh_from_db()
    assert lezione.visibilita == Visibilita.PUBBLICA
    assert lezione.consenso_di.referenze.get().comune == progetto.comune
    assert di_responsabile.get(lezione.get_absolute_url()).status_code == 200
    assert di_responsabile.post(indirizzo, {"a": "team"}).status_code == 302
    assert di_responsabile.get(lezione.get_absolute_url()).status_code == 404


def test_once_shared_a_compilatore_does_not_change_it(area, progetto):
    lezione = LezioneFactory(progetto=progetto, della_comunita=True)

    assert area.get(pagina(lezione)).status_code == 200
    assert area.get(pagina(lezione, "modifica/")).status_code == 404


def test_the_same_comment_twice_is_one_and_a_hidden_one_is_not_read(area, referente):
    lezione = LezioneFactory(della_comunita=True)
    CommentoLezioneFactory(
        lezione=lezione, testo=SEGRETO, nascosto_il=lezione.created_at, nascosto_motivo="dati"
    )
    for _volta in range(2):
        area.post(pagina(lezione, "commenti/"), {"testo": "Anche a noi."})

    commento = CommentoLezione.objects.get(autore=referente)
    assert commento.per_conto_di == f"Comune di {referente.referenze.get().comune.nome}"
    testo = area.get(pagina(lezione)).content.decode()
    assert "Anche a noi." in testo
    assert SEGRETO not in testo
    assert area.post(pagina(lezione, "commenti/"), {"testo": " "}).status_code == 400


def test_signs_are_said_once_and_taken_back(area, referente):
    lezione, comune = LezioneFactory(pubblica=True), referente.referenze.get().comune
    indirizzo, utile = pagina(lezione, "segni/"), {"comune": comune.slug, "tipo": "utile"}
    riusata = {"comune": comune.slug, "tipo": "riusata", "nota": "In biblioteca."}

    for _volta in range(2):
        assert area.post(indirizzo, utile).status_code == 302
        assert area.post(indirizzo, riusata).status_code == 302
    area.post(indirizzo, riusata | {"nota": "In due biblioteche."})

    segni = {segno.tipo: segno.nota for segno in SegnoLezione.objects.filter(comune=comune)}
    assert segni == {TipoSegno.UTILE: "", TipoSegno.RIUSATA: "In due biblioteche."}
    assert SegnoLezione.objects.count() == 2
    assert "In due biblioteche." in area.get(pagina(lezione)).content.decode()
    for _volta in range(2):
        area.post(indirizzo, utile | {"togli": "1"})
    assert [segno.tipo for segno in SegnoLezione.objects.all()] == [TipoSegno.RIUSATA]


def test_signs_that_make_no_sense_are_refused(area, referente, progetto):
    comune = referente.referenze.get().comune
    propria = LezioneFactory(progetto=progetto, della_comunita=True)
    altrui = LezioneFactory(della_comunita=True)
    utile = {"comune": comune.slug, "tipo": "utile"}
    altro = SegnoLezioneFactory(lezione=altrui).comune

    assert area.post(pagina(propria, "segni/"), utile).status_code == 409
    senza_come = area.post(pagina(altrui, "segni/"), utile | {"tipo": "riusata"})
    assert senza_come.status_code == 400
    assert "come l&#x27;avete riusata" in senza_come.content.decode()
    per_altri = area.post(pagina(altrui, "segni/"), utile | {"comune": altro.slug, "togli": "1"})
    assert per_altri.status_code == 404
    assert SegnoLezione.objects.count() == 1


def test_the_list_costs_the_same_for_many_lessons(area, progetto, django_assert_max_num_queries):
    LezioneFactory(progetto=progetto)
    contate = []
    for nuove in (1, 15):
        LezioneFactory.create_batch(nuove, progetto=progetto)
        with django_assert_max_num_queries(24) as domande:
            assert area.get(LISTA).status_code == 200
        contate.append(len(domande))

    assert len(set(contate)) == 1, contate
