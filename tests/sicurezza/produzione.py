"""The portal as production runs it: production settings, the web server of the image, HTTPS."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from psycopg2 import sql

from fis_portal.devtools.processi import legato_al_padre
from tests.sicurezza.prepara import CODICI

RADICE = Path(settings.BASE_DIR)
HOST = "portale.example.it"
AMBIENTE = {
    "DJANGO_SETTINGS_MODULE": "fis_portal.settings.prod",
    "SECRET_KEY": "chiave-finta-dei-test-0123456789-abcdefghij-KLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": HOST,
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "NUM_PROXIES": "1",
}
ATTESA_S = 60
ACCESSO = "/accesso/entra/"
VERIFICA = "/accesso/secondo-fattore/verifica/"


@dataclass(frozen=True)
class Risposta:
    stato: int
    testate: http.client.HTTPMessage
    corpo: bytes

    @property
    def testo(self) -> str:
        return self.corpo.decode()


@dataclass
class Produzione:
    """A running portal. Every request comes from an address of its own unless it says otherwise."""

    porta: int
    log: Path
    database: str
    righe: dict[str, str]

    def chiedi(
        self,
        percorso: str,
        metodo: str = "GET",
        corpo: bytes | dict[str, str] | None = None,
        cookie: str = "",
        **testate: str,
    ) -> Risposta:
        """One request, as nginx would pass it on. `testate`: Nome_Cosi for Nome-Cosi."""
        invio = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"198.51.100.{uuid.uuid4().int % 250}",
            **{nome.replace("_", "-"): valore for nome, valore in testate.items()},
        }
        if cookie:
            invio["Cookie"] = cookie
        if isinstance(corpo, dict):
            corpo = urlencode(corpo).encode()
            invio["Content-Type"] = "application/x-www-form-urlencoded"
        connessione = http.client.HTTPConnection("127.0.0.1", self.porta, timeout=ATTESA_S)
        try:
            connessione.request(metodo, percorso, body=corpo, headers=invio)
            risposta = connessione.getresponse()
            return Risposta(risposta.status, risposta.headers, risposta.read())
        finally:
            connessione.close()

    def accedi(self, email: str, password: str, **testate: str) -> Risposta:
        """Log in through the forms, tokens included: password, and then a recovery code."""
        pagina = self.chiedi(ACCESSO, **testate)
        gettone = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', pagina.testo)
        assert gettone is not None
        fisso = {"csrfmiddlewaretoken": gettone[1]}
        testate = {"Referer": f"https://{HOST}{ACCESSO}", **testate}
        risposta = self.chiedi(
            ACCESSO,
            "POST",
            {"login": email, "password": password, **fisso},
            cookie=cookie_di(pagina),
            **testate,
        )
        if risposta.testate["Location"] != VERIFICA:
            return risposta
        biscotti = f"{cookie_di(pagina)}; {cookie_di(risposta)}"
        codice = {"code": CODICI.pop(), **fisso}
        return self.chiedi(VERIFICA, "POST", codice, cookie=biscotti, **testate)

    @contextmanager
    def senza_tabella(self, tabella: str) -> Iterator[None]:
        """A fault nobody foresaw: a table is not there."""
        _esegui(self.database, "ALTER TABLE {} RENAME TO via", tabella)
        try:
            yield
        finally:
            _esegui(self.database, "ALTER TABLE via RENAME TO {}", tabella)

    def righe_log(self, request_id: str) -> list[str]:
        """What was logged of one request, once the server has written it."""
        limite = time.monotonic() + 5
        while time.monotonic() < limite:
            righe = self.log.read_text().splitlines()
            if trovate := [riga for riga in righe if request_id in riga]:
                return trovate
            time.sleep(0.05)
        return []


def cookie_di(risposta: Risposta) -> str:
    """The cookies a browser would send back."""
    valori = risposta.testate.get_all("Set-Cookie") or []
    return "; ".join(valore.partition(";")[0] for valore in valori)


def ambiente(cartella: Path, database: str) -> dict[str, str]:
    """What the portal is started with: nothing of ours but where programs are found."""
    return {
        **{nome: os.environ[nome] for nome in ("PATH", "HOME", "LANG") if nome in os.environ},
        **AMBIENTE,
        "DATABASE_URL": database,
        "REDIS_URL": _altro_valkey(),
        "MEDIA_ROOT": str(cartella / "media"),
        "STATIC_ROOT": str(cartella / "static"),
    }


@contextmanager
def avviata(cartella: Path) -> Iterator[Produzione]:
    """Start the portal on a database of its own, and stop it with everything it made."""
    with _database() as database:
        env = ambiente(cartella, database)
        fatto = subprocess.run(
            [sys.executable, "-m", "tests.sicurezza.prepara"],
            cwd=RADICE,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fatto.returncode == 0, fatto.stderr
        porta, log = _porta_libera(), cartella / "web.log"
        with log.open("w") as uscita:
            processo = subprocess.Popen(
                [sys.executable, "-m", *_comando(porta)],
                cwd=RADICE,
                env=env,
                stdout=uscita,
                stderr=subprocess.STDOUT,
                preexec_fn=legato_al_padre(15),
            )
            try:
                produzione = Produzione(porta, log, database, json.loads(fatto.stdout))
                _aspetta(produzione, processo)
                yield produzione
            finally:
                processo.terminate()
                processo.wait(30)


def _comando(porta: int) -> list[str]:
    """The command of the image, on our port and with one process."""
    dockerfile = (RADICE / "deploy" / "Dockerfile").read_text()
    trovato = re.search(r"^CMD (\[.*?\])", dockerfile.replace("\\\n", ""), re.MULTILINE)
    assert trovato is not None
    comando: list[str] = json.loads(trovato[1])
    diversi = {"--bind": f"127.0.0.1:{porta}", "--workers": "1"}
    return [f"{nome}={diversi[nome]}" if (nome := parte.partition("=")[0]) in diversi else parte
            for parte in comando]  # fmt: skip


def _aspetta(produzione: Produzione, processo: subprocess.Popen) -> None:
    limite = time.monotonic() + ATTESA_S
    while time.monotonic() < limite:
        assert processo.poll() is None, produzione.log.read_text()
        try:
            if produzione.chiedi("/salute/").stato == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(produzione.log.read_text())


def _porta_libera() -> int:
    with socket.socket() as presa:
        presa.bind(("127.0.0.1", 0))
        porta: int = presa.getsockname()[1]
        return porta


@contextmanager
def _database() -> Iterator[str]:
    """A database beside those of the tests, copied from the migrated one where there is one."""
    nome = f"sicurezza_{uuid.uuid4().hex[:8]}"
    url = _url_database()
    amministra = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    modello = (settings.DATABASES["default"].get("TEST") or {}).get("TEMPLATE") or "template1"
    _esegui(amministra, "CREATE DATABASE {} TEMPLATE {}", nome, modello)
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{nome}"))
    finally:
        _esegui(amministra, "DROP DATABASE {} WITH (FORCE)", nome)


def _url_database() -> str:
    parti = settings.DATABASES["default"]
    chi = f"{parti['USER']}:{parti['PASSWORD']}" if parti["PASSWORD"] else parti["USER"]
    return f"postgres://{chi}@{parti['HOST']}:{parti['PORT']}/postgres"


def _esegui(url: str, comando: str, *nomi: str) -> None:
    connessione = psycopg2.connect(url)
    connessione.autocommit = True
    try:
        with connessione.cursor() as cursore:
            cursore.execute(sql.SQL(comando).format(*map(sql.Identifier, nomi)))
    finally:
        connessione.close()


def _altro_valkey() -> str:
    """Another number on the same server: tests empty theirs between one and the next."""
    parti = urlsplit(settings.REDIS_URL)
    return urlunsplit(parti._replace(path="/15" if parti.path != "/15" else "/14"))
