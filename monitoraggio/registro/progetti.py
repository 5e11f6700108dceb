"""Projects by macroarea, topic and Regione, and the amounts granted."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import nota_quote, numero_it, quota, quota_it
from monitoraggio.registro import esclusi
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import Domanda, Riga, conta, valori_per
from monitoraggio.registro.definizione import (
    INTERI,
    NON_PERSONE,
    QUOTE,
    DefinizioneFigura,
)
from monitoraggio.registro.elenchi import Elenco
from monitoraggio.registro.fatti import (
    DI_UN_PROGETTO,
    PROGETTI,
    progetti_finanziati,
)
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, parti
from progetti.models import Macroarea, Progetto, ProgettoMacroarea, ProgettoTema, Tema
from progetti.querysets import ProgettoQuerySet

BASE_PROGETTI = gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data")
FONTE_PASSAGGI = gettext_lazy(
    "Passaggi di stato dei progetti, ciascuno con la sua data e la fonte che lo riporta"
)
_FONTE_SCHEDE = gettext_lazy("Schede dei progetti, con le fonti pubbliche citate in ciascuna")
# One Comune, one Regione, one first year each: their cells add up to the whole.
SENZA_SOVRAPPOSIZIONI = frozenset({"regione", "comune", "periodo"})


def dimensioni_senza(*assi: str) -> tuple[str, ...]:
    return tuple(codice for codice in DI_UN_PROGETTO if codice not in assi)


def _parole(vocabolario: type[Macroarea] | type[Tema], ambito: Ambito) -> QuerySet:
    validi = vocabolario.objects.validi(ambito.alla)
    return valori_per(validi, "pk", "slug", "nome", "ordine")


def _divise(righe: Sequence[Riga]) -> tuple[list[tuple[str, str, int]], int]:
    """(code, name, count) of each word, and what has none."""
    con = [(r.valori[0].codice, r.valori[0].nome or "", r.n) for r in righe if r.valori[0].codice]
    return con, sum(r.n for r in righe if r.valori[0].codice is None)


def _contati(ambito: Ambito) -> ProgettoQuerySet:
    """The projects financed that the filters choose."""
    return scelti(progetti_finanziati(ambito), PROGETTI, ambito)


def _elenco_per_vocabolo(assegnazioni: Callable[[], QuerySet], campo: str) -> Elenco:
    """The assignments to the words of a vocabulary, each told by its project."""

    def righe(ambito: Ambito) -> QuerySet:
        return (
            assegnazioni()
            .filter(progetto__in=_contati(ambito))
            .select_related("progetto__comune", campo)
        )

    def record(assegnazione: Any) -> Iterator[Record]:
        progetto = assegnazione.progetto
        yield Record.of(
            getattr(assegnazione, campo).slug, progetto, progetto.slug, progetto.get_absolute_url()
        )

    return Elenco(
        righe=righe,
        di_voce=lambda righe, voce: righe.filter(**{f"{campo}__slug": voce}),
        record=record,
        per_nome=(f"{campo}__ordine", "progetto__comune__nome_chiave", "pk"),
    )


def _nota_senza(senza: int) -> str:
    if not senza:
        return ""
    return ngettext(
        "Per %(n)s progetto nessuna fonte pubblica lo dice: resta fuori dal calcolo.",
        "Per %(n)s progetti nessuna fonte pubblica lo dice: restano fuori dal calcolo.",
        senza,
    ) % {"n": numero_it(senza)}


def _conteggi(parole: Sequence[tuple[str, str]], righe: Sequence[Riga]) -> Parte:
    """A cell with the lines of the whole, zero where nothing falls."""
    con, senza = _divise(righe)
    numeri = {codice: n for codice, _nome, n in con}
    voci = tuple(Voce(codice, nome, numeri.get(codice, 0)) for codice, nome in parole)
    return Parte(voci, senza_dato=senza)


def _quote(parole: Sequence[tuple[str, str]], righe: Sequence[Riga]) -> Parte:
    """Shares of the assignments: each of them on their sum, never forced to make 100."""
    parte = _conteggi(parole, righe)
    totale = sum(int(voce.valore or 0) for voce in parte.voci)
    voci = tuple(
        Voce(voce.codice, voce.etichetta, voce.valore, quota(int(voce.valore or 0), totale))
        for voce in parte.voci
    )
    return Parte(voci, totale, parte.senza_dato)


def _macroaree(definizione: DefinizioneFigura, ambito: Ambito, *, linee: str) -> Figura:
    intero, tagliate = parti(ambito, PROGETTI, linee=(linee,), parole=_parole(Macroarea, ambito))
    parole = [(codice, nome) for codice, nome, _n in _divise(intero)[0]]
    tutto = _quote(parole, intero)
    totale = tutto.denominatore or 0
    prima = max(tutto.voci, key=lambda voce: voce.valore or 0, default=None)
    frase = (
        _("%(nome)s è la macroarea più frequente: %(n)s su %(totale)s, il %(quota)s.")
        % {
            "nome": prima.etichetta.capitalize(),
            "n": numero_it(prima.valore),
            "totale": numero_it(totale),
            "quota": quota_it(prima.quota),
        }
        if prima and totale
        else _("Nessuna macroarea è ancora registrata per i progetti di questa data.")
    )
    return definizione.figura(
        ambito,
        frase=frase,
        voci=tutto.voci,
        denominatore=totale,
        senza_dato=tutto.senza_dato,
        nota_senza_dato=_nota_senza(tutto.senza_dato),
        nota_arrotondamento=nota_quote([int(voce.valore or 0) for voce in tutto.voci]) or "",
        celle=celle(definizione, ambito, tagliate, partial(_quote, parole)),
    )


def _temi(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    domande = [Domanda(PROGETTI, ("tema",), _parole(Tema, ambito)), Domanda(PROGETTI)]
    if ambito.per:
        domande.append(Domanda(PROGETTI, (*ambito.per, "tema")))
    intero, (tutti,), *tagliate = conta(ambito, domande)
    righe, senza = _divise(intero)
    righe.sort(key=lambda riga: -riga[2])
    parole = [(slug, nome) for slug, nome, _n in righe]
    return definizione.figura(
        ambito,
        frase=ngettext(
            "%(con)s progetto su %(tutti)s ha almeno un tema documentato.",
            "%(con)s progetti su %(tutti)s hanno almeno un tema documentato.",
            tutti.n - senza,
        )
        % {"con": numero_it(tutti.n - senza), "tutti": numero_it(tutti.n)},
        voci=[Voce(slug, nome, n) for slug, nome, n in righe],
        senza_dato=senza,
        nota_senza_dato=_nota_senza(senza),
        note=(
            _("Un progetto può avere più temi: la somma delle voci supera il numero di progetti."),
        ),
        celle=celle(
            definizione, ambito, tagliate[0] if tagliate else [], partial(_conteggi, parole)
        ),
    )


def _regioni(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, PROGETTI, linee=("regione",))
    righe, _senza_regione = _divise(intero)
    righe.sort(key=lambda riga: (-riga[2], riga[1]))
    parole = [(codice, nome) for codice, nome, _n in righe]
    return definizione.figura(
        ambito,
        frase=ngettext(
            "Progetti finanziati in %(n)s Regione su 20.",
            "Progetti finanziati in %(n)s Regioni su 20.",
            len(righe),
        )
        % {"n": numero_it(len(righe))},
        voci=[Voce(codice, nome, n) for codice, nome, n in righe],
        celle=celle(definizione, ambito, tagliate, partial(_conteggi, parole)),
    )


def _progetti(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    (tutti,), tagliate = parti(ambito, PROGETTI)
    etichetta = _("Progetti finanziati")
    return definizione.figura(
        ambito,
        frase=ngettext(
            "Il programma ha finanziato %(n)s progetto.",
            "Il programma ha finanziato %(n)s progetti.",
            tutti.n,
        )
        % {"n": numero_it(tutti.n)},
        voci=[Voce("finanziati", etichetta, tutti.n)],
        celle=celle(
            definizione,
            ambito,
            tagliate,
            lambda righe: Parte((Voce("finanziati", etichetta, righe[0].n),)),
        ),
    )


def _record_progetto(progetto: Progetto) -> Iterator[Record]:
    yield Record.of("finanziati", progetto, progetto.slug, progetto.get_absolute_url())


def _record_regione(progetto: Progetto) -> Iterator[Record]:
    provincia = progetto.comune.provincia
    if provincia is None:
        return
    regione = provincia.regione
    yield Record.of(regione.codice_istat, progetto, progetto.slug, progetto.get_absolute_url())


_ELENCO_PROGETTI = Elenco(
    righe=lambda ambito: _contati(ambito).select_related("comune"),
    di_voce=lambda righe, voce: righe if voce == "finanziati" else righe.none(),
    record=_record_progetto,
    per_nome=("comune__nome_chiave", "titolo_chiave", "pk"),
)
_ELENCO_REGIONI = Elenco(
    righe=lambda ambito: _contati(ambito).filter(comune__provincia__isnull=False).con_territorio(),
    di_voce=lambda righe, voce: righe.filter(comune__provincia__regione__codice_istat=voce),
    record=_record_regione,
    per_nome=("comune__provincia__regione__nome", "comune__nome_chiave", "pk"),
)
MACROAREE = DefinizioneFigura(
    codice="macroaree",
    conta_record=True,
    titolo=gettext_lazy("Progetti per macroarea"),
    definizione=gettext_lazy(
        "Assegnazioni di progetti alle macroaree del programma (DPCM 21-12-2018, art. 3). Un "
        "progetto può averne più di una; ogni quota è l'assegnazione divisa per tutte le "
        "assegnazioni, arrotondata all'unità."
    ),
    unita=gettext_lazy("assegnazioni"),
    base=gettext_lazy("assegnazioni a una macroarea dei progetti finanziati entro la data"),
    calcola=partial(_macroaree, linee="macroarea"),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(_FONTE_SCHEDE, FONTE_PASSAGGI),
    dimensioni=dimensioni_senza("macroarea"),
    somma=SENZA_SOVRAPPOSIZIONI,
    asse="macroarea",
    elenco=_elenco_per_vocabolo(ProgettoMacroarea.objects.all, "macroarea"),
    esclusi=esclusi.SENZA_MACROAREA,
)
PREVALENTI = DefinizioneFigura(
    codice="macroaree-prevalenti",
    conta_record=True,
    titolo=gettext_lazy("Progetti per macroarea prevalente"),
    definizione=gettext_lazy(
        "Progetti per la loro macroarea prevalente: ognuno conta una volta sola, se la prevalente "
        "è dichiarata."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati entro la data con la macroarea prevalente dichiarata"),
    calcola=partial(_macroaree, linee="prevalente"),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(_FONTE_SCHEDE, FONTE_PASSAGGI),
    dimensioni=DI_UN_PROGETTO,
    somma=SENZA_SOVRAPPOSIZIONI,
    elenco=_elenco_per_vocabolo(
        lambda: ProgettoMacroarea.objects.filter(is_prevalente=True), "macroarea"
    ),
    esclusi=esclusi.SENZA_PREVALENTE,
)
TEMI = DefinizioneFigura(
    codice="temi",
    conta_record=True,
    titolo=gettext_lazy("Progetti per tema"),
    definizione=gettext_lazy(
        "Progetti che trattano ciascun tema. Un progetto può averne più di uno, o nessuno "
        "documentato."
    ),
    unita=gettext_lazy("progetti"),
    base=BASE_PROGETTI,
    calcola=_temi,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(_FONTE_SCHEDE, FONTE_PASSAGGI),
    dimensioni=dimensioni_senza("tema"),
    somma=SENZA_SOVRAPPOSIZIONI,
    asse="tema",
    elenco=_elenco_per_vocabolo(ProgettoTema.objects.all, "tema"),
    esclusi=esclusi.SENZA_TEMA,
)
REGIONI = DefinizioneFigura(
    codice="regioni",
    conta_record=True,
    titolo=gettext_lazy("Progetti per Regione"),
    definizione=gettext_lazy("Progetti finanziati entro la data, per Regione del Comune."),
    unita=gettext_lazy("progetti"),
    base=BASE_PROGETTI,
    calcola=_regioni,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(FONTE_PASSAGGI, gettext_lazy("Codici e Regioni dei Comuni: ISTAT")),
    dimensioni=dimensioni_senza("regione"),
    somma=frozenset({"comune", "periodo"}),
    asse="regione",
    elenco=_ELENCO_REGIONI,
    esclusi=esclusi.SENZA_REGIONE,
)
FINANZIATI = DefinizioneFigura(
    codice="progetti",
    conta_record=True,
    titolo=gettext_lazy("Progetti finanziati"),
    definizione=gettext_lazy(
        "Progetti che entro la data hanno ricevuto un finanziamento, in un Intervento qualsiasi: "
        "ognuno conta una volta. L'anno è quello del primo finanziamento."
    ),
    unita=gettext_lazy("progetti"),
    base=BASE_PROGETTI,
    calcola=_progetti,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(FONTE_PASSAGGI,),
    dimensioni=DI_UN_PROGETTO,
    somma=SENZA_SOVRAPPOSIZIONI,
    elenco=_ELENCO_PROGETTI,
    esclusi=esclusi.PROGETTI,
)
