"""Addresses of the private servers, for settings. Only reads: it starts nothing."""

from fis_portal.devtools import porte, profili
from fis_portal.devtools.profili import Profilo

UTENTE_DATABASE = "portal"
NOME_DATABASE = "portal"


def _read(profilo: Profilo, name: str) -> str:
    path = profilo.cartella / name
    return path.read_text().strip() if path.exists() else ""


def database_url(profilo: Profilo | None = None) -> str:
    """URL of the private PostgreSQL; valid also before its first start, it just does not answer."""
    profilo = profilo or profili.sviluppo()
    port = porte.read_remembered(profilo.cartella / "porte.json").get(
        "postgres", profilo.porta_postgres
    )
    password = _read(profilo, "password_postgres")
    return f"postgres://{UTENTE_DATABASE}:{password}@{porte.LOOPBACK}:{port}/{NOME_DATABASE}"


def redis_url(profilo: Profilo | None = None) -> str:
    """URL of the private Valkey, database 0."""
    profilo = profilo or profili.sviluppo()
    port = porte.read_remembered(profilo.cartella / "porte.json").get(
        "valkey", profilo.porta_valkey
    )
    return f"redis://:{_read(profilo, 'password_valkey')}@{porte.LOOPBACK}:{port}/0"
