"""Cuts of the figures on people: what is hidden cannot be had back."""

import datetime
import random
from typing import Any

import pytest

from fis_portal.core.errors import DomainError
from monitoraggio.registro import REGISTRO, Ambito, Cella, Taglio, Voce, figura
from monitoraggio.registro.persone import TUTTE, Conto, celle_di_persone
from monitoraggio.registro.ponti import ponti
from monitoraggio.registro.riservatezza import sopprimi, totale_mostrabile
from progetti.enums import TipoOrganizzazione
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.outcomes.attaccante import SOGLIA, Attaccante
from tests.progetti.factories import InterventoFactory

OGGI = datetime.date(2026, 1, 1)
Tabella = dict[tuple[str, Taglio], Conto]


def _tabella(caso: random.Random) -> Tabella:
    linee = [f"linea-{n}" for n in range(caso.randint(2, 5))]
    colonne = [Taglio("periodo", str(2020 + n), "") for n in range(caso.randint(1, 4))]
    scelte = (0, 0, 1, 2, 3, 4, 5, 6, 9, 15, 40)
    conti = {(linea, colonna): caso.choice(scelte) for linea in linee for colonna in colonne}
    return {posto: Conto(n, n) for posto, n in conti.items() if n}


def _somme(tabella: Tabella, quale: int) -> dict[Any, Conto]:
    somme: dict[Any, int] = {}
    for posto, conto in tabella.items():
        somme[posto[quale]] = somme.get(posto[quale], 0) + conto.n
    return {chiave: Conto(n, n) for chiave, n in somme.items()}


def _pubblica(tabella: Tabella) -> tuple[tuple[Voce, ...], int | None, tuple[Cella, ...]]:
    righe = _somme(tabella, 0)
    totale = sum(conto.n for conto in righe.values())
    voci = sopprimi([Voce(linea, linea, conto.n) for linea, conto in righe.items()], totale)
    in_tutto = totale_mostrabile(voci, totale)
    return voci, in_tutto, celle_di_persone(tabella, _somme(tabella, 1), voci, in_tutto)


def _attacca(voci: Any, in_tutto: int | None, celle: Any) -> Attaccante:
    """He knows the shown numbers, that absent cells are zero, and how they all add up."""
    chi = Attaccante()
    chi.impara({("=riga", v.codice): 1 for v in voci} | {("tutto",): -1}, 0)
    if not celle:
        return chi
    chi.impara({("=colonna", c.codici): 1 for c in celle} | {("tutto",): -1}, 0)
    if in_tutto is not None:
        chi.impara({("tutto",): 1}, in_tutto)
    for voce in voci:
        cella_di = {(voce.codice, c.codici): 1 for c in celle if c.voce(voce.codice)}
        chi.impara(cella_di | {("=riga", voce.codice): -1}, 0)
        if voce.valore is not None:
            chi.impara({("=riga", voce.codice): 1}, voce.valore)
    for cella in celle:
        parti = [voce for voce in cella.voci if voce.codice != TUTTE]
        chi.impara(
            {(v.codice, cella.codici): 1 for v in parti} | {("=colonna", cella.codici): -1}, 0
        )
        for voce in cella.voci:
            nome = "=colonna" if voce.codice == TUTTE else voce.codice
            if voce.valore is not None:
                chi.impara({(nome, cella.codici): 1}, voce.valore)
    return chi


@pytest.mark.parametrize("seme", range(150))
def test_no_small_cell_of_a_table_is_told_by_its_margins(seme: int) -> None:
    tabella = _tabella(random.Random(seme))
    if not tabella:
        return
    voci, in_tutto, celle = _pubblica(tabella)

    chi = _attacca(voci, in_tutto, celle)

    for (linea, colonna), conto in tabella.items():
        ricavato = chi.ricava({(linea, (colonna.codice,)): 1})
        assert ricavato is None or conto.n >= SOGLIA, (linea, colonna.codice)
        assert ricavato in (None, conto.n)


