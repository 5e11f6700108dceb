"""Headers of every kind of answer of the portal in production (QUALITY A1 22-25, 28, 38)."""

import re
from collections.abc import Callable

import pytest

from tests.sicurezza.prepara import EMAIL, PASSWORD
from tests.sicurezza.produzione import Produzione, Risposta, cookie_di

CSP_PUBBLICA = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}
# Alpine.js reads expressions in attributes, and some widgets have a style attribute: no more.
CSP_GESTIONE = {
    **CSP_PUBBLICA,
    "script-src": {"'self'", "'unsafe-eval'"},
    "style-src": {"'self'"},
    "style-src-attr": {"'unsafe-inline'"},
}


def _statico(produzione: Produzione) -> Risposta:
    trovato = re.search(r'href="(/static/css/fis\.\w+\.css)"', produzione.chiedi("/").testo)
    assert trovato is not None
    return produzione.chiedi(trovato[1])


def _gestione(percorso: str, metodo: str = "GET") -> Callable[[Produzione], Risposta]:
    def chiedi(produzione: Produzione) -> Risposta:
        cookie = cookie_di(produzione.accedi(EMAIL, PASSWORD))
        return produzione.chiedi(percorso, metodo, cookie=cookie)

    return chiedi


def _guasto(percorso: str) -> Callable[[Produzione], Risposta]:
    def chiedi(produzione: Produzione) -> Risposta:
        with produzione.senza_tabella("progetti_progetto"):
            return produzione.chiedi(percorso)

    return chiedi


def _riga(nome: str) -> Callable[[Produzione], Risposta]:
    return lambda produzione: produzione.chiedi(produzione.righe[nome])


def _va(percorso: str, metodo: str = "GET") -> Callable[[Produzione], Risposta]:
    return lambda produzione: produzione.chiedi(percorso, metodo)


# Kind of answer -> (how to get it, its status).
PUBBLICHE: dict[str, tuple[Callable[[Produzione], Risposta], int]] = {
    "pagina": (_va("/"), 200),
    "elenco": (_va("/progetti/"), 200),
    "scheda": (_riga("progetto"), 200),
    "modulo": (_va("/parere/"), 200),
    "calendario": (_va("/eventi/calendario.ics"), 200),
    "CSV": (_va("/progetti/esporta.csv"), 200),
    "barra mancante": (_va("/progetti"), 301),
    "filtro sbagliato": (_va("/progetti/?inesistente=1"), 400),
    "token mancante": (_va("/parere/", "POST"), 403),
    "pagina che manca": (_va("/non-esiste/"), 404),
    "metodo sbagliato": (_va("/progetti/", "POST"), 405),
    "guasto": (_guasto("/progetti/"), 500),
    "API": (_va("/api/v1/progetti/"), 200),
    "guida dell'API": (_va("/api/v1/docs/"), 200),
    "schema dell'API": (_va("/api/v1/schema/"), 200),
    "API, filtro sbagliato": (_va("/api/v1/progetti/?inesistente=1"), 400),
    "API, riga che manca": (_va("/api/v1/progetti/non-esiste/"), 404),
    "API, indirizzo che manca": (_va("/api/v1/non-esiste/"), 404),
    "API, metodo sbagliato": (_va("/api/v1/progetti/", "POST"), 405),
    "API, guasto": (_guasto("/api/v1/progetti/"), 500),
    "accesso": (_va("/accesso/entra/"), 200),
    "password dimenticata": (_va("/accesso/password/dimenticata/"), 200),
    "utenza, da fuori": (_va("/utenza/"), 302),
    "salute": (_va("/salute/"), 200),
    "prontezza": (_va("/salute/pronto/"), 200),
}
# Of their own policy: a file that is only saved, never drawn.
FILE = {"file di un report": (_riga("file"), 200)}
GESTIONE = {
    "vecchio accesso": (_va("/admin/login/"), 302),
    "verso l'accesso": (_va("/admin/"), 302),
    "scrivania": (_gestione("/admin/"), 200),
    "elenco": (_gestione("/admin/progetti/progetto/"), 200),
    "modulo": (_gestione("/admin/progetti/progetto/add/"), 200),
    "vietata": (_gestione("/admin/accounts/user/1/delete/"), 403),
    "pagina che manca": (_gestione("/admin/non-esiste/"), 404),
    "metodo sbagliato": (_gestione("/admin/", "DELETE"), 405),
    "guasto": (
        lambda produzione: _gestione_guasta(produzione),
        500,
    ),
}
STATICI = {"foglio di stile": (_statico, 200)}
TUTTE = [
    pytest.param(chiedi, stato, id=f"{gruppo}: {nome}")
    for gruppo, risposte in (
        ("pubblica", PUBBLICHE),
        ("file", FILE),
        ("gestione", GESTIONE),
        ("statico", STATICI),
    )
    for nome, (chiedi, stato) in risposte.items()
]


