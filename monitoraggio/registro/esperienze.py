"""What the projects learnt and pass on: public lessons, adoptions of practices."""

from collections.abc import Iterator, Sequence

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.enums import TipoAdozione, Visibilita
from community.models import Adozione, Lezione, Pratica
from fis_portal.core.quote import nota_quote, numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import CONTA, Asse, Fatti, Misura, Riga, valori_per
from monitoraggio.registro.definizione import INTERI, NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.esclusi_attivita import delle_adozioni, delle_lezioni
from monitoraggio.registro.fatti import (
    ASSE_ANNO,
    ASSE_INTERVENTO,
    ASSI_PROGETTO,
    DI_UN_PROGETTO,
    vero,
)
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, classi, parti


def _lezioni(ambito: Ambito) -> QuerySet[Lezione]:
    """Those told to all by that day: since the consent, or since a published source was quoted."""
    return (
        Lezione.objects.public()
        .filter(is_demo=ambito.dimostrativi)
        .annotate(detta_il=TruncDate(Coalesce("consenso_il", "created_at")))
        .filter(detta_il__lte=ambito.alla)
    )


def _temi_lezioni(ambito: Ambito) -> QuerySet:
    legami = Lezione.temi.through.objects.all()
    return valori_per(legami, "lezione", "tema__slug", "tema__nome", "tema__ordine")


_LEZIONI = Fatti(
    nome="lezioni",
    base=_lezioni,
    colonne={
        "lezione": lambda ambito: F("pk"),
        "progetto": lambda ambito: F("progetto_id"),
        "comune": lambda ambito: F("progetto__comune_id"),
        "intervento": lambda ambito: F("intervento_id"),
        "anno": lambda ambito: ExtractYear("detta_il"),
        "delude": lambda ambito: vero(~Q(deluso="")),
    },
    assi={
        **ASSI_PROGETTO,
        "tema": Asse("lezione", _temi_lezioni),
        "intervento": ASSE_INTERVENTO,
        "periodo": ASSE_ANNO,
    },
    misure={
        "n": CONTA,
        "delusioni": Misura("count(*) FILTER (WHERE f.f_delude)", ("delude",)),
    },
)


def _parte_lezioni(righe: Sequence[Riga]) -> Parte:
    (riga,) = righe
    return Parte(
        (
            Voce("lezioni", _("Lezioni pubbliche"), riga.n),
            Voce("delusioni", _("Che dicono anche che cosa ha deluso"), riga.misure["delusioni"]),
        )
    )


def _calcola_lezioni(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _LEZIONI)
    tutto = _parte_lezioni(intero)
    n = intero[0].n
    return definizione.figura(
        ambito,
        frase=ngettext(
            "I progetti hanno raccontato a tutti %(n)s lezione.",
            "I progetti hanno raccontato a tutti %(n)s lezioni.",
            n,
        )
        % {"n": numero_it(n)},
        voci=tutto.voci,
        celle=celle(definizione, ambito, tagliate, _parte_lezioni),
    )


def _record_lezioni(ambito: Ambito) -> Lettura:
    righe = scelti(_lezioni(ambito), _LEZIONI, ambito)
    return Lettura(righe.order_by("titolo_chiave", "pk"), _record_lezione)


def _record_lezione(lezione: Lezione) -> Iterator[Record]:
    yield Record.of("lezioni", lezione, lezione.slug, lezione.get_absolute_url())


def _adozioni(ambito: Ambito) -> QuerySet[Adozione]:
    return Adozione.objects.filter(
        pratica__visibilita=Visibilita.PUBBLICA,
        is_demo=ambito.dimostrativi,
        dichiarata_il__lte=ambito.alla,
    )


def _temi_pratiche(ambito: Ambito) -> QuerySet:
    legami = Pratica.temi.through.objects.all()
    return valori_per(legami, "pratica", "tema__slug", "tema__nome", "tema__ordine")


_ADOZIONI = Fatti(
    nome="adozioni",
    base=_adozioni,
    colonne={
        "pratica": lambda ambito: F("pratica_id"),
        "comune": lambda ambito: F("comune_id"),
        "anno": lambda ambito: ExtractYear("dichiarata_il"),
        "tipo": lambda ambito: F("tipo"),
    },
    assi={
        "regione": ASSI_PROGETTO["regione"],
        "comune": ASSI_PROGETTO["comune"],
        "tema": Asse("pratica", _temi_pratiche),
        "periodo": ASSE_ANNO,
        "tipo": Asse("tipo"),
    },
)


def _calcola_adozioni(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _ADOZIONI, linee=("tipo",))
    parte = classi(
        [
            (TipoAdozione.ADOTTA.value, _("Adottate così come sono")),
            (TipoAdozione.ADATTA.value, _("Adattate, dicendo che cosa cambia")),
        ]
    )
    tutto = parte(intero)
    n = tutto.denominatore or 0
    return definizione.figura(
        ambito,
        frase=ngettext(
            "%(n)s volta un Comune ha ripreso una pratica pubblica.",
            "%(n)s volte un Comune ha ripreso una pratica pubblica.",
            n,
        )
        % {"n": numero_it(n)},
        voci=tutto.voci,
        denominatore=n,
        nota_arrotondamento=nota_quote([int(voce.valore or 0) for voce in tutto.voci]) or "",
        celle=celle(definizione, ambito, tagliate, parte),
    )


def _record_adozioni(ambito: Ambito) -> Lettura:
    righe = scelti(_adozioni(ambito), _ADOZIONI, ambito).select_related("pratica", "comune")
    return Lettura(righe.order_by("dichiarata_il", "pk"), _record_adozione)


def _record_adozione(adozione: Adozione) -> Iterator[Record]:
    yield Record(
        voce=adozione.tipo,
        tipo="community.adozione",
        chiave=f"{adozione.pratica.slug}/{adozione.comune.codice_istat}",
        etichetta=f"{adozione.comune}: {adozione.pratica}",
        url=adozione.pratica.get_absolute_url(),
        da=(adozione.pratica, adozione.comune, adozione),
    )


LEZIONI = DefinizioneFigura(
    codice="lezioni",
    titolo=gettext_lazy("Lezioni raccontate a tutti"),
    definizione=gettext_lazy(
        "Lezioni pubbliche entro la data: dal giorno del consenso di un responsabile del Comune, o "
        "da quello in cui sono state riprese da una fonte pubblica."
    ),
    unita=gettext_lazy("lezioni"),
    calcola=_calcola_lezioni,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(gettext_lazy("Lezioni dei progetti e della comunità, con il consenso o la fonte"),),
    dimensioni=DI_UN_PROGETTO,
    somma=frozenset({"regione", "intervento", "comune", "periodo"}),
    record=_record_lezioni,
    esclusi=delle_lezioni,
)
ADOZIONI = DefinizioneFigura(
    codice="adozioni",
    titolo=gettext_lazy("Pratiche riprese da altri Comuni"),
    definizione=gettext_lazy(
        "Adozioni di pratiche pubbliche dichiarate entro la data: così come sono, o adattate. "
        "Comune e Regione sono quelli di chi adotta, il tema è quello della pratica."
    ),
    unita=gettext_lazy("adozioni"),
    base=gettext_lazy("adozioni dichiarate entro la data"),
    calcola=_calcola_adozioni,
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(gettext_lazy("Dichiarazioni dei Comuni che adottano, ciascuna con la sua data"),),
    dimensioni=("tema", "regione", "comune", "periodo"),
    somma=frozenset({"regione", "comune", "periodo"}),
    record=_record_adozioni,
    esclusi=delle_adozioni,
)