def test_a_table_without_small_cells_is_shown_whole() -> None:
    colonne = [Taglio("periodo", anno, "") for anno in ("2020", "2021")]
    tabella = {(linea, c): Conto(9, 9) for linea in ("a", "b") for c in colonne}

    _voci, _in_tutto, celle = _pubblica(tabella)

    assert [[v.valore for v in cella.voci] for cella in celle] == [[9, 9, 18], [9, 9, 18]]


def test_few_people_who_come_often_hide_their_cell() -> None:
    colonne = [Taglio("periodo", anno, "") for anno in ("2020", "2021")]
    tabella = {(linea, c): Conto(30, 30) for linea in ("a", "b", "c") for c in colonne}
    tabella["a", colonne[0]] = Conto(30, 2)

    _voci, _in_tutto, celle = _pubblica(tabella)

    voce = celle[0].voce("a")
    assert voce is not None
    assert voce.soppressa
    assert sum(v.soppressa for cella in celle for v in cella.voci) == 4


def test_bridges_are_the_edges_nothing_goes_around() -> None:
    anello = [("a", "b"), ("b", "c"), ("c", "a")]

    assert ponti([*anello, ("c", "d"), ("e", "f"), ("e", "f")]) == {("c", "d")}


# --- From the database ----------------------------------------------------------------------------
def _evento(anno: int, intervento: str, quanti: int, tipo: str) -> None:
    evento = EventoFactory(
        data_inizio=datetime.date(anno, 3, 1), intervento=InterventoFactory(codice=intervento)
    )
    for persona in PersonaFactory.create_batch(quanti):
        PartecipazioneFactory(evento=evento, persona=persona, tipo_ente=tipo)


@pytest.mark.django_db
def test_attendances_by_year_and_by_kind_agree_with_the_whole() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    _evento(2025, "I", 7, TipoOrganizzazione.ETS)
    _evento(2025, "II", 8, TipoOrganizzazione.PA)

    per_anno = figura("presenze", Ambito(OGGI, per=("periodo",)))
    per_fase = figura("presenze-enti", Ambito(OGGI, per=("intervento",)))

    assert per_anno.valore(TUTTE) == 21
    assert {c.codici[0]: {v.codice: v.valore for v in c.voci} for c in per_anno.celle} == {
        "2024": {"I": 6, TUTTE: 6},
        "2025": {"I": 7, "II": 8, TUTTE: 15},
    }
    assert {c.codici[0]: {v.codice: v.valore for v in c.voci} for c in per_fase.celle} == {
        "I": {"pa": 6, "ets": 7, TUTTE: 13},
        "II": {"pa": 8, TUTTE: 8},
    }


@pytest.mark.django_db
def test_a_part_asked_alone_is_a_cell_of_its_cut() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    _evento(2025, "I", 3, TipoOrganizzazione.PA)
    _evento(2025, "II", 30, TipoOrganizzazione.PA)

    for codice, definizione in REGISTRO.items():
        if not definizione.conta_persone:
            continue
        tagliata = figura(codice, Ambito(OGGI, per=("periodo",)))
        for cella in tagliata.celle:
            scelta = figura(codice, Ambito(OGGI, filtri=(("periodo", cella.codici[0]),)))
            assert scelta.voci == cella.voci
            assert scelta.filtri == cella.taglio
            assert not scelta.celle


@pytest.mark.django_db
def test_people_are_cut_or_chosen_by_one_dimension_alone() -> None:
    InterventoFactory(codice="I")

    with pytest.raises(DomainError, match="una dimensione sola"):
        figura("persone-enti", Ambito(OGGI, per=("periodo",), filtri=(("intervento", "I"),)))
    with pytest.raises(DomainError, match="non si può dividere"):
        figura("persone", Ambito(OGGI, per=("comune",)))


@pytest.mark.django_db
def test_few_named_people_are_not_left_over_when_the_total_of_a_source_is_taken_away() -> None:
    _evento(2024, "I", 3, TipoOrganizzazione.PA)
    for codice in ("I", "II"):
        RiepilogoIncontriFactory(
            intervento=InterventoFactory(codice=codice),
            presenze=200,
            incontri=None,
            data_riferimento=datetime.date(2024, 1, 1),
        )

    presenze = figura("presenze", Ambito(OGGI))

    assert [presenze.valore(c) for c in ("I", "II")] == [None, None]
