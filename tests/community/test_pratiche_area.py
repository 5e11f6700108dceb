"""Practices in the area of a Comune: rights, adoptions, mail."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.models import Adozione, ElementoKit, Pratica
from community.selectors.pratiche_area import pratiche_adatte
from community.services.adozioni import adozione_declare, pratica_da_adozione
from community.services.pratiche import versione_di
from comuni.enums import RuoloReferente
from fis_portal.core.errors import DomainError
from fis_portal.core.models import FileProtetto, Messaggio
from tests.accounts.factories import UserFactory
from tests.community.factories_comunita import (
    AdozioneFactory,
    BisognoFactory,
    ElementoKitFactory,
    PraticaFactory,
)
from tests.comuni.factories import ComuneFactory, ReferenteFactory
from tests.core.factories import FileProtettoFactory
from tests.progetti.factories import ProgettoFactory, TemaFactory

pytestmark = pytest.mark.django_db
AREA = "/area-comuni/pratiche/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def entra(client: Client, comune=None, ruolo=RuoloReferente.RESPONSABILE, user=None) -> Client:
    referente = ReferenteFactory(
        comune=comune or ComuneFactory(), ruolo=ruolo, user=user or UserFactory()
    )
    client.force_login(referente.user)
    client.comune = referente.comune
    client.user = referente.user
    return client


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


def modulo(**campi) -> dict:
    return {"titolo": "Portineria", "sintesi": "Una guardiola.", **campi}


# --- Fit ------------------------------------------------------------------------------------------
def test_a_practice_fits_by_topic_and_size_and_says_why():
    tema = TemaFactory(nome="casa")
    comune = ComuneFactory(popolazione=50_000)
    ProgettoFactory(comune=comune, temi=["casa"])
    per_tema = PraticaFactory(titolo="B", della_comunita=True)
    per_tema.temi.add(tema)
    per_grandezza = PraticaFactory(
        titolo="A", pubblica=True, popolazione_min=20_000, popolazione_max=60_000
    )
    troppo_grande = PraticaFactory(titolo="C", pubblica=True, popolazione_min=60_001)
    troppo_grande.temi.add(tema)
    for fuori in (
        PraticaFactory(comune=comune, pubblica=True),
        PraticaFactory(),
        PraticaFactory(pubblica=True, is_demo=True),
        AdozioneFactory(comune=comune).pratica,
    ):
        fuori.temi.add(tema)

    adatte = pratiche_adatte(comune)

    assert [(adatta.pratica, adatta.motivi) for adatta in adatte] == [
        (per_tema, ("Ha un tema dei vostri progetti: casa.",)),
        (
            per_grandezza,
            ("È pensata per Comuni da 20.000 a 60.000 abitanti: il vostro ne ha 50.000.",),
        ),
    ]


def test_of_a_comune_of_unknown_size_only_the_topics_speak():
    tema = TemaFactory(nome="casa")
    comune = ComuneFactory(popolazione=None)
    ProgettoFactory(comune=comune, temi=["casa"])
    pratica = PraticaFactory(pubblica=True, popolazione_min=20_000)
    pratica.temi.add(tema)
    PraticaFactory(pubblica=True, popolazione_min=20_000)

    (adatta,) = pratiche_adatte(comune)

    assert (adatta.pratica, adatta.motivi) == (pratica, ("Ha un tema dei vostri progetti: casa.",))


# --- Who sees what --------------------------------------------------------------------------------
def test_the_area_shows_ones_own_and_what_the_community_shares(client):
    entra(client)
    mia = PraticaFactory(comune=client.comune, titolo="Mia bozza")
    comunita = PraticaFactory(della_comunita=True, titolo="Fra noi")
    altrui = PraticaFactory(titolo="Bozza altrui")
    kit = ElementoKitFactory(pratica=altrui, titolo="Kit altrui")

    pagina, elenco = leggi(client.get(AREA)), leggi(client.get(f"{AREA}comunita/"))
    trovate = leggi(client.get(f"{AREA}comunita/?q=bozza"))

    assert "Mia bozza" in pagina
    assert "Fra noi" in elenco
    assert "Bozza altrui" not in pagina + elenco + trovate
    assert client.get(f"{AREA}{mia.pk}/").status_code == 200
    assert client.get(f"{AREA}{comunita.pk}/").status_code == 200
    for pk in (altrui.pk, 999_999):
        assert client.get(f"{AREA}{pk}/").status_code == 404
        assert client.post(f"{AREA}{pk}/adotta/", {"tipo": "adotta"}).status_code == 404
    assert client.get(f"{AREA}kit/{kit.pk}/").status_code == 404


def test_what_others_share_is_read_and_not_changed(client):
    entra(client)
    altrui = PraticaFactory(pubblica=True)
    kit = ElementoKitFactory(pratica=altrui)
    adozione = AdozioneFactory(pratica=altrui)

    for percorso, dati in (
        (f"{altrui.pk}/modifica/", modulo()),
        (f"{altrui.pk}/visibilita/", {"a": "team"}),
        (f"{altrui.pk}/kit/", {"tipo": "atto", "titolo": "x", "url": "https://example.org/"}),
        (f"kit/{kit.pk}/togli/", {}),
        (f"adozioni/{adozione.pk}/", {"stato": "lasciata", "tipo": "adotta", "versione": "x"}),
        (f"adozioni/{adozione.pk}/pratica/", {}),
    ):
        assert client.post(f"{AREA}{percorso}", dati).status_code == 404, percorso

    altrui.refresh_from_db()
    assert altrui.visibilita == "pubblica"
    assert ElementoKit.objects.count() == 1


# --- Writing --------------------------------------------------------------------------------------
def test_a_compilatore_writes_and_a_responsabile_shares(client):
    entra(client, ruolo=RuoloReferente.COMPILATORE)
    bisogno = BisognoFactory()

    risposta = client.post(
        f"{AREA}nuova/",
        modulo(bisogni=[bisogno.pk], costo_eur="1.500,50", comune=client.comune.slug),
    )

    pratica = Pratica.objects.get()
    assert risposta.status_code == 302
    assert (pratica.comune, pratica.autore, pratica.visibilita) == (
        client.comune,
        client.user,
        "team",
    )
    assert str(pratica.costo_eur) == "1500.50"
    client.post(f"{AREA}{pratica.pk}/visibilita/", {"a": "comunita"})
    pratica.refresh_from_db()
    assert pratica.visibilita == "team"

    entra(client, comune=client.comune)
    for passo in ("comunita", "pubblica"):
        client.post(f"{AREA}{pratica.pk}/visibilita/", {"a": passo})
    pratica.refresh_from_db()
    assert (pratica.visibilita, pratica.consenso_di) == ("pubblica", client.user)

    entra(client, comune=client.comune, ruolo=RuoloReferente.COMPILATORE)
    assert client.post(f"{AREA}{pratica.pk}/modifica/", modulo()).status_code == 404


def test_two_practices_of_one_title_have_two_addresses(client):
    entra(client)
    PraticaFactory(slug="portineria")  # of others: here nobody sees it

    client.post(f"{AREA}nuova/", modulo(bisogni=[BisognoFactory().pk]))

    assert Pratica.objects.filter(titolo="Portineria", slug__startswith="portineria-").exists()


def test_a_stale_change_is_refused_and_the_text_is_kept(client):
    entra(client)
    pratica = PraticaFactory(comune=client.comune)
    bisogno = BisognoFactory()
    letta = versione_di(pratica)
    Pratica.objects.get(pk=pratica.pk).save()

    dati = modulo(sintesi="Scritto a lungo", bisogni=[bisogno.pk], versione=letta)
    risposta = client.post(f"{AREA}{pratica.pk}/modifica/", dati)

    assert risposta.status_code == 409
    assert "Scritto a lungo" in leggi(risposta)
    pratica.refresh_from_db()
    assert pratica.sintesi != "Scritto a lungo"
    dati["versione"] = risposta.context["form"]["versione"].value()
    assert client.post(f"{AREA}{pratica.pk}/modifica/", dati).status_code == 302


def test_the_kit_takes_a_file_or_an_address_and_gives_it_back(
    client, django_capture_on_commit_callbacks
):
    entra(client)
    pratica = PraticaFactory(comune=client.comune)
    dati = {"tipo": "convenzione", "titolo": "Schema"}

    def manda(**altro):
        return client.post(f"{AREA}{pratica.pk}/kit/", {**dati, **altro}).status_code

    def file(contenuto=b"Testo.\n", nome="schema.txt"):
        return SimpleUploadedFile(nome, contenuto)

    assert manda() == 400
    assert manda(url="https://example.org/", upload=file()) == 400
    assert manda(upload=file(b"MZ\x90\x00" * 9, "schema.pdf")) == 400
    assert manda(url="javascript:alert(1)") == 400
    assert not ElementoKit.objects.exists()
    assert not FileProtetto.objects.exists()

    assert manda(upload=file()) == 302
    elemento = ElementoKit.objects.get()
    risposta = client.get(f"{AREA}kit/{elemento.pk}/")
    assert risposta["Content-Disposition"].startswith("attachment")
    assert risposta.getvalue() == b"Testo.\n"

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{AREA}kit/{elemento.pk}/togli/").status_code == 302
    assert not ElementoKit.objects.exists()
    assert not FileProtetto.objects.exists()


def test_a_piece_sent_by_a_colleague_goes_with_its_file_unless_something_else_needs_it(
    client, django_capture_on_commit_callbacks
):
    entra(client)
    pratica = PraticaFactory(comune=client.comune)
    suo, condiviso = (FileProtettoFactory(contenuto=testo) for testo in (b"Suo.", b"Di due."))
    via = [ElementoKitFactory(pratica=pratica, file=f, url="") for f in (suo, condiviso)]
    ElementoKitFactory(file=condiviso, url="")

    with django_capture_on_commit_callbacks(execute=True):
        for elemento in via:
            assert client.post(f"{AREA}kit/{elemento.pk}/togli/").status_code == 302

    assert FileProtetto.objects.get() == condiviso


def test_a_piece_deleted_in_the_admin_goes_with_its_file(
    client, responsabile, django_capture_on_commit_callbacks
):
    file = FileProtettoFactory(contenuto=b"Via.")
    elemento = ElementoKitFactory(file=file, url="")
    client.force_login(responsabile)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/community/elementokit/{elemento.pk}/delete/", {"post": "yes"})

    assert not ElementoKit.objects.exists()
    assert not FileProtetto.objects.exists()


def test_the_kit_of_the_community_is_for_who_acts_for_a_comune(client):
    entra(client)
    offre = PraticaFactory(comune=client.comune)
    client.post(
        f"{AREA}{offre.pk}/kit/",
        {"tipo": "atto", "titolo": "x", "upload": SimpleUploadedFile("a.txt", b"Atto.\n")},
    )
    elemento = ElementoKit.objects.get()
    altro = entra(Client())

    assert altro.get(f"{AREA}kit/{elemento.pk}/").status_code == 404
    client.post(f"{AREA}{offre.pk}/visibilita/", {"a": "comunita"})

    assert altro.get(f"{AREA}kit/{elemento.pk}/").getvalue() == b"Atto.\n"
    assert Client().get(f"/pratiche/{offre.slug}/kit/{elemento.pk}/").status_code == 404
    fuori = Client()
    fuori.force_login(UserFactory())
    assert fuori.get(f"{AREA}kit/{elemento.pk}/").status_code == 404


# --- Adoptions ------------------------------------------------------------------------------------
def test_a_comune_declares_once_and_who_offers_is_told_once(client):
    entra(client)
    pratica = PraticaFactory(della_comunita=True)
    chi = ReferenteFactory(comune=pratica.comune).user
    ReferenteFactory(comune=pratica.comune, attivo=False)

    for _volta in range(2):
        risposta = client.post(f"{AREA}{pratica.pk}/adotta/", {"tipo": "adotta"})
        assert risposta.status_code == 302

    adozione = Adozione.objects.get()
    assert (adozione.comune, adozione.by, adozione.stato) == (
        client.comune,
        client.user,
        "dichiarata",
    )
    messaggio = Messaggio.objects.get()
    assert messaggio.a == chi.email
    assert pratica.titolo in messaggio.oggetto
    assert "{" not in messaggio.testo


def test_who_adapts_says_what_changes(client):
    entra(client)
    pratica = PraticaFactory(pubblica=True)

    vuota = client.post(f"{AREA}{pratica.pk}/adotta/", {"tipo": "adatta", "che_cosa_cambia": "  "})
    detta = client.post(
        f"{AREA}{pratica.pk}/adotta/", {"tipo": "adatta", "che_cosa_cambia": "In biblioteca."}
    )

    assert (vuota.status_code, detta.status_code) == (400, 302)
    assert "Chi adatta una pratica scrive che cosa cambia." in leggi(vuota)
    assert Adozione.objects.get().che_cosa_cambia == "In biblioteca."


def test_what_cannot_be_adopted():
    comune, inventato = ComuneFactory(), ComuneFactory(dimostrativo=True)
    attese = (
        (PraticaFactory(), comune, "non_condivisa"),
        (PraticaFactory(comune=comune, pubblica=True), comune, "pratica_propria"),
        (PraticaFactory(pubblica=True), inventato, "dimostrativo"),
        (PraticaFactory(pubblica=True, is_demo=True), comune, "dimostrativo"),
    )

    for pratica, chi, codice in attese:
        with pytest.raises(DomainError) as errore:
            adozione_declare(pratica=pratica, comune=chi, tipo="adotta", by=UserFactory())
        assert errore.value.code == codice
    assert not Adozione.objects.exists()
    assert not Messaggio.objects.exists()


def test_how_it_went_is_told_later(client):
    entra(client)
    adozione = AdozioneFactory(comune=client.comune)
    dati = {"tipo": "adotta", "stato": "lasciata", "esito": "Mancava il locale."}

    vecchia = client.post(f"{AREA}adozioni/{adozione.pk}/", {**dati, "versione": "ieri"})
    nuova = client.post(
        f"{AREA}adozioni/{adozione.pk}/", {**dati, "versione": versione_di(adozione)}
    )

    adozione.refresh_from_db()
    assert (vecchia.status_code, nuova.status_code) == (409, 302)
    assert "Mancava il locale." in leggi(vecchia)
    assert (adozione.stato, adozione.esito) == ("lasciata", "Mancava il locale.")


def test_a_practice_is_born_once_from_an_adoption_and_claims_nothing_of_its_own(client):
    entra(client)
    bisogno = BisognoFactory()
    madre = PraticaFactory(
        pubblica=True, risultati="Mille persone.", limiti="Costa.", costo_eur=10, tempo_mesi=3
    )
    madre.bisogni.add(bisogno)
    adozione = AdozioneFactory(
        pratica=madre, comune=client.comune, tipo="adatta", che_cosa_cambia="In biblioteca."
    )

    for _volta in range(2):
        risposta = client.post(f"{AREA}adozioni/{adozione.pk}/pratica/")

    nata = Pratica.objects.get(da_adozione=adozione)
    assert risposta.url == f"{AREA}{nata.pk}/modifica/"
    assert (nata.comune, nata.visibilita, nata.autore) == (client.comune, "team", client.user)
    assert (nata.risultati, nata.limiti, nata.costo_eur, nata.tempo_mesi) == ("", "", None, None)
    assert "In biblioteca." in nata.come_funziona
    assert list(nata.bisogni.all()) == [bisogno]
    assert client.get(risposta.url).status_code == 200
    assert pratica_da_adozione(adozione=adozione, by=client.user) == nata


def test_an_adoption_stays_when_the_practice_is_no_longer_shared_which_is_not_told(client):
    entra(client)
    adozione = AdozioneFactory(comune=client.comune, pratica__titolo="Orto segreto")
    Pratica.objects.filter(pk=adozione.pratica_id).update(visibilita="team")

    elenco = leggi(client.get(AREA))

    assert "Pratica non più condivisa" in elenco
    assert "dichiarata il" in elenco
    assert "Orto segreto" not in elenco
    assert client.get(f"{AREA}adozioni/{adozione.pk}/").status_code == 404
    assert client.get(f"{AREA}{adozione.pratica_id}/").status_code == 404
