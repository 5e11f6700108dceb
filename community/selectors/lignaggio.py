"""Where a practice comes from and what became of it: practice, adoption, practice born, and on."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from community.models import Adozione, Pratica

# UNION, not UNION ALL: a ring of practices that come from each other is walked once.
FAMIGLIA = """
WITH RECURSIVE famiglia(id) AS (
    SELECT %s::bigint
    UNION
    SELECT vicina.id FROM famiglia CROSS JOIN LATERAL (
        SELECT a.pratica_id AS id FROM community_pratica p
        JOIN community_adozione a ON a.id = p.da_adozione_id WHERE p.id = famiglia.id
        UNION ALL
        SELECT p.id FROM community_adozione a
        JOIN community_pratica p ON p.da_adozione_id = a.id WHERE a.pratica_id = famiglia.id
    ) vicina
)
SELECT id FROM famiglia
"""


@dataclass(frozen=True, slots=True)
class Adottata:
    """An adoption, and the practice born from it if the reader may see one."""

    adozione: Adozione
    nata: "Ramo | None"


@dataclass(frozen=True, slots=True)
class Ramo:
    """A practice and who took it up, the first to declare it first."""

    pratica: Pratica
    adozioni: tuple[Adottata, ...]
    is_corrente: bool


@dataclass(frozen=True, slots=True)
class Lignaggio:
    """The tree from the first practice known, and in it the one that was asked for."""

    radice: Ramo
    corrente: Ramo
    da: Adozione | None

    @property
    def is_solo(self) -> bool:
        """Nobody took it up, and it comes from no other."""
        return not self.radice.adozioni


def lignaggio(pratica: Pratica, visibili: QuerySet[Pratica]) -> Lignaggio:
    """Two queries. What is not among `visibili`, and what hangs from it alone, is left out."""
    famiglia = visibili.filter(pk__in=RawSQL(FAMIGLIA, [pratica.pk])).select_related("comune")  # noqa: S611 - a constant
    pratiche = {riga.pk: riga for riga in famiglia.order_by()}
    pratiche[pratica.pk] = pratica
    adozioni = Adozione.objects.filter(pratica__in=pratiche).select_related("comune")
    return _Albero(pratica, pratiche, list(adozioni.order_by("dichiarata_il", "pk"))).disegna()


class _Albero:
    """The family in memory: each practice is met once, whatever the rows say."""

    def __init__(
        self, pratica: Pratica, pratiche: dict[int, Pratica], adozioni: list[Adozione]
    ) -> None:
        self.pratica = pratica
        self.pratiche = pratiche
        self.adozioni = {adozione.pk: adozione for adozione in adozioni}
        self.di_pratica: dict[int, list[Adozione]] = {}
        for adozione in adozioni:
            self.di_pratica.setdefault(adozione.pratica_id, []).append(adozione)
        self.nate = {p.da_adozione_id: p for p in pratiche.values() if p.da_adozione_id}
        self.viste: set[int] = set()
        self.rami: dict[int, Ramo] = {}

    def disegna(self) -> Lignaggio:
        radice = self._ramo(self._prima())
        corrente = self.rami[self.pratica.pk]
        return Lignaggio(radice, corrente, self._da(self.pratica))

    def _da(self, pratica: Pratica) -> Adozione | None:
        return self.adozioni.get(pratica.da_adozione_id or 0)

    def _prima(self) -> Pratica:
        attuale, salite = self.pratica, {self.pratica.pk}
        while (da := self._da(attuale)) is not None and da.pratica_id not in salite:
            attuale = self.pratiche[da.pratica_id]
            salite.add(attuale.pk)
        return attuale

    def _ramo(self, pratica: Pratica) -> Ramo:
        self.viste.add(pratica.pk)
        adottate = []
        for adozione in self.di_pratica.get(pratica.pk, ()):
            nata = self.nate.get(adozione.pk)
            nuova = nata is not None and nata.pk not in self.viste
            adottate.append(Adottata(adozione, self._ramo(nata) if nata and nuova else None))
        ramo = Ramo(pratica, tuple(adottate), pratica.pk == self.pratica.pk)
        self.rami[pratica.pk] = ramo
        return ramo
