"""The area of the Comuni under attack and under accident: strangers, expired log-ins, queries."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcomes.models import Evidenza, Osservazione, Rendicontazione, Rilevazione
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import EvidenzaFactory, InvioFactory, OsservazioneFactory
from tests.outcomes.modulo import modulo_nuovo, officer

pytestmark = pytest.mark.django_db
MAI = 987_654


@pytest.fixture
def altrui() -> Rendicontazione:
    """A report of another Comune, with all that may hang from it."""
    rendicontazione = modulo_nuovo(stato="restituita", revisione=1)
    InvioFactory(rendicontazione=rendicontazione)
    OsservazioneFactory(rendicontazione=rendicontazione)
    EvidenzaFactory(rendicontazione=rendicontazione)
    return rendicontazione


def _indirizzi(pk: int, osservazione: int, evidenza: int) -> list[tuple[str, str]]:
    una = f"/area-comuni/rendicontazioni/{pk}/"
    return [
        ("GET", una),
        ("GET", f"{una}stato/"),
        ("GET", f"{una}anteprima/"),
        ("GET", f"{una}invia/"),
        ("GET", f"{una}ricevute/1/"),
        ("GET", f"{una}ricevute/1/pdf/"),
        ("GET", f"/area-comuni/evidenze/{evidenza}/"),
        ("POST", f"{una}salva/"),
        ("POST", f"{una}riga/"),
        ("POST", f"{una}invia/"),
        ("POST", f"{una}evidenze/"),
        ("POST", f"{una}osservazioni/{osservazione}/"),
        ("POST", f"/area-comuni/evidenze/{evidenza}/togli/"),
    ]


def _corpo(risposta: HttpResponse) -> str:
    """Without what names the request: its id, its address, the token of its forms."""
    testo = risposta.content.decode().replace(risposta.headers["X-Request-ID"], "")
    testo = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", testo)
    return testo.replace(str(risposta.wsgi_request.path), "")  # type: ignore[attr-defined]


def test_what_belongs_to_others_is_as_if_it_had_never_been(
    client: Client, altrui: Rendicontazione
) -> None:
    client.force_login(ReferenteFactory().user)
    vero = _indirizzi(altrui.pk, Osservazione.objects.get().pk, Evidenza.objects.get().pk)
    for (metodo, suo), (_metodo, mai) in zip(vero, _indirizzi(MAI, MAI, MAI), strict=True):
        risposte = [client.generic(metodo, indirizzo) for indirizzo in (suo, mai)]

        assert [r.status_code for r in risposte] == [404, 404], suo
        assert _corpo(risposte[0]) == _corpo(risposte[1]), suo


def test_who_lost_the_role_finds_nothing(client: Client, altrui: Rendicontazione) -> None:
    chi = officer(altrui)
    client.force_login(chi)
    chi.referenze.update(attivo=False)

    pagine = [
        client.get(reverse("area_comuni:rendicontazione", args=[altrui.pk])),
        client.get(reverse("area_comuni:inbox")),
    ]

    assert pagine[0].status_code == 404
    assert str(altrui.progetto.nome_pubblico) not in pagine[1].content.decode()


def test_file_is_not_attached_to_the_row_of_another(
    client: Client, altrui: Rendicontazione
) -> None:
    mia = modulo_nuovo()
    client.force_login(officer(mia))
    voce = altrui.progetto.voci_spesa.get()
    riga = f"spese/{voce.pk}"

    risposta = client.post(
        reverse("area_comuni:evidenza_aggiungi", args=[mia.pk]),
        {"riga": riga, f"file:{riga}": SimpleUploadedFile("a.txt", b"testo")},
    )

    assert risposta.status_code == 400
    assert Evidenza.objects.count() == 1


@pytest.mark.parametrize(
    ("percorso", "dati"),
    [
        ("riga/", {"sezione": "indicatori", "chiave": "I1", "versione": "0"}),
        ("evidenze/", {"riga": "", "descrizione:": "\x00"}),
    ],
)
def test_a_character_the_database_cannot_keep_is_no_fault(
    client: Client, percorso: str, dati: dict[str, Any]
) -> None:
    mia = modulo_nuovo()
    client.force_login(officer(mia, responsabile=True))
    if percorso == "riga/":
        dati = {**dati, "campo:valore": "1\x002"}
    else:
        dati = {**dati, "file:": SimpleUploadedFile("verbale.txt", b"ciao")}

    risposta = client.post(f"/area-comuni/rendicontazioni/{mia.pk}/{percorso}", dati)

    assert risposta.status_code < 400, risposta.content
    assert "\\u0000" not in risposta.content.decode()


@pytest.mark.parametrize("pagina", ["persone", "chiavi"])
def test_a_comune_that_cannot_be_named_does_not_exist(client: Client, pagina: str) -> None:
    client.force_login(ReferenteFactory(ruolo="responsabile").user)

    assert client.get(f"/area-comuni/{pagina}/", {"comune": "\x00"}).status_code == 404


# --- The log-in expired meanwhile -----------------------------------------------------------------
def test_section_posted_without_log_in_gives_back_what_was_typed() -> None:
    mia = modulo_nuovo()
    client = Client()

    risposta = client.post(
        reverse("area_comuni:salva", args=[mia.pk]),
        {
            "sezione": "indicatori",
            "versione:indicatori/I1": "0",
            "indicatori/I1/nota": "Da non <b>",
        },
    )

    testo = risposta.content.decode()
    assert risposta.status_code == 401
    assert 'name="indicatori/I1/nota" value="Da non &lt;b&gt;"' in testo
    assert f'action="{reverse("area_comuni:salva", args=[mia.pk])}"' in testo
    assert "no-store" in risposta["Cache-Control"]


def test_what_was_given_back_is_saved_after_the_log_in() -> None:
    mia = modulo_nuovo()
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    vecchio = client.cookies["csrftoken"].value
    chi = officer(mia)
    client.force_login(chi)
    client.cookies["csrftoken"] = "a" * 32  # as the log-in changes it
    indirizzo = reverse("area_comuni:salva", args=[mia.pk])
    dati = {"versione:indicatori/I1": "0", "indicatori/I1/valore": "12"}

    scaduta = client.post(indirizzo, {**dati, "csrfmiddlewaretoken": vecchio})
    nuovo = re.search(
        r'data-element="kept-form">\s*<input[^>]*name="csrfmiddlewaretoken" value="(\w+)"',
        scaduta.content.decode(),
    )
    assert nuovo is not None
    salvata = client.post(indirizzo, {**dati, "csrfmiddlewaretoken": nuovo.group(1)})

    assert (scaduta.status_code, salvata.status_code) == (403, 302)
    assert Rilevazione.objects.get().valore == 12


def test_what_another_site_posts_is_not_offered_again() -> None:
    mia = modulo_nuovo()
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer(mia))

    risposta = client.post(
        reverse("area_comuni:salva", args=[mia.pk]),
        {"indicatori/I1/nota": "Cattivo"},
        headers={"Origin": "https://cattivo.example"},
    )

    assert risposta.status_code == 403
    assert "Cattivo" not in risposta.content.decode()


# --- Queries: a fixed number ----------------------------------------------------------------------
def _letture(client: Client, percorso: str) -> list[str]:
    """What the page asks of the database: session, person and the two switches of role aside."""
    with CaptureQueriesContext(
        connection,
    ) as presi:
        assert client.get(percorso).status_code == 200
    di_servizio = ("django_session", "set_config", "current_setting", "SAVEPOINT")
    return [q["sql"] for q in presi if not any(parola in q["sql"] for parola in di_servizio)]


@pytest.fixture
def domande(client: Client) -> Callable[..., Any]:
    def conta(indicatori: int) -> tuple[int, int]:
        mia = modulo_nuovo(indicatori=indicatori)
        client.force_login(officer(mia))
        modulo = _letture(client, reverse("area_comuni:rendicontazione", args=[mia.pk]))
        return len(modulo), len(_letture(client, reverse("area_comuni:inbox")))

    return conta


def test_queries_do_not_grow_with_the_indicators(domande: Callable[..., Any]) -> None:
    uno, trenta = domande(1), domande(30)

    assert uno == trenta
    assert uno[1] <= 8
    assert uno[0] <= 17
