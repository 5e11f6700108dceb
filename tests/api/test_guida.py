import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fis_portal.core.api.riferimento import riferimento
from fis_portal.core.api.schema import schema_openapi


def test_guide_names_every_address_field_and_example(client: Client) -> None:
    testo = client.get(reverse("api:docs")).content.decode()

    for percorso in schema_openapi()["paths"]:
        assert percorso in testo
    for esempio in ("curl &quot;http", "urlopen", "IMPORTDATA"):
        assert esempio in testo or esempio.replace("&quot;", '"') in testo


def test_links_inside_the_guide_lead_somewhere(client: Client) -> None:
    testo = client.get(reverse("api:docs")).content.decode()

    ancore = set(re.findall(r'id="([^"]+)"', testo))
    assert set(re.findall(r'href="#([^"]+)"', testo)) <= ancore


def test_ids_of_the_guide_are_unique(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get(reverse("api:docs")).content.decode())

    assert sorted(ids) == sorted(set(ids))


def test_reference_tells_types_lists_and_values() -> None:
    guida = riferimento(schema_openapi())
    progetto = next(oggetto for oggetto in guida.oggetti if oggetto.nome == "Progetto")
    campi = {campo.nome: campo for campo in progetto.campi}

    assert campi["titolo"].is_nullo
    assert (campi["temi"].is_elenco, campi["temi"].componente) == (True, "ProgettoTema")
    assert campi["data_inizio"].tipo == "data AAAA-MM-GG"
    fase = next(oggetto for oggetto in guida.oggetti if oggetto.nome == "Fase")
    stato = next(campo for campo in fase.campi if campo.nome == "stato")
    assert "in_corso" in stato.valori


@pytest.mark.browser
def test_guide_works_under_the_strict_policy(live_server: Any, browser: Any) -> None:
    pagina = browser.new_page()
    problemi: list[str] = []
    pagina.on("console", lambda messaggio: problemi.append(messaggio.text))
    pagina.on("pageerror", lambda errore: problemi.append(str(errore)))

    pagina.goto(f"{live_server.url}{reverse('api:docs')}")
    pagina.get_by_role("button", name="Copia Esempio con curl").wait_for()
    pagina.locator("summary").first.click()

    assert problemi == []
    pagina.close()
