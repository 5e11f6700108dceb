"""Indicators of the projects: how many have a value, and who vouches for it; how near the target.

Value and progress come from the one arithmetic of indicators (outcomes.selectors.progresso); what
may not be shown of a value is hidden before its progress is judged. Here indicators are counted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.istantanea import istantanea
from fis_portal.core.quote import nota_quote, numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Testo
from monitoraggio.registro.classi import (
    CLASSI,
    NESSUNO,
    NON_CALCOLABILE,
    NON_MISURABILE,
    OLTRE_META,
    RAGGIUNTO,
    RISERVATO,
    SOTTO_META,
    Classe,
    Giudizio,
    da_contare,
    primi_da_contare,
    sommata,
)
from monitoraggio.registro.cubo import Asse, Fatti, Riga, Sql, riassunti, unite
from monitoraggio.registro.definizione import QUOTE, DefinizioneFigura
from monitoraggio.registro.esclusi_attivita import degli_indicatori
from monitoraggio.registro.fatti import ASSI_PROGETTO, PROGETTI, progetti_del_programma
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.riepilogo import DI_FATTO, riassunti_di
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import celle, classi, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from outcomes.enums import Attendibilita
from outcomes.models import Indicatore, QuadroImpatto
from outcomes.selectors.serie import serie_degli_indicatori, serie_scorri
from outcomes.selectors.tipi import Serie
from progetti.models import Progetto

_DIMENSIONI = ("macroarea", "tema", "regione", "intervento", "comune", "organizzazione")


def _indicatori(ambito: Ambito) -> QuerySet[Indicatore]:
    """The public indicators of the frameworks in force on the day."""
    quadri = QuadroImpatto.objects.in_vigore_alla(ambito.alla).filter(
        progetto__in=scelti(progetti_del_programma(ambito), PROGETTI, ambito)
    )
    return Indicatore.objects.filter(is_public=True, quadro__in=quadri)


def _serie(indicatori: QuerySet[Indicatore], ambito: Ambito) -> Iterable[Serie]:
    """Those, with what was decided by the day."""
    if ambito.conosciuto_al is None:
        return serie_scorri(indicatori, alla=ambito.alla)
    # Asked for some at a time, PostgreSQL would work out the views of the past row by row.
    return serie_degli_indicatori(indicatori, alla=ambito.alla)


def _fatti(serie: Iterable[Serie], classe: Classe) -> Fatti:
    """One row for each indicator: its project and its class, for the database to group."""
    progetti, dette = [], []
    for una in serie:
        progetti.append(una.progetto.pk)
        dette.append(str(classe(Giudizio(una))))
    tabella = Progetto._meta.db_table

    def base(ambito: Ambito) -> Sql:
        return (
            "SELECT u.f_progetto, u.f_classe, p.comune_id AS f_comune"  # noqa: S608
            " FROM unnest(%s::bigint[], %s::text[]) AS u(f_progetto, f_classe)"
            f" JOIN {tabella} p ON p.id = u.f_progetto",
            [progetti, dette],
        )

    return Fatti(
        nome="indicatori",
        base=base,
        assi={
            **ASSI_PROGETTO,
            "intervento": PROGETTI.assi["intervento"],
            "classe": Asse("classe"),
        },
    )


_SOMMATI = {
    codice: Fatti(
        nome=codice,
        base=_indicatori,
        riepilogo=riassunti_di(
            partial(sommata, codice), assi={"classe": Asse("voce")}, divisi=DI_FATTO
        ),
    )
    for codice in CLASSI
}


def _righe(codice: str, ambito: Ambito) -> tuple[list[Riga], list[Riga]]:
    """From the sums, and from the records of the projects nobody has counted since a write."""
    classe, linee = CLASSI[codice], ("classe",)
    indicatori = _indicatori(ambito)
    if riassunti(ambito, _SOMMATI[codice], (*ambito.per, *linee)) is None:
        return parti(ambito, _fatti(_serie(indicatori, ambito), classe), linee=linee)
    # In one instant, or an indicator counted meanwhile would be in neither, or in both.
    with istantanea():
        intero, tagliate = parti(ambito, _SOMMATI[codice], linee=linee)
        if not primi_da_contare(1):
            return intero, tagliate
        resto = _serie(indicatori.filter(quadro__progetto__in=da_contare()), ambito)
        altro, altre = parti(ambito, _fatti(resto, classe), linee=linee)
    return unite(intero, altro), unite(tagliate, altre)


def _calcola(
    definizione: DefinizioneFigura,
    ambito: Ambito,
    *,
    voci: Sequence[tuple[str, Testo]],
    frase: Callable[[int, int], str],
) -> Figura:
    intero, tagliate = _righe(definizione.codice, ambito)
    parte = classi(voci)
    tutto = parte(intero)
    return definizione.figura(
        ambito,
        frase=frase(int(tutto.voci[0].valore or 0), tutto.denominatore)
        if tutto.denominatore
        else _("A questa data nessun progetto ha indicatori pubblici."),
        voci=tutto.voci,
        denominatore=tutto.denominatore,
        nota_arrotondamento=nota_quote([int(voce.valore or 0) for voce in tutto.voci]) or "",
        celle=celle(definizione, ambito, tagliate, parte),
    )


def _record(ambito: Ambito, codice: str) -> Lettura:
    classe = CLASSI[codice]

    def record(una: Serie) -> Iterator[Record]:
        yield Record(
            voce=str(classe(Giudizio(una))),
            tipo="outcomes.indicatore",
            chiave=f"{una.progetto.slug}/{una.indicatore.codice}",
            etichetta=f"{una.indicatore}: {una.progetto}",
            url=una.progetto.get_absolute_url(),
            da=(una.progetto, una.indicatore),
        )

    # Codes are no words: their order is that of their characters.
    righe = _indicatori(ambito).order_by(
        Collate("quadro__progetto__slug", "C"), Collate("codice", "C"), "pk"
    )
    return Lettura(righe, record, leggi=partial(serie_degli_indicatori, alla=ambito.alla))


_COPERTURA: tuple[tuple[str, Testo], ...] = (
    (Attendibilita.VALIDATO.value, gettext_lazy("Con un valore validato dal valutatore")),
    (Attendibilita.ACCETTATO.value, gettext_lazy("Con un valore accettato, non ancora validato")),
    (Attendibilita.DICHIARATO.value, gettext_lazy("Con un valore soltanto dichiarato")),
    (Attendibilita.CONTESTATO.value, gettext_lazy("Con un valore contestato dal valutatore")),
    (NON_MISURABILE, gettext_lazy("Non misurabili, con il motivo")),
    (NESSUNO, gettext_lazy("Senza un valore")),
)
_TRAGUARDI: tuple[tuple[str, Testo], ...] = (
    (RAGGIUNTO, gettext_lazy("Traguardo raggiunto")),
    (OLTRE_META, gettext_lazy("Almeno a metà strada")),
    (SOTTO_META, gettext_lazy("A meno di metà strada")),
    (NON_CALCOLABILE, gettext_lazy("Avanzamento non calcolabile")),
    (RISERVATO, gettext_lazy("Valore non mostrato, per riservatezza")),
    (NESSUNO, gettext_lazy("Senza un valore")),
)
_BASE = gettext_lazy("indicatori pubblici dei quadri d'impatto in vigore alla data")
_FONTI = (
    gettext_lazy("Rendicontazioni dei Comuni, accettate dal programma"),
    gettext_lazy("Verifiche del valutatore indipendente"),
)
_RISERVATEZZA = gettext_lazy(
    "Conta indicatori, non persone. Dove un indicatore conta persone e il suo valore è troppo "
    "piccolo per essere mostrato, anche l'avanzamento non si dice: l'indicatore è contato a parte."
)


def _frase_copertura(validati: int, tutti: int) -> str:
    return ngettext(
        "Ha un valore validato %(validati)s indicatore su %(tutti)s.",
        "Hanno un valore validato %(validati)s indicatori su %(tutti)s.",
        validati,
    ) % {"validati": numero_it(validati), "tutti": numero_it(tutti)}


def _frase_traguardi(raggiunti: int, tutti: int) -> str:
    return ngettext(
        "Ha raggiunto il traguardo %(raggiunti)s indicatore su %(tutti)s.",
        "Hanno raggiunto il traguardo %(raggiunti)s indicatori su %(tutti)s.",
        raggiunti,
    ) % {"raggiunti": numero_it(raggiunti), "tutti": numero_it(tutti)}


def _traguardi(*, validato: bool) -> DefinizioneFigura:
    if validato:
        codice, titolo = "traguardi-validati", gettext_lazy("Traguardi, sui valori validati")
        stati: tuple[str, ...] = ("validato",)
        definizione = gettext_lazy(
            "Indicatori per avanzamento verso il valore atteso alla fine, sui soli valori validati "
            "dal valutatore entro la data: quanto si è fatto da dove si partiva, diviso per quanto "
            "c'era da fare."
        )
    else:
        codice, titolo = "traguardi", gettext_lazy("Traguardi, sui valori accettati")
        stati = ("accettato", "validato")
        definizione = gettext_lazy(
            "Indicatori per avanzamento verso il valore atteso alla fine, sui valori accettati o "
            "validati entro la data: quanto si è fatto da dove si partiva, diviso per quanto c'era "
            "da fare."
        )
    return DefinizioneFigura(
        codice=codice,
        conta_record=True,
        titolo=titolo,
        definizione=definizione,
        unita=gettext_lazy("indicatori"),
        base=_BASE,
        calcola=tenuta_in_parte(partial(_calcola, voci=_TRAGUARDI, frase=_frase_traguardi)),
        arrotondamento=QUOTE,
        riservatezza=_RISERVATEZZA,
        fonti=_FONTI,
        stati=stati,
        dimensioni=_DIMENSIONI,
        somma=frozenset({"regione", "comune"}),
        domande=2,
        record=lambda ambito: _record(ambito, codice),
        esclusi=degli_indicatori,
    )


COPERTURA = DefinizioneFigura(
    codice="indicatori",
    conta_record=True,
    titolo=gettext_lazy("Indicatori per chi risponde del valore"),
    definizione=gettext_lazy(
        "Indicatori secondo il valore più attendibile che hanno alla data: validato, accettato, "
        "dichiarato, contestato, o nessuno. Ciascuno conta una volta."
    ),
    unita=gettext_lazy("indicatori"),
    base=_BASE,
    calcola=tenuta_in_parte(partial(_calcola, voci=_COPERTURA, frase=_frase_copertura)),
    arrotondamento=QUOTE,
    riservatezza=_RISERVATEZZA,
    fonti=_FONTI,
    stati=("dichiarato", "accettato", "validato"),
    dimensioni=_DIMENSIONI,
    somma=frozenset({"regione", "comune"}),
    domande=2,
    record=lambda ambito: _record(ambito, "indicatori"),
    esclusi=degli_indicatori,
)
TRAGUARDI = _traguardi(validato=False)
TRAGUARDI_VALIDATI = _traguardi(validato=True)