def _gestione_guasta(produzione: Produzione) -> Risposta:
    cookie = cookie_di(produzione.accedi(EMAIL, PASSWORD))
    with produzione.senza_tabella("progetti_progetto"):
        return produzione.chiedi("/admin/progetti/progetto/", cookie=cookie)


def politica(risposta: Risposta) -> dict[str, set[str]]:
    (testo,) = risposta.testate.get_all("Content-Security-Policy") or [""]
    direttive = (parte.split() for parte in testo.split(";") if parte.strip())
    return {nome: set(valori) for nome, *valori in direttive}


@pytest.mark.parametrize(("chiedi", "stato"), TUTTE)
def test_every_answer_carries_the_headers_that_protect_the_browser(
    produzione: Produzione, chiedi: Callable[[Produzione], Risposta], stato: int
) -> None:
    risposta = chiedi(produzione)

    assert risposta.stato == stato
    hsts = risposta.testate["Strict-Transport-Security"]
    assert int(re.search(r"max-age=(\d+)", hsts)[1]) >= 31_536_000  # type: ignore[index]
    assert "includeSubDomains" in hsts
    assert risposta.testate["X-Content-Type-Options"] == "nosniff"
    assert risposta.testate["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert risposta.testate["Cross-Origin-Opener-Policy"] == "same-origin"
    if risposta.corpo and not risposta.testate["Content-Type"].startswith(("image/", "font/")):
        assert "charset=utf-8" in risposta.testate["Content-Type"].lower().replace('"', "")


@pytest.mark.parametrize(
    ("chiedi", "stato"), [pytest.param(*valori, id=nome) for nome, valori in PUBBLICHE.items()]
)
def test_public_answers_have_the_strict_policy_and_set_no_session(
    produzione: Produzione, chiedi: Callable[[Produzione], Risposta], stato: int
) -> None:
    risposta = chiedi(produzione)

    assert risposta.stato == stato
    assert politica(risposta) == CSP_PUBBLICA
    assert "__Host-sessione" not in cookie_di(risposta)


@pytest.mark.parametrize(
    ("chiedi", "stato"), [pytest.param(*valori, id=nome) for nome, valori in GESTIONE.items()]
)
def test_the_management_area_has_its_own_policy_and_is_kept_by_nobody(
    produzione: Produzione, chiedi: Callable[[Produzione], Risposta], stato: int
) -> None:
    risposta = chiedi(produzione)

    assert risposta.stato == stato
    assert politica(risposta) == CSP_GESTIONE
    assert "no-store" in risposta.testate["Cache-Control"]


def test_files_are_saved_and_never_drawn(produzione: Produzione) -> None:
    risposta = produzione.chiedi(produzione.righe["file"])

    assert risposta.stato == 200
    assert politica(risposta) == {"default-src": {"'none'"}, "sandbox": set()}
    assert risposta.testate["Content-Disposition"].startswith("attachment;")


def test_plain_http_is_sent_to_https(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/progetti/?q=casa", X_Forwarded_Proto="http")

    assert risposta.stato == 301
    assert risposta.testate["Location"] == "https://portale.example.it/progetti/?q=casa"


def test_health_answers_plain_http_from_inside(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/salute/", X_Forwarded_Proto="http", Host="localhost")

    assert risposta.stato == 200
