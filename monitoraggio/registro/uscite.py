"""Who left the programme, from which Intervento and why."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.db.models import F, QuerySet
from django.db.models.functions import Trim
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import data_it, nota_quote, numero_it, quota
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.cubo import Asse, Fatti, Riga
from monitoraggio.registro.definizione import NON_PERSONE, QUOTE, DefinizioneFigura
from monitoraggio.registro.esclusi_attivita import delle_uscite
from monitoraggio.registro.fatti import DI_UN_PROGETTO, PASSAGGI_ASSI, PASSAGGI_COLONNE, passaggi
from monitoraggio.registro.letture import Lettura
from monitoraggio.registro.riepilogo import DI_FATTO, riassunti_di
from monitoraggio.registro.scelta import scelti
from monitoraggio.registro.tagli import Parte, celle, parti
from monitoraggio.registro.tenute import tenuta_in_parte
from progetti.enums import STATI_USCITA, StatoFase
from progetti.models import TransizioneFase

Motivi = dict[str, str]


def _uscite(ambito: Ambito) -> QuerySet[TransizioneFase]:
    return passaggi(ambito).filter(a__in=sorted(STATI_USCITA))


_FATTI = Fatti(
    nome="uscite",
    base=_uscite,
    colonne={
        **PASSAGGI_COLONNE,
        "stato": lambda ambito: F("a"),
        "motivo": lambda ambito: Trim("motivo"),
    },
    assi={**PASSAGGI_ASSI, "stato": Asse("stato"), "motivo": Asse("motivo")},
    riepilogo=riassunti_di(
        "uscite",
        assi={"stato": Asse("voce"), "motivo": Asse("specie"), "periodo": Asse("anno")},
        divisi=DI_FATTO,
    ),
)


def _codice(stato: str, motivo: str) -> str:
    return slugify(f"{stato} {motivo}")[:100].rstrip("-")


def _etichetta(stato: str, motivo: str) -> str:
    return f"{capfirst(str(StatoFase(stato).label))}: {motivo}"


def _conti(righe: Sequence[Riga]) -> tuple[dict[str, int], Motivi]:
    """How many left for each reason, the commonest first; reasons written alike are one."""
    conti: dict[str, int] = {}
    nomi: Motivi = {}
    for riga in righe:
        stato, motivo = (valore.codice or "" for valore in riga.valori)
        codice = _codice(stato, motivo)
        conti[codice] = conti.get(codice, 0) + riga.n
        nomi.setdefault(codice, _etichetta(stato, motivo))
    ordine = sorted(conti, key=lambda codice: (-conti[codice], nomi[codice]))
    return {codice: conti[codice] for codice in ordine}, nomi


def _parte(motivi: Motivi, righe: Sequence[Riga]) -> Parte:
    conti, _nomi = _conti(righe)
    tutte = sum(conti.values())
    voci = (
        Voce(codice, nome, conti.get(codice, 0), quota(conti.get(codice, 0), tutte))
        for codice, nome in motivi.items()
    )
    return Parte(tuple(voci), tutte)


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    intero, tagliate = parti(ambito, _FATTI, linee=("stato", "motivo"))
    conti, nomi = _conti(intero)
    motivi = {codice: nomi[codice] for codice in conti}
    tutto = _parte(motivi, intero)
    tutte = tutto.denominatore or 0
    return definizione.figura(
        ambito,
        frase=_frase(tutte),
        voci=tutto.voci,
        denominatore=tutte,
        nota_arrotondamento=nota_quote(list(conti.values())) or "",
        note=(_("I motivi sono quelli scritti nei passaggi: parole diverse contano a parte."),),
        celle=celle(definizione, ambito, tagliate, partial(_parte, motivi)),
    )


def _frase(tutte: int) -> str:
    if not tutte:
        return _("Nessuna uscita dal programma è documentata.")
    return ngettext(
        "%(n)s uscita dal programma è documentata, con il suo motivo.",
        "%(n)s uscite dal programma sono documentate, ciascuna con il suo motivo.",
        tutte,
    ) % {"n": numero_it(tutte)}


def _record(ambito: Ambito) -> Lettura:
    righe = scelti(_uscite(ambito), _FATTI, ambito).select_related(
        "fase__intervento", "fase__progetto__comune"
    )
    return Lettura(
        righe.order_by("fase__progetto__comune__nome_chiave", "data", "pk"), _record_uscita
    )


def _record_uscita(passo: TransizioneFase) -> Iterator[Record]:
    progetto = passo.fase.progetto
    yield Record(
        voce=_codice(passo.a, passo.motivo.strip()),
        tipo="progetti.transizionefase",
        chiave=progetto.slug,
        etichetta=_("%(progetto)s: Intervento %(intervento)s, %(stato)s (%(data)s)")
        % {
            "progetto": progetto,
            "intervento": passo.fase.intervento.codice,
            "stato": passo.get_a_display(),
            "data": data_it(passo.data),
        },
        url=progetto.get_absolute_url(),
        da=(progetto,),
    )


USCITE = DefinizioneFigura(
    codice="uscite",
    conta_record=True,
    titolo=gettext_lazy("Uscite dal programma, per motivo"),
    definizione=gettext_lazy(
        "Ritiri ed esclusioni documentati entro la data, per motivo. Conta ogni Intervento da cui "
        "un progetto è uscito; l'anno è quello dell'uscita."
    ),
    unita=gettext_lazy("uscite"),
    base=gettext_lazy("ritiri ed esclusioni dei progetti entro la data"),
    calcola=tenuta_in_parte(_calcola),
    arrotondamento=QUOTE,
    riservatezza=NON_PERSONE,
    fonti=(
        gettext_lazy("Passaggi di stato dei progetti, ciascuno con motivo, data, atto e fonte"),
    ),
    dimensioni=DI_UN_PROGETTO,
    somma=frozenset({"regione", "comune", "intervento", "periodo"}),
    record=_record,
    esclusi=delle_uscite,
)
