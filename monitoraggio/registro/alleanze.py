"""With whom the projects work: partnerships by role, bodies by kind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import F, QuerySet, Value
from django.db.models.functions import NullIf
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import nota_quote, numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import Asse, Fatti, Misura, Riga
from monitoraggio.registro.definizione import INTERI, NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.dimensioni import IGNOTO, ORGANIZZAZIONE
from monitoraggio.registro.esclusi_attivita import dei_partenariati
from monitoraggio.registro.fatti import (
    ASSI_PROGETTO,
    PROGETTI,
    partenariati_alla,
    progetti_finanziati,
)
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.riepilogo import DI_FATTO, riassunti_di
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, classi, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from progetti.enums import RuoloPartenariato, TipoOrganizzazione
from progetti.models import Partenariato

_DIMENSIONI = ("macroarea", "tema", "regione", "intervento", "comune")
_FONTE = gettext_lazy("Partenariati dei progetti, ciascuno con la fonte che lo riporta")
_BASE = gettext_lazy("partenariati, validi alla data, dei progetti finanziati entro la data")


def _partenariati(ambito: Ambito) -> QuerySet[Partenariato]:
    return partenariati_alla(ambito.alla).filter(progetto__in=progetti_finanziati(ambito))


# One row for each role of a body in a project; the kind is that of the body itself.
_PARTENARIATI = Fatti(
    nome="partenariati",
    base=_partenariati,
    colonne={
        "progetto": lambda ambito: F("progetto_id"),
        "comune": lambda ambito: F("progetto__comune_id"),
        "ruolo": lambda ambito: F("ruolo"),
        "ente": lambda ambito: F("organizzazione_id"),
        "tipo": lambda ambito: NullIf(F("organizzazione__tipo"), Value("")),
    },
    assi={
        **ASSI_PROGETTO,
        "intervento": PROGETTI.assi["intervento"],
        "organizzazione": Asse("tipo"),
        "ruolo": Asse("ruolo"),
    },
    riepilogo=riassunti_di(
        "partenariati",
        assi={"ruolo": Asse("voce")},
        divisi={**DI_FATTO, "organizzazione": Asse("specie")},
    ),
)
# Bodies count once each: summed for the whole programme, from the records in any part of it.
_ENTI = replace(
    _PARTENARIATI,
    misure={"n": Misura("count(DISTINCT f.f_ente)", ("ente",))},
    riepilogo=riassunti_di("enti", assi={"organizzazione": Asse("voce")}, divisi={}),
)


def _per_ruolo(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _PARTENARIATI, linee=("ruolo",))
    parte = classi(_ruoli())
    tutto = parte(intero)
    totale = tutto.denominatore or 0
    return definizione.figura(
        ambito,
        frase=ngettext(
            "Nei progetti finanziati si conta %(n)s ruolo di un'organizzazione.",
            "Nei progetti finanziati si contano %(n)s ruoli di organizzazioni.",
            totale,
        )
        % {"n": numero_it(totale)},
        voci=tutto.voci,
        denominatore=totale,
        nota_arrotondamento=nota_quote([int(voce.valore or 0) for voce in tutto.voci]) or "",
        note=(_("Un'organizzazione con più ruoli, o in più progetti, conta ogni volta."),),
        celle=celle(definizione, ambito, tagliate, parte),
    )


def _ruoli() -> list[tuple[str, str]]:
    return [(str(ruolo), capfirst(str(nome))) for ruolo, nome in RuoloPartenariato.choices]


def _tipi(righe: Sequence[Riga]) -> Parte:
    conti = {riga.valori[-1].codice or IGNOTO: riga.n for riga in righe}
    noti = [
        Voce(str(tipo), capfirst(str(nome)), conti.get(str(tipo), 0))
        for tipo, nome in TipoOrganizzazione.choices
    ]
    return Parte((*noti, Voce(IGNOTO, str(ORGANIZZAZIONE.ignoto), conti.get(IGNOTO, 0))))


def _per_tipo(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _ENTI, linee=("organizzazione",))
    tutto = _tipi(intero)
    totale = sum(int(voce.valore or 0) for voce in tutto.voci)
    return definizione.figura(
        ambito,
        frase=ngettext(
            "Con i progetti finanziati lavora %(n)s organizzazione.",
            "Con i progetti finanziati lavorano %(n)s organizzazioni.",
            totale,
        )
        % {"n": numero_it(totale)},
        voci=tutto.voci,
        note=(_("Ogni organizzazione conta una volta, in quanti progetti e ruoli si trovi."),),
        celle=celle(definizione, ambito, tagliate, _tipi),
    )


def _record(ambito: Ambito, voce: str) -> Lettura:
    righe = scelti(_partenariati(ambito), _PARTENARIATI, ambito).select_related(
        "organizzazione", "progetto__comune"
    )

    def record(uno: Partenariato) -> Iterator[Record]:
        progetto = uno.progetto
        yield Record(
            voce=uno.ruolo if voce == "ruolo" else uno.organizzazione.tipo or IGNOTO,
            tipo="progetti.partenariato",
            chiave=f"{progetto.slug}/{uno.ruolo}/{uno.organizzazione_id}",
            etichetta=f"{uno.organizzazione}: {progetto}",
            url=progetto.get_absolute_url(),
            da=(progetto, uno.organizzazione),
        )

    return Lettura(righe.order_by("ruolo", "organizzazione__nome_chiave", "pk"), record)


PARTENARIATI = DefinizioneFigura(
    codice="partenariati",
    conta_record=True,
    titolo=gettext_lazy("Partenariati per ruolo"),
    definizione=gettext_lazy(
        "Ruoli delle organizzazioni nei progetti finanziati entro la data, validi quel giorno. "
        "Il tipo di organizzazione è quello di chi ha il ruolo."
    ),
    unita=gettext_lazy("partenariati"),
    base=_BASE,
    calcola=tenuta_in_parte(_per_ruolo),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(_FONTE,),
    dimensioni=(*_DIMENSIONI, "organizzazione"),
    somma=frozenset({"regione", "comune", "organizzazione"}),
    record=lambda ambito: _record(ambito, "ruolo"),
    esclusi=dei_partenariati,
)
ORGANIZZAZIONI = DefinizioneFigura(
    codice="organizzazioni",
    titolo=gettext_lazy("Organizzazioni per tipo"),
    definizione=gettext_lazy(
        "Organizzazioni diverse che hanno un ruolo nei progetti finanziati entro la data, per "
        "tipo. Ognuna conta una volta."
    ),
    unita=gettext_lazy("organizzazioni"),
    base=_BASE,
    calcola=tenuta_in_parte(_per_tipo),
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=(_FONTE,),
    dimensioni=_DIMENSIONI,
    asse="organizzazione",
    record=lambda ambito: _record(ambito, "tipo"),
    esclusi=dei_partenariati,
)
