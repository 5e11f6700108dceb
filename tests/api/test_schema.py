"""The description is committed, complete, true: routes, examples and answers agree with it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openapi_spec_validator import validate

from fis_portal.core.api.schema import schema_openapi
from monitoraggio.models import DatoPubblicato
from monitoraggio.registro import REGISTRO
from progetti.models import Progetto
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    RiepilogoIncontriFactory,
)
from tests.community.factories_comunita import (
    AdozioneFactory,
    CambiamentoIstituzionaleFactory,
    ElementoKitFactory,
    LezioneFactory,
    PraticaFactory,
    SegnoLezioneFactory,
)
from tests.core.factories import FonteFactory
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    ParteRilevazioneFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    TargetPeriodoFactory,
)
from tests.progetti.factories import (
    FaseProgettoFactory,
    FattoProgettoFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

COMMITTATO = Path(settings.BASE_DIR) / "docs" / "api" / "schema.yaml"
PER_LE_PERSONE = {"/api/v1/schema/", "/api/v1/docs/"}
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Schema:
    return schema_openapi()


def test_committed_schema_is_up_to_date_and_without_warnings(tmp_path: Path) -> None:
    nuovo = tmp_path / "schema.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(nuovo))

    assert nuovo.read_text() == COMMITTATO.read_text(), "esegui «make schema»"


def test_schema_is_valid_openapi(schema: Schema) -> None:
    validate(schema)


def test_served_schema_is_the_committed_one(client: Client) -> None:
    yaml_ = client.get("/api/v1/schema/")
    json_ = client.get("/api/v1/schema/", {"format": "json"})

    assert yaml.safe_load(yaml_.content) == yaml.safe_load(COMMITTATO.read_text())
    assert json_.json() == yaml.safe_load(COMMITTATO.read_text())


def _rotte(nodo: URLResolver, prefisso: str = "") -> Iterator[str]:
    for figlio in nodo.url_patterns:
        percorso = prefisso + str(figlio.pattern)
        if isinstance(figlio, URLPattern):
            yield percorso
        else:
            yield from _rotte(figlio, percorso)


def test_every_route_is_described_and_none_else(schema: Schema) -> None:
    rotte = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", simplify_regex(rotta.replace("/^", "/")))
        for rotta in _rotte(get_resolver())
        if rotta.startswith("api/")
    }

    # With a key of a Comune only: told where keys are made (/area-comuni/chiavi/).
    rotte = {rotta for rotta in rotte if not rotta.startswith("/api/v1/rendicontazioni/")}
    assert rotte - PER_LE_PERSONE == set(schema["paths"])


def test_every_operation_is_told_in_italian_with_an_example(schema: Schema) -> None:
    for percorso, operazioni in schema["paths"].items():
        operazione = operazioni["get"]
        assert operazione["summary"], percorso
        assert operazione["description"], percorso
        [contenuto] = operazione["responses"]["200"]["content"].values()
        assert contenuto.get("examples"), percorso
        for parametro in operazione.get("parameters", []):
            if parametro["in"] == "query":
                assert parametro.get("description"), (percorso, parametro["name"])


def _risolvi(parte: Schema, schema: Schema) -> Schema:
    if "$ref" in parte:
        nome = parte["$ref"].rpartition("/")[2]
        componente: Schema = schema["components"]["schemas"][nome]
        return componente
    for interna in parte.get("allOf", []):
        return _risolvi(interna, schema)
    return parte


def _differenze(valore: Any, parte: Schema, schema: Schema, dove: str = "") -> Iterator[str]:
    """Where the keys of a value are not exactly those described."""
    parte = _risolvi(parte, schema)
    if isinstance(valore, list):
        for voce in valore:
            yield from _differenze(voce, parte["items"], schema, f"{dove}[]")
    elif isinstance(valore, dict) and "properties" in parte:
        nomi = set(parte["properties"])
        if not set(parte.get("required", nomi)) <= set(valore) <= nomi:
            yield f"{dove}: {set(valore) ^ set(parte['properties'])}"
        for nome in set(valore) & set(parte["properties"]):
            yield from _differenze(
                valore[nome], parte["properties"][nome], schema, f"{dove}.{nome}"
            )


def test_examples_have_exactly_the_fields_described(schema: Schema) -> None:
    for percorso, operazioni in schema["paths"].items():
        contenuto = operazioni["get"]["responses"]["200"]["content"].get("application/json")
        if contenuto is None:  # a stream of rows: see tests/monitoraggio/massa
            continue
        for esempio in contenuto["examples"].values():
            assert not list(_differenze(esempio["value"], contenuto["schema"], schema, percorso))


@pytest.fixture
def tutto(db: None) -> None:
    """At least one row of everything, with everything that can hang from it."""
    fonte = FonteFactory()
    progetto = ProgettoFactory(
        slug="uno",
        completo=True,
        macroaree=["inclusione sociale"],
        temi=["disabilità"],
        fonti=[fonte],
        comune__codice_istat="046017",
        comune__provincia__regione__codice_istat="09",
    )
    FaseProgettoFactory(progetto=progetto, fonte_importo=fonte, stato="in_corso")
    FattoProgettoFactory(progetto=progetto)
    PartenariatoFactory(progetto=progetto, fonte=fonte)
    evento = EventoFactory(slug="incontro", progetti=[progetto], fonti=[fonte])
    RiepilogoIncontriFactory(evento=evento)
    PartecipazioneFactory(evento=evento)
    lezione = LezioneFactory(
        slug="una", pubblica=True, progetto=progetto, fonte=fonte, evento=evento
    )
    SegnoLezioneFactory(lezione=lezione, tipo="riusata", nota="Anche da noi.")
    pratica = PraticaFactory(
        slug="una", pubblica=True, progetto=progetto, comune=progetto.comune, fonte=fonte
    )
    ElementoKitFactory(pratica=pratica)
    AdozioneFactory(pratica=pratica)
    CambiamentoIstituzionaleFactory(pk=900_003, pubblica=True, progetto=progetto, fonte=fonte)
    DatoPubblicato.objects.create(
        codice="dato", etichetta="Dato", valore=1, unita="Comuni", fonte=fonte
    )
    _risultati(progetto)


def _risultati(progetto: Progetto) -> None:
    esito = EsitoFactory(quadro=QuadroImpattoFactory(progetto=progetto))
    indicatore = IndicatoreFactory(pk=900_001, esito=esito, sdg=["11"])
    TargetPeriodoFactory(indicatore=indicatore, periodo__codice="un-periodo")
    rendicontazione = RendicontazioneFactory(quadro=esito.quadro, accettata=True)
    rilevazione = RilevazioneFactory(
        pk=900_002, rendicontazione=rendicontazione, indicatore=indicatore, valore=10
    )
    dimensione = DimensioneFactory(indicatore=indicatore)
    ParteRilevazioneFactory(rilevazione=rilevazione, dimensione=dimensione)


CHIAVI = {
    "/api/v1/cambiamenti/{id}/": "900003",
    "/api/v1/comuni/{codice_istat}/": "046017",
    "/api/v1/eventi/{slug}/": "incontro",
    "/api/v1/indicatori/{id}/": "900001",
    "/api/v1/interventi/{codice}/": "II",
    "/api/v1/lezioni/{slug}/": "una",
    "/api/v1/pratiche/{slug}/": "una",
    "/api/v1/macroaree/{slug}/": "inclusione-sociale",
    "/api/v1/monitoraggio/dati-pubblicati/{codice}/": "dato",
    "/api/v1/periodi/{codice}/": "un-periodo",
    "/api/v1/progetti/{slug}/": "uno",
    "/api/v1/rilevazioni/{id}/": "900002",
    "/api/v1/regioni/{codice_istat}/": "09",
    "/api/v1/temi/{slug}/": "disabilita",
}


def test_answers_have_exactly_the_fields_described(
    client: Client, tutto: None, schema: Schema
) -> None:
    lette = 0
    for percorso, operazioni in schema["paths"].items():
        contenuto = operazioni["get"]["responses"]["200"]["content"].get("application/json")
        if contenuto is None:
            continue
        descritto = contenuto["schema"]
        if percorso.startswith("/api/v1/monitoraggio/figure/{codice}/"):
            indirizzi = [percorso.replace("{codice}", codice) for codice in REGISTRO]
        elif percorso == "/api/v1/monitoraggio/report/{id}/":
            continue  # the list holds the same rows: see test_monitoraggio
        else:
            indirizzi = [re.sub(r"{\w+}", CHIAVI.get(percorso, ""), percorso)]
        for indirizzo in indirizzi:
            risposta = client.get(indirizzo)
            assert risposta.status_code == 200, indirizzo
            assert not list(_differenze(risposta.json(), descritto, schema, percorso))
            lette += 1
    assert lette >= 28


def test_no_personal_or_internal_field_is_described(schema: Schema) -> None:
    nomi = {
        nome
        for componente in schema["components"]["schemas"].values()
        for nome in componente.get("properties", {})
    }

    assert not nomi & {"email", "persona", "password", "user", "by", "richiesto_da", "is_public"}
