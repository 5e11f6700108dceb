"""Figures on people: what is hidden cannot be had back, whatever days and years are compared."""

import datetime
import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest

from fis_portal.core.errors import DomainError
from monitoraggio.registro import REGISTRO, Ambito, figura
from monitoraggio.registro.comunita import SOMMA
from monitoraggio.registro.persone import (
    TUTTE,
    Mostrate,
    Passi,
    anni_di_persone,
    anni_per_differenza,
    giudica,
)
from monitoraggio.registro.trimestri import (
    Storia,
    fine_di,
    inizio_di,
    trimestre_di,
    ultimo_chiuso,
)
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
PRIMO = 2020 * 4
LINEE = ("a", "b", "c", "d")
Cumulo = dict[tuple[str, int], int]


# --- An attacker who asks for every day and every year ------------------------------------------
def _a_caso(caso: random.Random) -> Storia:
    """Ten quarters of attendances, of many or of few."""
    storia = Storia()
    for trimestre in range(PRIMO, PRIMO + 10):
        nuove = {linea: caso.choice((0, 0, 0, 1, 2, 3, 4, 5, 6, 9, 15, 40)) for linea in LINEE}
        if any(nuove.values()):
            for linea, n in nuove.items():
                if n:
                    storia.aggiungi(linea, trimestre, n)
            storia.aggiungi(None, trimestre, sum(nuove.values()))
    return storia


def _cumulo(storia: Storia) -> Cumulo:
    return {
        (linea, passo): sum(n for t, n in storia.linee.get(linea, {}).items() if t <= passo)
        for linea in LINEE
        for passo in storia.passi
    }


def _impara(chi: Attaccante, passi: Passi, nome: str = "") -> None:
    """The numbers shown at each quarter; absent lines count nobody; they add up to the total."""
    for trimestre, passo in passi.items():
        if passo.somma is not None:
            chi.impara({(nome, linea, trimestre): 1 for linea in LINEE}, passo.somma)
        for linea in LINEE:
            n = passo.linee.get(linea, 0)
            if n is not None:
                chi.impara({(nome, linea, trimestre): 1}, n)


def _gruppi(passi: list[int]) -> Iterator[dict[tuple[str, int], int]]:
    """Every group of lines at a quarter, and what it adds from one quarter to another."""
    for n in range(1, len(LINEE) + 1):
        for gruppo in itertools.combinations(LINEE, n):
            for passo in passi:
                yield {(linea, passo): 1 for linea in gruppo}
            for prima, dopo in itertools.combinations(passi, 2):
                yield {(li, dopo): 1 for li in gruppo} | {(li, prima): -1 for li in gruppo}


def _trovati(chi: Attaccante, veri: Cumulo, passi: list[int], nome: str = "") -> list[str]:
    trovati = []
    for gruppo in _gruppi(passi):
        vero = sum(segno * veri[posto] for posto, segno in gruppo.items())
        ricavato = chi.ricava({(nome, *posto): segno for posto, segno in gruppo.items()})
        if ricavato is not None and ricavato == vero and 0 < abs(vero) < SOGLIA:
            trovati.append(f"{gruppo} = {vero}")
    return trovati


@pytest.mark.parametrize("seme", range(60))
def test_no_few_people_are_told_by_two_quarters(seme: int) -> None:
    storia = _a_caso(random.Random(seme))
    chi = Attaccante()

    _impara(chi, giudica(storia))

    assert _trovati(chi, _cumulo(storia), storia.passi) == []


@pytest.mark.parametrize("seme", range(40))
def test_no_few_people_are_told_by_the_years_of_attendances(seme: int) -> None:
    storia = _a_caso(random.Random(seme))
    passi = giudica(storia)
    chi = Attaccante()
    _impara(chi, passi)
    for al in passi:
        for anno, mostrate in anni_per_differenza(storia, passi, al).items():
            _impara_anno(chi, storia, anno, mostrate)

    assert _trovati(chi, _cumulo(storia), storia.passi) == []


def _impara_anno(chi: Attaccante, storia: Storia, anno: int, mostrate: Mostrate) -> None:
    assert mostrate.al is not None
    prima = max((t for t in storia.passi if t < anno * 4), default=None)

    def differenza(linee: Any) -> dict[tuple[str, str, int], int]:
        fine = {("", linea, mostrate.al or 0): 1 for linea in linee}
        return fine if prima is None else fine | {("", li, prima): -1 for li in linee}

    if mostrate.totale is not None:
        chi.impara(differenza(LINEE), mostrate.totale)
    for linea in LINEE:
        n = mostrate.linee.get(linea, 0)
        if n is not None:
            chi.impara(differenza([linea]), n)


