"""Whether reports come in time: those due by a day, by when they were first sent."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import data_it, nota_quote, numero_it
from monitoraggio.registro.base import Ambito, Figura, Record
from monitoraggio.registro.cubo import Asse, Fatti, valori_per
from monitoraggio.registro.definizione import NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.dimensioni import PERIODO_MONITORAGGIO
from monitoraggio.registro.esclusi_attivita import delle_rendicontazioni
from monitoraggio.registro.fatti import ASSI_PROGETTO, DI_UN_PROGETTO, PROGETTI
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.riepilogo import DI_FATTO, riassunti_di
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import celle, classi, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from outcomes.models import Invio, PeriodoMonitoraggio, Proroga, Rendicontazione

IN_TEMPO, IN_RITARDO, MANCANTI = "in-tempo", "in-ritardo", "mancanti"


def _dovute(ambito: Ambito) -> QuerySet[Rendicontazione]:
    """Reports due by the day, with the due date they had on it and the day they were first sent."""
    spostate_dopo = (
        Proroga.objects.annotate(giorno=TruncDate("created_at"))
        .filter(rendicontazione=OuterRef("pk"), giorno__gt=ambito.alla)
        .order_by("created_at", "pk")
    )
    invii = Invio.objects.filter(rendicontazione=OuterRef("pk")).order_by("revisione")
    primo = invii.annotate(giorno=TruncDate("inviata_il")).values("giorno")[:1]
    return (
        Rendicontazione.objects.filter(
            progetto__is_public=True, progetto__is_demo=ambito.dimostrativi
        )
        .annotate(
            scadeva=Coalesce(Subquery(spostate_dopo.values("da")[:1]), "scadenza"),
            inviata=Subquery(primo),
        )
        .filter(scadeva__lte=ambito.alla)
        .annotate(
            esito=Case(
                When(Q(inviata__isnull=True) | Q(inviata__gt=ambito.alla), then=Value(MANCANTI)),
                When(inviata__lte=F("scadeva"), then=Value(IN_TEMPO)),
                default=Value(IN_RITARDO),
                output_field=CharField(),
            )
        )
    )


def _periodi(ambito: Ambito) -> QuerySet:
    ordine = ExtractYear("al") * 100 + ExtractMonth("al")
    return valori_per(PeriodoMonitoraggio.objects.all(), "pk", "codice", "nome", ordine)


_FATTI = Fatti(
    nome="rendicontazioni",
    base=_dovute,
    colonne={
        "progetto": lambda ambito: F("progetto_id"),
        "comune": lambda ambito: F("progetto__comune_id"),
        "periodo": lambda ambito: F("periodo_id"),
        "esito": lambda ambito: F("esito"),
    },
    assi={
        **ASSI_PROGETTO,
        "intervento": PROGETTI.assi["intervento"],
        "periodo": Asse("periodo", _periodi),
        "esito": Asse("esito"),
    },
    riepilogo=riassunti_di(
        "rendicontazioni",
        assi={"esito": Asse("voce")},
        divisi={**DI_FATTO, "periodo": Asse("valore", _periodi)},
    ),
)


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _FATTI, linee=("esito",))
    parte = classi(
        [
            (IN_TEMPO, _("Inviate entro la scadenza")),
            (IN_RITARDO, _("Inviate dopo la scadenza")),
            (MANCANTI, _("Scadute e non ancora inviate")),
        ]
    )
    tutto = parte(intero)
    dovute = tutto.denominatore or 0
    return definizione.figura(
        ambito,
        frase=_frase(dovute, int(tutto.voci[0].valore or 0)),
        voci=tutto.voci,
        denominatore=dovute,
        nota_arrotondamento=nota_quote([int(voce.valore or 0) for voce in tutto.voci]) or "",
        note=(
            _(
                "Vale il giorno del primo invio, anche se la rendicontazione è poi tornata con "
                "osservazioni; la scadenza è quella che valeva alla data, proroghe comprese."
            ),
        ),
        celle=celle(definizione, ambito, tagliate, parte),
    )


def _frase(dovute: int, puntuali: int) -> str:
    if not dovute:
        return _("A questa data nessuna rendicontazione è scaduta.")
    return ngettext(
        "È scaduta %(n)s rendicontazione: %(puntuali)s inviata in tempo.",
        "Sono scadute %(n)s rendicontazioni: %(puntuali)s inviate in tempo.",
        dovute,
    ) % {"n": numero_it(dovute), "puntuali": numero_it(puntuali)}


def _record(ambito: Ambito) -> Lettura:
    righe = scelti(_dovute(ambito), _FATTI, ambito).select_related("progetto__comune", "periodo")
    return Lettura(
        righe.order_by("periodo__al", "progetto__comune__nome_chiave", "pk"), _record_dovuta
    )


def _record_dovuta(una: Any) -> Iterator[Record]:
    yield Record(
        voce=una.esito,
        tipo="outcomes.rendicontazione",
        chiave=f"{una.progetto.slug}/{una.periodo.codice}",
        etichetta=_("%(progetto)s, %(periodo)s (scadenza %(giorno)s)")
        % {
            "progetto": una.progetto,
            "periodo": una.periodo.nome,
            "giorno": data_it(una.scadeva),
        },
        url=una.progetto.get_absolute_url(),
        da=(una.progetto, una.periodo),
    )


PUNTUALITA = DefinizioneFigura(
    codice="puntualita",
    conta_record=True,
    titolo=gettext_lazy("Puntualità delle rendicontazioni"),
    definizione=gettext_lazy(
        "Rendicontazioni dei progetti scadute entro la data: inviate in tempo, inviate dopo, non "
        "ancora inviate."
    ),
    unita=gettext_lazy("rendicontazioni"),
    base=gettext_lazy("rendicontazioni con la scadenza entro la data"),
    calcola=tenuta_in_parte(_calcola),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(gettext_lazy("Scadenze, proroghe e ricevute di invio delle rendicontazioni"),),
    dimensioni=DI_UN_PROGETTO,
    somma=frozenset({"regione", "comune", "periodo"}),
    periodi=PERIODO_MONITORAGGIO,
    record=_record,
    esclusi=lambda ambito: delle_rendicontazioni(ambito, _dovute(ambito)),
)
