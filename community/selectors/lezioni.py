"""What pages, downloads and API read about lessons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from community.enums import TipoSegno
from community.models import Leva, Lezione, SegnoLezione
from community.querysets import CondivisaQuerySet
from comuni.models import Comune
from fis_portal.core.filters import Vocabolari
from progetti.models import Intervento, Progetto, Tema

# Facet -> code and name of its values, from a lesson.
FACCETTE = {
    "tema": ("temi__slug", "temi__nome"),
    "leva": ("leve__slug", "leve__nome"),
    "intervento": ("intervento__codice", "intervento__nome"),
}


def lezione_vocabolari(progetti: Sequence[str] = (), comuni: Sequence[str] = ()) -> Vocabolari:
    """The values the filters accept, in one query; of projects and Comuni only the ones asked."""

    def voci(queryset: QuerySet, nome: str, codice: str, testo: str = "nome") -> QuerySet:
        return queryset.order_by().values_list(Value(nome, CharField()), F(codice), F(testo))

    righe = voci(Tema.objects.all(), "tema", "slug").union(
        voci(Leva.objects.all(), "leva", "slug"),
        voci(Intervento.objects.all(), "intervento", "codice"),
        voci(Progetto.objects.public().filter(slug__in=progetti), "progetto", "slug", "titolo"),
        voci(Comune.objects.filter(codice_istat__in=comuni), "comune", "codice_istat"),
        all=True,
    )
    nomi = (*FACCETTE, "progetto", "comune")
    vocabolari: dict[str, dict[str, str]] = {nome: {} for nome in nomi}
    for vocabolario, codice, testo in sorted(righe):
        vocabolari[vocabolario][codice] = testo
    return vocabolari


@dataclass(frozen=True, slots=True)
class ConteggiLezioni:
    """How many lessons answer, and how many each value of a filter would leave."""

    totale: int
    aggiornato_il: datetime | None
    voci: dict[str, list[tuple[str, str, int]]]


def lezione_conteggi(
    trovate: QuerySet, senza: Mapping[str, QuerySet], faccette: Sequence[str] = tuple(FACCETTE)
) -> ConteggiLezioni:
    """Two queries. `senza` gives the lessons without one filter, by its name."""
    somme = trovate.order_by().aggregate(n=Count("pk"), quando=Max("updated_at"))
    prima, *altri = (
        senza[nome]
        .order_by()
        .annotate(
            filtro=Value(nome, CharField()),
            codice=F(FACCETTE[nome][0]),
            testo=F(FACCETTE[nome][1]),
        )
        .filter(codice__isnull=False)
        .values("filtro", "codice", "testo")
        .annotate(n=Count("pk"))
        .values_list("filtro", "codice", "testo", "n")
        for nome in faccette
    )
    voci: dict[str, list[tuple[str, str, int]]] = {nome: [] for nome in faccette}
    for filtro, codice, testo, n in prima.union(*altri, all=True):
        nome = f"{codice} – {testo}" if filtro == "intervento" else testo
        voci[filtro].append((codice, nome, n))
    for nome, valori in voci.items():
        valori.sort(key=lambda v: (v[0],) if nome == "intervento" else (-v[2], v[1]))
    return ConteggiLezioni(somme["n"], somme["quando"], voci)


def segni_validi() -> QuerySet[SegnoLezione]:
    """What Comuni say; of a real lesson, what real Comuni say."""
    return SegnoLezione.objects.filter(Q(comune__is_demo=False) | Q(lezione__is_demo=True))


def quanti_segni(tipo: TipoSegno) -> Coalesce:
    """How many Comuni say it of the lesson of the query."""
    segni = segni_validi().filter(lezione=OuterRef("pk"), tipo=tipo).order_by().values("lezione")
    return Coalesce(Subquery(segni.annotate(n=Count("pk")).values("n")), 0)


def lezione_per_elenco(lezioni: CondivisaQuerySet) -> CondivisaQuerySet:
    """Lessons with what their lines and pages show: three queries, whatever their number."""
    return (
        lezioni.annotate(
            utile=quanti_segni(TipoSegno.UTILE), riusata=quanti_segni(TipoSegno.RIUSATA)
        )
        .select_related("progetto__comune", "intervento")
        .prefetch_related("temi", "leve")
    )


def riusata_da(lezione: Lezione) -> list[SegnoLezione]:
    """The Comuni that used it, by name."""
    segni = segni_validi().filter(lezione=lezione, tipo=TipoSegno.RIUSATA)
    return list(segni.select_related("comune").order_by("comune__nome_chiave", "pk"))


COLONNE = (
    _("Titolo"),
    _("Comune"),
    _("Codice ISTAT"),
    _("Progetto"),
    _("Intervento"),
    _("Temi"),
    _("Leve"),
    _("Che cosa hanno provato"),
    _("Che cosa ha funzionato"),
    _("Che cosa li ha delusi"),
    _("Che cosa cambierebbero"),
    _("Da che cosa lo sanno"),
    _("Utile a quanti Comuni"),
    _("Riusata da quanti Comuni"),
    _("Dato dimostrativo"),
    _("Aggiornata il"),
    _("Pagina"),
)


def lezione_righe(lezioni: CondivisaQuerySet, *, base: str) -> Iterator[list[Any]]:
    """A row per lesson, in the order of COLONNE. `base` starts the addresses of the pages."""
    righe = lezioni.annotate(
        utile=quanti_segni(TipoSegno.UTILE),
        riusata=quanti_segni(TipoSegno.RIUSATA),
        nomi_temi=_nomi(Lezione.temi.through.objects, "tema__nome"),
        nomi_leve=_nomi(Lezione.leve.through.objects, "leva__nome"),
    ).select_related("progetto__comune", "intervento")
    for lezione in righe.iterator(chunk_size=2000):
        progetto = progetto_pubblico(lezione)
        yield [
            lezione.titolo,
            progetto.comune.nome if progetto else "",
            progetto.comune.codice_istat if progetto else "",
            progetto.nome_pubblico if progetto else "",
            lezione.intervento.codice if lezione.intervento else "",
            lezione.nomi_temi or "",
            lezione.nomi_leve or "",
            lezione.tentato,
            lezione.funzionato,
            lezione.deluso,
            lezione.cambieremmo,
            lezione.evidenza,
            lezione.utile,
            lezione.riusata,
            lezione.is_demo,
            lezione.updated_at.date(),
            f"{base.rstrip('/')}{lezione.get_absolute_url()}",
        ]


def progetto_pubblico(lezione: Lezione) -> Progetto | None:
    """The project of a lesson, if it may be named."""
    return lezione.progetto if lezione.progetto and lezione.progetto.is_public else None


def _nomi(legami: Any, campo: str) -> Subquery:
    nomi = legami.filter(lezione=OuterRef("pk")).order_by().values("lezione")
    return Subquery(nomi.annotate(nomi=StringAgg(F(campo), "; ", order_by=campo)).values("nomi"))