@pytest.mark.parametrize("seme", range(40))
def test_no_few_people_are_told_by_the_years_in_which_they_count_again(seme: int) -> None:
    caso = random.Random(seme)
    storia, annuali = _persone_a_caso(caso)
    passi = giudica(storia)
    chi = Attaccante()
    _impara(chi, passi)
    veri = _cumulo(storia)
    for al in passi:
        for anno, mostrate in anni_di_persone(annuali, storia, passi, al).items():
            dell_anno = _cumulo(annuali[anno])
            assert mostrate.al is not None
            for linea in LINEE:
                posto = (f"{anno}", linea, mostrate.al)
                n = mostrate.linee.get(linea, 0)
                if n is not None:
                    chi.impara({posto: 1}, n)
                if not any(veri[linea, t] for t in storia.passi if t < anno * 4):
                    chi.impara({posto: 1, ("", linea, mostrate.al): -1}, 0)
            assert all(n is None or n >= SOGLIA for n in mostrate.linee.values())
            assert _trovati(chi, dell_anno, [mostrate.al], f"{anno}") == []

    assert _trovati(chi, veri, storia.passi) == []


def _persone_a_caso(caso: random.Random) -> tuple[Storia, dict[int, Storia]]:
    """People who come first, or again, in ten quarters; each for one line."""
    storia, annuali = Storia(), {}
    mai: dict[str, int] = dict.fromkeys(LINEE, 0)
    for trimestre in range(PRIMO, PRIMO + 10):
        anno = trimestre // 4
        annuale = annuali.setdefault(anno, Storia())
        for linea in LINEE:
            nuove = caso.choice((0, 0, 1, 2, 4, 6, 12))
            tornano = caso.choice((0, 0, 1, 3, 8)) if trimestre % 4 == 0 else 0
            tornano = min(tornano, mai[linea])
            mai[linea] += nuove
            for dove, n in ((storia, nuove), (annuale, nuove + tornano)):
                dove.aggiungi(linea, trimestre, n) if n else None
                dove.aggiungi(None, trimestre, n)
    return storia, annuali


def test_the_attacker_would_find_them_if_only_small_counts_were_hidden() -> None:
    trovati = 0
    for seme in range(10):
        storia = _a_caso(random.Random(seme))
        veri, chi = _cumulo(storia), Attaccante()
        for (linea, passo), n in veri.items():
            if n == 0 or n >= SOGLIA:
                chi.impara({("", linea, passo): 1}, n)
        trovati += len(_trovati(chi, veri, storia.passi))

    assert trovati > 0


def test_enough_is_shown_to_be_of_use() -> None:
    mostrati = 0
    for seme in range(20):
        passi = giudica(_a_caso(random.Random(seme)))
        mostrati += sum(n is not None for p in passi.values() for n in p.linee.values())

    assert mostrati > 200


def test_a_line_that_grows_by_few_waits_until_it_grew_by_enough() -> None:
    storia = Storia()
    for passo, (a, b) in enumerate(((30, 20), (3, 40), (1, 5), (2, 30))):
        for linea, n in (("a", a), ("b", b), (None, a + b)):
            storia.aggiungi(linea, PRIMO + passo, n)

    passi = giudica(storia)

    assert [passo.totale for passo in passi.values()] == [50, 93, 99, 131]
    assert passi[PRIMO].linee == {"a": 30, "b": 20}
    assert passi[PRIMO + 1].is_taciuto
    assert passi[PRIMO + 3].linee == {"a": 36, "b": 95}


def test_few_people_who_come_often_do_not_make_a_line() -> None:
    storia = Storia()
    for passo in range(3):
        for linea, n in (("a", 10), ("b", 30), ("c", 30), (None, 70)):
            storia.aggiungi(linea, PRIMO + passo, n)
            storia.dietro.setdefault(linea, {})[PRIMO + passo] = 2 if linea == "a" else 20
            storia.nuove.setdefault(linea, {})[PRIMO + passo] = 2 if linea == "a" else 20

    passi = giudica(storia)

    assert [passo.linee["a"] for passo in passi.values()] == [None, None, 30]


def test_quarters() -> None:
    giorno = datetime.date(2025, 5, 9)
    trimestre = trimestre_di(giorno)

    assert (inizio_di(trimestre), fine_di(trimestre)) == (
        datetime.date(2025, 4, 1),
        datetime.date(2025, 6, 30),
    )
    assert fine_di(ultimo_chiuso(giorno)) == datetime.date(2025, 3, 31)
    assert fine_di(ultimo_chiuso(datetime.date(2025, 6, 30))) == datetime.date(2025, 6, 30)
    assert ultimo_chiuso(datetime.date.min) == 3


# --- From the database ----------------------------------------------------------------------------
def _evento(giorno: datetime.date | int, intervento: str, quanti: int, tipo: str = "") -> Any:
    if isinstance(giorno, int):
        giorno = datetime.date(giorno, 3, 1)
    evento: Any = EventoFactory(data_inizio=giorno, intervento=InterventoFactory(codice=intervento))
    for persona in PersonaFactory.create_batch(quanti):
        PartecipazioneFactory(evento=evento, persona=persona, tipo_ente=tipo)
    return evento


