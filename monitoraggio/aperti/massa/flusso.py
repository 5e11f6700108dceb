"""A download from beginning to end: the whole table, or what changed since a token."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from monitoraggio.aperti.massa.chiavi import Chiave, is_figlia
from monitoraggio.aperti.massa.composizione import MUTAMENTI
from monitoraggio.aperti.massa.copia import copia_di
from monitoraggio.aperti.massa.gettoni import Da
from monitoraggio.aperti.massa.lettura import (
    della_sorgente,
    is_a_chiavi,
    testi_del_tratto,
    testi_di,
    tutti_i_testi,
)
from monitoraggio.aperti.massa.mutamenti import Mutamenti, Mutata, mutate
from monitoraggio.aperti.massa.scritture import Scrittura
from monitoraggio.aperti.sorgenti import DelDatabase, Misurate
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tabelle.fonti import FONTI
from monitoraggio.aperti.tipi import Riga, Tabella

# The sources cited are known only once all the other tables are read: they are in the editions.
SFUSE: dict[str, Tabella] = {c: t for c, t in TABELLE.items() if t is not FONTI}
PER_COPIA = 4_000
Ritiro = tuple[dict[str, str], str]


def mutamenti_di(tabella: Tabella) -> Mutamenti | None:
    """None for a table that can only be read whole."""
    if not isinstance(tabella.sorgente.righe, DelDatabase | Misurate):
        return None
    return MUTAMENTI.get(tabella.sorgente.codice)


def intera(
    tabella: Tabella, scrittura: Scrittura, *, dopo: Chiave | None = None, limite: int | None = None
) -> Iterator[bytes]:
    """The rows after a key, at most `limite`."""
    yield scrittura.testa()
    if not is_a_chiavi(tabella):
        yield scrittura.righe(tutti_i_testi(tabella, dopo)[:limite])
        return
    copia = copia_di(tabella.codice)
    for tratto in della_sorgente(tabella, dopo, PER_COPIA if copia else 0):
        # Going on inside the rows of one parent, and a limit that falls here, want rows one by one.
        fatte, quante = copia.tratto(tratto, scrittura.formato) if copia and not dopo else (b"", -1)
        if quante < 0 or (limite is not None and quante > limite):
            testi = testi_del_tratto(tabella, tratto, dopo)[:limite]
            fatte, quante = scrittura.righe(testi), len(testi)
        dopo = None
        if fatte:
            yield fatte
        if limite is not None:
            limite -= quante
            if limite <= 0:
                return


def novita(tabella: Tabella, scrittura: Scrittura, da: Da, prossimo: str) -> Iterator[bytes]:
    """What changed: rows as they are now, and the keys of those that are there no longer.

    Of a table whose rows hang from others, all the rows of one that changed are told again, after
    their withdrawal: what is kept under that key is to be replaced.
    """
    mutamenti = mutamenti_di(tabella)
    assert mutamenti is not None  # noqa: S101 # asked only of tables that have them
    leggi = tabella.sorgente.righe
    assert isinstance(leggi, DelDatabase | Misurate)  # noqa: S101
    yield scrittura.testa()
    for gruppo in mutate(mutamenti, da):
        presenti = leggi.gruppo(leggi.queryset().filter(pk__in=[m.pk for m in gruppo]))
        ritiri = _ritiri(tabella, leggi, gruppo, presenti)
        if ritiri:
            yield scrittura.ritiri(ritiri)
        testi = [t for riga in presenti for t in testi_di(tabella, riga)]
        if testi:
            yield scrittura.righe(testi)
    yield scrittura.coda(prossimo)


def _ritiri(
    tabella: Tabella,
    leggi: DelDatabase | Misurate,
    gruppo: Sequence[Mutata],
    presenti: Sequence[Riga],
) -> list[Ritiro]:
    quando = {chiave: m.quando for m in gruppo for chiave in m.chiavi}
    vive = {str(riga[leggi.chiave]) for riga in presenti}
    perse = quando.keys() - vive
    if perse:  # the key of a row may have passed to another one
        altre = leggi.queryset().filter(**{f"{leggi.chiave}__in": perse})
        perse -= {str(k) for k in altre.values_list(leggi.chiave, flat=True)}
    da_dire = perse
    if is_figlia(tabella):
        da_dire = perse | vive
    recente = max(m.quando for m in gruppo)
    return [
        ({tabella.chiave[0]: k}, f"{quando.get(k, recente).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        for k in sorted(da_dire)
    ]
