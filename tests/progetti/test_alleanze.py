"""The alliance of a project over time, as far as dates tell."""

import datetime
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from fis_portal.core.charts import Alleanze, Alleato, Tratto
from progetti.models import Partenariato, Progetto
from progetti.selectors.alleanze import Alleanza, Membro
from tests.progetti.factories import (
    FaseProgettoFactory,
    OrganizzazioneFactory,
    ProgettoFactory,
)

OGGI = datetime.date(2026, 6, 30)
SVG = "{http://www.w3.org/2000/svg}"


def giorno(anno: int, mese: int = 1) -> datetime.date:
    return datetime.date(anno, mese, 1)


def entra(progetto: Progetto, organizzazione: Any, **campi: Any) -> None:
    campi.setdefault("ruolo", "partner")
    Partenariato.objects.create(progetto=progetto, organizzazione=organizzazione, **campi)


def alleanza(progetto: Progetto) -> Alleanza:
    from fis_portal.sito.progetti import progetto_pagina

    pagina = progetto_pagina(Progetto.objects.order_by().filter(pk=progetto.pk), OGGI)
    assert pagina is not None
    return pagina.alleanza


def membri(progetto: Progetto) -> dict[str, Membro]:
    return {m.nome: m for m in alleanza(progetto).membri}


@pytest.fixture
def enti() -> list[Any]:
    tipi = ("ets", "universita", "banca")
    return [
        OrganizzazioneFactory(nome=nome, tipo=tipo)
        for nome, tipo in zip(("Alfa", "Beta", "Gamma"), tipi, strict=True)
    ]


@pytest.mark.django_db
def test_a_pair_seen_nowhere_else_works_together_for_the_first_time(enti):
    progetto = ProgettoFactory()
    for ente in enti[:2]:
        entra(progetto, ente)

    assert membri(progetto)["Alfa"].prima_volta_con == ("Beta",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("qui", "la", "prima"),
    [
        (giorno(2022), giorno(2023), True),
        (giorno(2023), giorno(2022), False),
        (giorno(2023), giorno(2023), False),
        (None, giorno(2023), False),
        (giorno(2022), None, False),
    ],
)
def test_of_two_projects_only_the_earlier_is_the_first_time_and_doubt_is_not_one(
    enti, qui, la, prima
):
    progetto, altro = ProgettoFactory(), ProgettoFactory()
    for ente in enti[:2]:
        entra(progetto, ente, dal=qui)
        entra(altro, ente, dal=la)

    assert bool(membri(progetto)["Alfa"].prima_volta_con) is prima


@pytest.mark.django_db
def test_a_project_that_is_not_public_tells_nothing_of_its_partners(enti):
    progetto, nascosto = ProgettoFactory(), ProgettoFactory(non_pubblico=True)
    for ente in enti[:2]:
        entra(progetto, ente, dal=giorno(2023))
        entra(nascosto, ente, dal=giorno(2020))

    assert membri(progetto)["Alfa"].prima_volta_con == ("Beta",)


@pytest.mark.django_db
def test_a_kind_of_body_is_new_when_it_joins_later_and_nobody_of_it_was_there(enti):
    progetto = ProgettoFactory()
    entra(progetto, enti[0], dal=giorno(2022))
    entra(progetto, enti[2], dal=giorno(2023))
    entra(progetto, OrganizzazioneFactory(nome="Delta", tipo="ets"), dal=giorno(2024))

    nuovi = {nome: m.is_tipo_nuovo for nome, m in membri(progetto).items()}

    assert nuovi == {"Alfa": False, "Gamma": True, "Delta": False}


@pytest.mark.django_db
@pytest.mark.parametrize("incerto", [{"tipo": "banca"}, {"tipo": ""}])
def test_who_may_have_been_there_before_makes_no_kind_new(enti, incerto):
    progetto = ProgettoFactory()
    entra(progetto, enti[0], dal=giorno(2022))
    entra(progetto, enti[2], dal=giorno(2023))
    entra(progetto, OrganizzazioneFactory(nome="Incerto", **incerto))

    assert not membri(progetto)["Gamma"].is_tipo_nuovo


@pytest.mark.django_db
def test_a_partner_is_in_the_phases_it_was_there_for_and_unknown_dates_are_in_none(enti):
    progetto = ProgettoFactory()
    FaseProgettoFactory(
        progetto=progetto,
        intervento__codice="I",
        data_inizio=giorno(2020),
        data_fine=giorno(2021),
    )
    FaseProgettoFactory(progetto=progetto, intervento__codice="II", data_inizio=giorno(2022))
    entra(progetto, enti[0], dal=giorno(2020, 6))
    entra(progetto, enti[1], dal=giorno(2022, 3))
    entra(progetto, enti[2])

    fasi = {nome: m.fasi for nome, m in membri(progetto).items()}

    assert fasi == {"Alfa": ("I", "II"), "Beta": ("II",), "Gamma": ()}


@pytest.mark.django_db
def test_the_page_draws_the_alliance_beside_its_table_and_says_what_is_unknown(client, enti):
    progetto = ProgettoFactory(slug="case")
    entra(progetto, enti[0], dal=giorno(2022))
    entra(progetto, enti[1])

    pagina = client.get("/progetti/case/").content.decode()

    assert 'id="alleanza-grafico-titolo"' in pagina
    assert "Di 1 ente non è pubblicato da quando partecipa" in pagina
    assert "prima volta insieme con Beta" in pagina


@pytest.mark.django_db
def test_without_any_date_there_is_no_chart(client, enti):
    entra(ProgettoFactory(slug="case"), enti[0])

    pagina = client.get("/progetti/case/").content.decode()

    assert "alleanza-grafico" not in pagina
    assert "Alfa" in pagina


# --- The chart -----------------------------------------------------------------------------------
def disegna(*alleati: Alleato, **altro: Any) -> Any:
    base = {"id": "g", "titolo": "T", "descrizione": "D", "oggi": OGGI, "alleati": alleati}
    return Alleanze(**{**base, **altro}).render()


def test_chart_has_words_for_every_mark_and_stays_inside_its_frame():
    grafico = disegna(
        Alleato(nome="Alfa", ruolo="Partner", dal=giorno(2022), novita=["nuovo tipo"]),
        Alleato(nome="Beta", ruolo="Partner", al=giorno(2023)),
        Alleato(nome="Gamma", ruolo="Attuatore"),
        tratti=[Tratto(nome="Intervento I", dal=giorno(2021), al=giorno(2022))],
    )

    radice = ET.fromstring(grafico.svg)  # noqa: S314
    scritti = {testo.text for testo in radice.iter(f"{SVG}text")}
    assert {"nuovo tipo", "date non pubblicate", "Intervento I", "2022", "Attuatore"} <= scritti
    largo = float(radice.get("viewBox").split()[2]) - 2
    for forma in radice.iter(f"{SVG}rect"):
        assert float(forma.get("x")) >= -2
        assert float(forma.get("x")) + float(forma.get("width")) <= largo


def test_chart_table_says_the_same_and_unknown_is_a_word():
    grafico = disegna(Alleato(nome="Gamma", ruolo="Partner", fasi=["Intervento I"]))

    assert grafico.righe == (
        ("Gamma", "Partner", "non pubblicato", "non pubblicato", "non pubblicato",
         "Intervento I", "–"),
    )  # fmt: skip
    assert len(grafico.intestazioni) == len(grafico.righe[0])


def test_chart_escapes_what_people_typed():
    ostile = "<script>alert(1)</script>"

    svg = disegna(Alleato(nome=ostile, ruolo=ostile, dal=giorno(2022), novita=[ostile])).svg

    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314
