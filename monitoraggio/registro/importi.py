"""Amounts granted to the projects, as far as they are known."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import euro_it, numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import Riga, valori_per
from monitoraggio.registro.definizione import CENTESIMI, NON_PERSONE, DefinizioneFigura
from monitoraggio.registro.elenchi import Elenco
from monitoraggio.registro.esclusi import dei_finanziamenti
from monitoraggio.registro.fatti import FINANZIAMENTI, fasi_finanziate
from monitoraggio.registro.progetti import (
    BASE_PROGETTI,
    FONTE_PASSAGGI,
    SENZA_SOVRAPPOSIZIONI,
    dimensioni_senza,
)
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, parti
from progetti.models import FaseProgetto, Intervento


def _voce_importo(riga: Riga | None, codice: str, nome: str, dotazione: Decimal | None) -> Voce:
    con_importo = riga.misure["con_importo"] if riga else 0
    return Voce(
        codice,
        _("Intervento %(codice)s – %(nome)s") % {"codice": codice, "nome": nome},
        riga.misure["concesso"] if riga else None,
        nota=_(
            "%(con)s progetti con importo noto su %(finanziati)s finanziati; dotazione "
            "%(dotazione)s"
        )
        % {
            "con": numero_it(con_importo),
            "finanziati": numero_it(riga.n if riga else 0),
            "dotazione": euro_it(dotazione),
        },
    )


def _parte_importi(
    interventi: Sequence[tuple[str, str, Decimal | None]], righe: Sequence[Riga]
) -> Parte:
    per_codice = {riga.valori[0].codice: riga for riga in righe}
    voci = tuple(_voce_importo(per_codice.get(uno[0]), *uno) for uno in interventi)
    return Parte(voci, senza_dato=sum(r.n - r.misure["con_importo"] for r in righe))


def _importi(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    parole = valori_per(Intervento.objects.all(), "pk", "codice", "nome", "ordine")
    intero, tagliate = parti(
        ambito,
        FINANZIAMENTI,
        linee=("intervento",),
        parole=parole.annotate(m_dotazione=F("dotazione_eur")),
    )
    interventi = [
        (riga.valori[0].codice or "", riga.valori[0].nome or "", riga.misure["dotazione"])
        for riga in intero
    ]
    tutto = _parte_importi(interventi, intero)
    totale = sum((Decimal(voce.valore) for voce in tutto.voci if voce.valore), Decimal(0))
    senza = tutto.senza_dato
    return definizione.figura(
        ambito,
        frase=_("Gli importi concessi noti sommano a %(totale)s.") % {"totale": euro_it(totale)},
        voci=tutto.voci,
        senza_dato=senza,
        nota_senza_dato=(
            ngettext(
                "Di %(n)s finanziamento l'importo non è pubblicato: non è contato come zero.",
                "Di %(n)s finanziamenti l'importo non è pubblicato: non sono contati come zero.",
                senza,
            )
            % {"n": numero_it(senza)}
            if senza
            else ""
        ),
        celle=celle(definizione, ambito, tagliate, partial(_parte_importi, interventi)),
    )


def _record_importo(fase: FaseProgetto) -> Iterator[Record]:
    progetto = fase.progetto
    yield Record(
        voce=fase.intervento.codice,
        tipo="progetti.faseprogetto",
        chiave=progetto.slug,
        etichetta=f"{progetto}: {euro_it(fase.importo_concesso_eur)}",
        url=progetto.get_absolute_url(),
        da=(progetto,),
    )


_ELENCO_IMPORTI = Elenco(
    righe=lambda ambito: (
        scelti(fasi_finanziate(ambito), FINANZIAMENTI, ambito)
        .filter(importo_concesso_eur__isnull=False)
        .select_related("intervento", "progetto__comune")
    ),
    di_voce=lambda righe, voce: righe.filter(intervento__codice=voce),
    record=_record_importo,
    per_nome=("intervento__ordine", "progetto__comune__nome_chiave", "pk"),
)
IMPORTI = DefinizioneFigura(
    codice="importi",
    titolo=gettext_lazy("Importi concessi per Intervento"),
    definizione=gettext_lazy(
        "Somma degli importi concessi ai progetti finanziati entro la data, per Intervento. Gli "
        "importi non pubblicati non contano, neppure come zero."
    ),
    unita=gettext_lazy("€"),
    base=BASE_PROGETTI,
    calcola=_importi,
    arrotondamento=CENTESIMI,
    riservatezza=NON_PERSONE,
    fonti=(
        FONTE_PASSAGGI,
        gettext_lazy("Importi concessi, ciascuno con la fonte che lo riporta"),
    ),
    dimensioni=dimensioni_senza("intervento"),
    somma=SENZA_SOVRAPPOSIZIONI,
    asse="intervento",
    elenco=_ELENCO_IMPORTI,
    esclusi=dei_finanziamenti,
)
