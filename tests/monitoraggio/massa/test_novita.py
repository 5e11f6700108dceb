"""What changed: a copy that takes it in is the table, whoever commits when."""

import random
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from comuni.models import Comune
from progetti.models import FaseProgetto, FattoProgetto, Partenariato, Progetto, ProgettoTema, Tema
from tests.monitoraggio.massa.aiuto import Copiatore, oggetti, scarica
from tests.progetti.factories import (
    FattoProgettoFactory,
    PartenariatoFactory,
    ProgettoFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

SEGRETO = "parola-che-nessuno-deve-leggere"


@pytest.fixture
def copia(client: Client) -> Copiatore:
    for n in range(3):
        ProgettoFactory(slug=f"p-{n}", titolo=f"Progetto {n}", temi=["casa"])
    return Copiatore(client, "progetti", "slug")


def _p(n: int) -> Progetto:
    return Progetto.objects.get(slug=f"p-{n}")


def test_nothing_new_is_nothing_told(copia: Copiatore) -> None:
    assert copia.aggiorna() == []


def _rinomina() -> None:
    Progetto.objects.filter(slug="p-1").update(slug="p-nuovo")


def _scambia() -> None:
    uno, due = _p(1), _p(2)
    Progetto.objects.filter(pk=uno.pk).update(slug="x")
    Progetto.objects.filter(pk=due.pk).update(slug="p-1")
    Progetto.objects.filter(pk=uno.pk).update(slug="p-2")


def _nasconde() -> None:
    Progetto.objects.filter(slug="p-1").update(is_public=False)


def _nasconde_e_mostra() -> None:
    _nasconde()
    Progetto.objects.filter(slug="p-1").update(is_public=True)


CAMBIAMENTI: dict[str, Callable[[], object]] = {
    "insert": lambda: ProgettoFactory(slug="p-9"),
    "update": lambda: Progetto.objects.filter(slug="p-1").update(titolo="Altro"),
    "there and back": _nasconde_e_mostra,
    "keys swapped": _scambia,
    "topic of it": lambda: ProgettoTema.objects.filter(progetto__slug="p-1").delete(),
    "topic renamed": lambda: Tema.objects.update(nome="abitare"),
    "Comune renamed": lambda: Comune.objects.update(nome="Nome nuovo"),
    "born and dead": lambda: ProgettoFactory(slug="p-8").delete(),
    "renamed": _rinomina,
    "delete": lambda: _p(2).delete(),
    "unpublish": lambda: Progetto.objects.filter(slug="p-0").update(is_public=False),
    "demonstrative": lambda: Progetto.objects.filter(slug="p-nuovo").update(is_demo=True),
}


def test_a_copy_follows_every_change(copia: Copiatore) -> None:
    for quale, cambia in CAMBIAMENTI.items():
        cambia()

        copia.aggiorna()

        assert copia.righe == copia.intera(), quale
        assert copia.aggiorna() == [], quale


@pytest.mark.parametrize(
    ("tabella", "chiave"),
    [
        ("fasi", ("progetto", "intervento")),
        ("transizioni", ("progetto", "intervento", "numero")),
        ("progetti_temi", ("progetto", "slug")),
        ("partenariati", ("progetto", "numero")),
        ("fatti", ("progetto", "numero")),
    ],
)
def test_a_copy_of_what_hangs_from_projects_follows_too(
    client: Client, tabella: str, chiave: tuple[str, ...]
) -> None:
    caso = random.Random(tabella)
    for n in range(4):
        progetto = ProgettoFactory(slug=f"p-{n}", finanziato=True, temi=["casa", "anziani"])
        FattoProgettoFactory.create_batch(2, progetto=progetto)
        PartenariatoFactory.create_batch(2, progetto=progetto)
    copia = Copiatore(client, tabella, *chiave)
    mosse: list[Callable[[Any], object]] = [
        lambda p: FattoProgetto.objects.order_by("pk").first().delete(),  # type: ignore[union-attr]
        lambda p: FattoProgetto.objects.filter(progetto=p).update(progetto=_p(0)),
        lambda p: FaseProgetto.objects.filter(progetto=p).delete(),
        lambda p: ProgettoTema.objects.filter(progetto=p, tema__nome="casa").delete(),
        lambda p: Partenariato.objects.filter(progetto=p).update(impegno="Altro"),
        lambda p: Progetto.objects.filter(pk=p.pk).update(is_public=not p.is_public),
        lambda p: Progetto.objects.filter(pk=p.pk).update(slug=f"{p.slug}-bis"),
    ]

    for mossa in caso.sample(mosse, len(mosse)):
        mossa(Progetto.objects.order_by("pk").last())
        copia.aggiorna()
        assert copia.righe == copia.intera()


def test_a_withdrawal_tells_the_key_and_nothing_else(copia: Copiatore) -> None:
    Progetto.objects.filter(slug="p-1").update(is_public=False, titolo=SEGRETO)

    [riga] = copia.aggiorna()

    assert set(riga) == {"ritirato", "chiave", "quando"}
    assert (riga["ritirato"], riga["chiave"]) == (True, {"slug": "p-1"})


def test_what_was_never_public_is_never_told(copia: Copiatore) -> None:
    riservato = ProgettoFactory(slug=SEGRETO, titolo=SEGRETO, non_pubblico=True)
    riservato.titolo = "Ancora"
    riservato.save()
    riservato.delete()
    segreta = TemaFactory(nome="altro")
    ProgettoTema.objects.create(progetto=ProgettoFactory(non_pubblico=True), tema=segreta)

    for tabella in ("progetti", "progetti_temi", "fasi"):
        righe = scarica(copia.client, f"{tabella}.ndjson", since=copia.segno)
        assert [set(riga) for riga in oggetti(righe)] == [{"prossimo"}]


def test_the_key_a_row_had_while_it_was_private_is_never_told(copia: Copiatore) -> None:
    progetto = ProgettoFactory(slug=SEGRETO, non_pubblico=True)
    Progetto.objects.filter(pk=progetto.pk).update(slug="p-buono", is_public=True)

    assert SEGRETO not in str(copia.aggiorna())


def test_csv_tells_withdrawals_in_two_more_columns(copia: Copiatore) -> None:
    _nasconde()
    Progetto.objects.filter(slug="p-2").update(titolo="Altro")

    risposta = scarica(copia.client, "progetti.csv", since=copia.segno)
    testa, *righe = b"".join(risposta.streaming_content).decode().splitlines()

    assert testa.endswith(",ritirato,quando")
    assert [riga.startswith("p-1,,") and ",true,20" in riga for riga in righe] == [True, False]
    assert righe[1].endswith(",,")


def test_by_an_instant_nothing_is_missed(copia: Copiatore) -> None:
    Progetto.objects.filter(slug="p-1").update(titolo="Altro")

    righe = oggetti(scarica(copia.client, "progetti.ndjson", since="2020-01-01T00:00:00Z"))

    assert [r["slug"] for r in righe[:-1]] == ["p-0", "p-1", "p-2"]
    assert copia.righe.keys() == {("p-0",), ("p-1",), ("p-2",)}


@pytest.fixture
def lento() -> Iterator[Callable[[Callable[[], object]], Callable[[], None]]]:
    """Somebody whose transaction begins, writes, and commits only when told."""
    fili: list[tuple[Thread, Event]] = []

    def comincia(scrivi: Callable[[], object]) -> Callable[[], None]:
        scritto, avanti = Event(), Event()

        def lavora() -> None:
            try:
                with transaction.atomic():
                    with transaction.atomic():  # a savepoint has a number of its own
                        scrivi()
                    scritto.set()
                    assert avanti.wait(20)
            finally:
                connection.close()

        filo = Thread(target=lavora)
        fili.append((filo, avanti))
        filo.start()
        assert scritto.wait(20)

        def fine() -> None:
            avanti.set()
            filo.join(20)

        return fine

    yield comincia
    for filo, avanti in fili:
        avanti.set()
        filo.join(20)


def test_whoever_commits_later_with_an_earlier_time_is_not_missed(
    copia: Copiatore, lento: Callable[..., Callable[[], None]]
) -> None:
    conclude = lento(lambda: Progetto.objects.filter(slug="p-0").update(titolo="Lento"))
    Progetto.objects.filter(slug="p-1").update(titolo="Svelto")

    prime = copia.aggiorna()  # its token is of a moment in which the slow one was still open
    conclude()
    seconde = copia.aggiorna()

    assert [r["titolo"] for r in prime] == ["Svelto"]
    assert [r["titolo"] for r in seconde] == ["Lento"]
    assert copia.righe == copia.intera()
    assert copia.aggiorna() == []


def test_the_mark_changes_when_an_older_transaction_commits(
    copia: Copiatore, lento: Callable[..., Callable[[], None]]
) -> None:
    conclude = lento(lambda: Progetto.objects.filter(slug="p-0").update(titolo="Lento"))
    Progetto.objects.filter(slug="p-1").update(titolo="Svelto")
    etag = scarica(copia.client, "progetti.ndjson").headers["ETag"]

    conclude()
    risposta = copia.client.get("/api/v1/massa/progetti.ndjson", headers={"if-none-match": etag})

    assert risposta.status_code == 200


def test_what_a_download_was_too_early_for_comes_with_its_token(client: Client) -> None:
    for n in range(3):
        ProgettoFactory(slug=f"p-{n}")
    risposta = scarica(client, "progetti.ndjson")
    righe = {r["slug"]: r for r in oggetti(risposta)}
    ProgettoFactory(slug="a-prima")

    novita = oggetti(scarica(client, "progetti.ndjson", since=risposta.headers["FIS-Segno"]))

    assert "a-prima" not in righe
    assert [r.get("slug") for r in novita] == ["a-prima", None]
