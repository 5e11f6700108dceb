"""What strangers try on every site (QUALITY A1 29, 39; A4 for the body of 3 MB)."""

import json

import pytest

from tests.sicurezza.produzione import Produzione

NON_CI_SONO = [
    "/.git/config",
    "/.git/HEAD",
    "/.gitignore",
    "/.env",
    "/.env.example",
    "/.dev/secret_key",
    "/.venv/pyvenv.cfg",
    "/Makefile",
    "/manage.py",
    "/pyproject.toml",
    "/requirements.txt",
    "/docker-compose.yml",
    "/fis_portal/settings/prod.py",
    "/settings.py",
    "/media/report/",
    "/media/",
    "/protetti/report/",
    "/static/",
    "/static/../manage.py",
    "/static/%2e%2e/%2e%2e/manage.py",
    "/static/..%2f..%2fmanage.py",
    "/static/staticfiles.json/",
    "/__debug__/",
    "/silk/",
    "/phpinfo.php",
    "/wp-login.php",
    "/server-status",
    "/actuator/env",
    "/backup.sql",
    "/db.sqlite3",
    "/swagger.json",
    "/graphql",
    "/api/",
    "/api/v2/",
    "/etc/passwd",
    "/..%2f..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
]
SEGRETI = ("Traceback", "django.db", "psycopg2", "progetti_progetto", "SELECT", "settings", "/work")


@pytest.mark.parametrize("percorso", NON_CI_SONO)
def test_nothing_of_the_machine_is_served(produzione: Produzione, percorso: str) -> None:
    risposta = produzione.chiedi(percorso)

    assert risposta.stato in (400, 404)
    assert b"Pagina non trovata" in risposta.corpo or b'"code"' in risposta.corpo


@pytest.mark.parametrize(
    "percorso", ["/", "/progetti/", "/api/v1/progetti/", "/admin/", "/salute/"]
)
@pytest.mark.parametrize("metodo", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "INVENTATO"])
def test_odd_methods_are_refused(produzione: Produzione, percorso: str, metodo: str) -> None:
    risposta = produzione.chiedi(percorso, metodo, X_Segreto="da-non-rimandare")

    assert risposta.stato in (400, 405)
    assert b"da-non-rimandare" not in risposta.corpo


@pytest.mark.parametrize("percorso", ["/progetti/", "/api/v1/progetti/"])
def test_a_fault_tells_nothing_but_its_number(produzione: Produzione, percorso: str) -> None:
    with produzione.senza_tabella("progetti_progetto"):
        risposta = produzione.chiedi(percorso)

    assert risposta.stato == 500
    assert not [segreto for segreto in SEGRETI if segreto in risposta.testo]
    if percorso.startswith("/api/"):
        assert set(json.loads(risposta.corpo)) == {"code", "message", "fields"}
    else:
        assert risposta.testate["X-Request-ID"] in risposta.testo


@pytest.mark.parametrize(
    "host",
    ["cattivo.example", "portale.example.it.cattivo.example", "portale.example.it:bad", "a b", ""],
)
def test_another_host_name_is_refused(produzione: Produzione, host: str) -> None:
    risposta = produzione.chiedi("/", Host=host)

    assert risposta.stato == 400
    assert b"cattivo" not in risposta.corpo


def test_the_host_that_a_client_forwards_is_not_believed(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/api/v1/", X_Forwarded_Host="cattivo.example")

    assert risposta.stato == 200
    assert "cattivo.example" not in risposta.testo
    assert "https://portale.example.it/api/v1/progetti/" in risposta.testo


@pytest.mark.parametrize("percorso", ["/api/v1/progetti/", "/parere/", "/accesso/entra/", "/"])
def test_a_body_of_three_megabytes_is_refused(produzione: Produzione, percorso: str) -> None:
    corpo = json.dumps({"q": "x" * 3_000_000}).encode()

    risposta = produzione.chiedi(percorso, "POST", corpo, Content_Type="application/json")

    assert risposta.stato in (400, 403, 405, 413)


def test_a_form_of_three_megabytes_is_refused(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/accesso/entra/", "POST", {"login": "x" * 3_000_000})

    assert risposta.stato in (400, 403, 413)