@pytest.mark.django_db
def test_attendances_by_year_agree_with_the_whole() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    _evento(2025, "I", 7, TipoOrganizzazione.ETS)
    _evento(2025, "II", 8, TipoOrganizzazione.PA)

    def per_anno(codice: str) -> dict[str, dict[str, Any]]:
        celle = figura(codice, Ambito(OGGI, per=("periodo",))).celle
        return {c.codici[0]: {v.codice: v.valore for v in c.voci} for c in celle}

    assert figura("presenze", Ambito(OGGI)).valore(TUTTE) == 21
    assert per_anno("presenze") == {
        "2024": {"I": 6, TUTTE: 6},
        "2025": {"I": 7, "II": 8, TUTTE: 15},
    }
    for codice in ("presenze-enti", "persone-enti"):
        assert per_anno(codice) == {
            "2024": {"pa": 6, TUTTE: 6},
            "2025": {"pa": 8, "ets": 7, TUTTE: 15},
        }


@pytest.mark.django_db
def test_what_a_year_hides_two_days_do_not_tell() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    unico = _evento(2025, "I", 0)
    for tipo, n in ((TipoOrganizzazione.PA, 3), (TipoOrganizzazione.ETS, 40)):
        for persona in PersonaFactory.create_batch(n):
            PartecipazioneFactory(evento=unico, persona=persona, tipo_ente=tipo)

    for codice in ("presenze-enti", "persone-enti"):
        prima = figura(codice, Ambito(datetime.date(2024, 12, 31)))
        adesso = figura(codice, Ambito(OGGI, per=("periodo",)))
        assert prima.valore("pa") == 6
        assert adesso.valore("pa") != 9
        cella = adesso.cella("2025")
        assert cella is None or (voce := cella.voce("pa")) is None or voce.valore is None


@pytest.mark.django_db
def test_meetings_of_few_count_together_when_they_are_enough() -> None:
    _evento(datetime.date(2025, 1, 10), "I", 30)
    _evento(datetime.date(2025, 2, 10), "I", 3)
    _evento(datetime.date(2025, 5, 10), "I", 4)

    for codice in ("presenze", "presenze-enti", "persone", "persone-enti"):
        totale = SOMMA if codice == "persone" else TUTTE

        def al(giorno: datetime.date, codice: str = codice, totale: str = totale) -> Any:
            return figura(codice, Ambito(giorno)).valore(totale)

        assert al(datetime.date(2025, 3, 31)) == 30
        assert al(datetime.date(2025, 6, 29)) == 30
        assert al(datetime.date(2025, 6, 30)) == 37
    assert any("si contano insieme" in nota for nota in figura("presenze", Ambito(OGGI)).note)


@pytest.mark.django_db
def test_attendances_at_open_meetings_count_from_their_day_and_their_division_at_the_quarter() -> (
    None
):
    _evento(datetime.date(2025, 5, 10), "I", 30, TipoOrganizzazione.PA)
    giorno = datetime.date(2025, 5, 10)

    assert figura("presenze", Ambito(giorno)).valore(TUTTE) == 30
    assert figura("presenze-enti", Ambito(giorno)).valore(TUTTE) is None
    enti = figura("presenze-enti", Ambito(datetime.date(2025, 8, 1)))
    assert enti.valore("pa") == 30
    assert any("30/06/2025" in nota for nota in enti.note)
    assert enti.as_dict()["contata_fino"] == "2025-06-30"


@pytest.mark.django_db
def test_a_part_asked_alone_is_a_cell_of_its_cut() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    _evento(2025, "I", 3, TipoOrganizzazione.PA)
    _evento(2025, "II", 30, TipoOrganizzazione.PA)

    for codice, definizione in REGISTRO.items():
        if not definizione.conta_persone:
            continue
        tagliata = figura(codice, Ambito(OGGI, per=("periodo",)))
        assert tagliata.celle
        for cella in tagliata.celle:
            scelta = figura(codice, Ambito(OGGI, filtri=(("periodo", cella.codici[0]),)))
            assert scelta.voci == cella.voci
            assert scelta.filtri == cella.taglio
            assert not scelta.celle


@pytest.mark.django_db
def test_people_are_cut_or_chosen_by_the_year_alone() -> None:
    with pytest.raises(DomainError, match="una dimensione sola"):
        figura("persone-enti", Ambito(OGGI, per=("periodo",), filtri=(("periodo", "2024"),)))
    with pytest.raises(DomainError, match="non si può dividere"):
        figura("persone-enti", Ambito(OGGI, per=("intervento",)))


@pytest.mark.django_db
def test_people_as_they_were_known_are_not_told() -> None:
    _evento(2024, "I", 6, TipoOrganizzazione.PA)
    ieri = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)

    for codice, definizione in REGISTRO.items():
        if definizione.conta_persone:
            allora = figura(codice, Ambito(OGGI, conosciuto_al=ieri))
            assert allora.voci == ()
            assert "non si dice" in allora.frase


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

    assert [presenze.valore(c) for c in ("I", "II", TUTTE)] == [200, 200, 400]
