"""Meetings, attendances and people of the community of practice.

Attendances and people are two figures, never mixed: who comes back counts again in the first and
once in the second. Totals that a source gives without names add to both where they belong, but
people known only as totals cannot be told apart between phases. Rows found to be one person count
as one, also at one meeting; people made anonymous count as before. Reserved meetings count, and are
never named.
"""

from collections.abc import Iterator

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.enums import TipoEvento
from community.models import Evento, Partecipazione, RiepilogoIncontri
from fis_portal.core.quote import numero_it
from monitoraggio.registro.base import Ambito, Figura, Record, Voce
from monitoraggio.registro.definizione import CONTA_PERSONE, INTERI, NON_PERSONE, DefinizioneFigura
from monitoraggio.registro.riservatezza import sopprimi, totale_mostrabile

FONTI = (
    gettext_lazy("Registrazioni delle presenze agli incontri, persona per persona"),
    gettext_lazy("Totali che una fonte riporta senza nomi, ciascuno con la sua fonte"),
)
SENZA_FASE = "senza-fase"
TUTTE = "tutte"
SOMMA = "somma"


def _eventi(ambito: Ambito) -> QuerySet[Evento]:
    return Evento.objects.in_calendario().filter(is_demo=ambito.dimostrativi)


def _riepiloghi(ambito: Ambito) -> QuerySet[RiepilogoIncontri]:
    """Totals without an event, and those of events that count."""
    return RiepilogoIncontri.objects.filter(
        Q(evento__isnull=True) | Q(evento__in=_eventi(ambito)),
        is_demo=ambito.dimostrativi,
        data_riferimento__lte=ambito.alla,
    )


def nominali(ambito: Ambito, totale: str) -> QuerySet[Partecipazione]:
    """Attendances known by name, except where the event's own `totale` (presenze or persone) is
    recorded: that one counts."""
    partecipazioni = Partecipazione.objects.con_chi().filter(
        evento__in=_eventi(ambito), evento__data_inizio__lte=ambito.alla
    )
    return partecipazioni.exclude(**{f"evento__riepilogo__{totale}__isnull": False}).order_by()


def conta_presenze() -> Count:
    """One for each person at each event, whatever the rows that say so."""
    coppia = Concat(
        Cast("evento", CharField()), Value("-"), Cast("chi", CharField()), output_field=CharField()
    )
    return Count(coppia, distinct=True)


def conta_persone() -> Count:
    return Count("chi", distinct=True)


def _fase(campo: str) -> Coalesce:
    return Coalesce(F(campo), Value(SENZA_FASE), output_field=CharField())


def _etichetta_fase(codice: str) -> str:
    if codice == SENZA_FASE:
        return _("Senza indicazione dell'Intervento")
    return _("Intervento %(codice)s") % {"codice": codice}


def _per_fase(nominali: QuerySet, totali: QuerySet) -> dict[str, int]:
    """Add up (phase, count) rows of both kinds in one question to the database."""
    somme: dict[str, int] = {}
    for fase, n in nominali.union(totali, all=True):
        if n:
            somme[fase] = somme.get(fase, 0) + n
    return dict(sorted(somme.items(), key=lambda coppia: (coppia[0] == SENZA_FASE, coppia[0])))


def _presenze(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    con_nome = (
        nominali(ambito, "presenze")
        .values(fase=_fase("evento__intervento__codice"))
        .annotate(n=conta_presenze())
        .values_list("fase", "n")
    )
    totali = (
        _riepiloghi(ambito)
        .order_by()
        .values(fase=_fase("intervento__codice"))
        .annotate(n=Sum("presenze"))
        .values_list("fase", "n")
    )
    somme = _per_fase(con_nome, totali)
    totale = sum(somme.values())
    voci = sopprimi([Voce(fase, _etichetta_fase(fase), n) for fase, n in somme.items()], totale)
    in_tutto = totale_mostrabile(voci, totale if somme else None)
    if in_tutto is None:
        frase = _("Nessuna fonte pubblica dice quante presenze hanno contato gli incontri.")
    else:
        frase = _("Agli incontri si contano %(n)s presenze.") % {"n": numero_it(in_tutto)}
    return definizione.figura(
        ambito,
        frase=frase,
        voci=(*voci, Voce(TUTTE, _("In tutto"), in_tutto)),
        note=(_("Chi partecipa a più incontri conta ogni volta."),),
    )


def _persone(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    partecipazioni = nominali(ambito, "persone")
    per_fase = (
        partecipazioni.values(fase=_fase("evento__intervento__codice"))
        .annotate(n=conta_persone())
        .values_list("fase", "n", Value("nominali"))
    )
    distinte = (
        partecipazioni.values(fase=Value(TUTTE, output_field=CharField()))
        .annotate(n=conta_persone())
        .values_list("fase", "n", Value("nominali"))
    )
    totali = (
        _riepiloghi(ambito)
        .filter(persone__isnull=False)
        .order_by()
        .values(fase=_fase("intervento__codice"))
        .annotate(n=Sum("persone"))
        .values_list("fase", "n", Value("totali"))
    )
    con_nome: dict[str, int] = {}
    storici: dict[str, int] = {}
    for fase, n, origine in per_fase.union(distinte, totali, all=True):
        (con_nome if origine == "nominali" else storici)[fase] = n
    in_tutto = con_nome.pop(TUTTE, None)
    return _figura_persone(definizione, ambito, con_nome, storici, in_tutto)


def _figura_persone(
    definizione: DefinizioneFigura,
    ambito: Ambito,
    con_nome: dict[str, int],
    storici: dict[str, int],
    distinte: int | None,
) -> Figura:
    fasi = sorted({*con_nome, *storici}, key=lambda fase: (fase == SENZA_FASE, fase))
    parti = [
        Voce(fase, _etichetta_fase(fase), con_nome.get(fase, 0) + storici.get(fase, 0))
        for fase in fasi
    ]
    somma = sum(int(voce.valore or 0) for voce in parti) if parti else None
    voci = sopprimi(parti, somma)
    somma = totale_mostrabile(voci, somma)
    # People known only as totals of several phases may be the same: they cannot be told apart.
    if storici:
        distinte = None
    note = [_("In ogni Intervento una persona conta una volta sola.")]
    if storici:
        note.append(
            _(
                "I totali riportati dalle fonti non dicono chi sono le persone: chi ha partecipato "
                "a più Interventi è contato in ciascuno, perciò le persone distinte in tutto non "
                "sono calcolabili."
            )
        )
    if somma is None:
        frase = _("Nessuna fonte pubblica dice quante persone hanno partecipato.")
    else:
        frase = _("Hanno partecipato %(n)s persone, sommando gli Interventi.") % {
            "n": numero_it(somma)
        }
    return definizione.figura(
        ambito,
        frase=frase,
        voci=(
            *voci,
            Voce(SOMMA, _("Somma degli Interventi"), somma),
            Voce(
                TUTTE,
                _("Persone distinte in tutto"),
                totale_mostrabile((), distinte),
                nota=_("non calcolabile dai totali delle fonti") if storici else "",
            ),
        ),
        note=tuple(note),
    )


def _incontri(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    eventi = _eventi(ambito).filter(riepilogo__incontri__isnull=True)
    datati = (
        eventi.filter(data_inizio__lte=ambito.alla)
        .order_by()
        .values("tipo")
        .annotate(n=Count("pk"))
        .values_list("tipo", "n", Value("datati"))
    )
    senza_data = (
        eventi.filter(data_inizio__isnull=True)
        .order_by()
        .values("tipo")
        .annotate(n=Count("pk"))
        .values_list("tipo", "n", Value("senza data"))
    )
    totali = (
        _riepiloghi(ambito)
        .filter(incontri__isnull=False)
        .order_by()
        .values("tipo")
        .annotate(n=Sum("incontri"))
        .values_list("tipo", "n", Value("totali"))
    )
    somme: dict[str, int] = {}
    fuori = 0
    for tipo, n, origine in datati.union(senza_data, totali, all=True):
        if origine == "senza data":
            fuori += n
        else:
            somme[tipo] = somme.get(tipo, 0) + n
    nomi = {str(valore): str(nome) for valore, nome in TipoEvento.choices}
    voci = [
        Voce(tipo, nomi.get(tipo, _("tipo non indicato")).capitalize(), n)
        for tipo, n in sorted(somme.items(), key=lambda coppia: (-coppia[1], coppia[0]))
    ]
    totale = sum(somme.values())
    return definizione.figura(
        ambito,
        frase=_("Il programma conta %(n)s incontri.") % {"n": numero_it(totale)},
        voci=(*voci, Voce(TUTTE, _("In tutto"), totale)),
        senza_dato=fuori,
        nota_senza_dato=(
            ngettext(
                "Di %(n)s evento nessuna fonte dà la data completa: non è contato.",
                "Di %(n)s eventi nessuna fonte dà la data completa: non sono contati.",
                fuori,
            )
            % {"n": numero_it(fuori)}
            if fuori
            else ""
        ),
    )


def _record_eventi(ambito: Ambito) -> Iterator[Record]:
    """Public meetings by name; of the others, only how many there are."""
    riservati: dict[str, int] = {}
    for evento in (
        _eventi(ambito)
        .filter(data_inizio__lte=ambito.alla, riepilogo__incontri__isnull=True)
        .order_by("tipo", "data_inizio", "pk")
    ):
        if evento.is_public:
            yield Record.of(evento.tipo, evento, evento.slug, evento.get_absolute_url())
        else:
            riservati[evento.tipo] = riservati.get(evento.tipo, 0) + 1
    for tipo, quanti in riservati.items():
        yield Record(
            voce=tipo,
            tipo="community.evento",
            chiave=f"riservati-{tipo}",
            etichetta=ngettext(
                "e un altro incontro, riservato", "e altri %(n)s incontri riservati", quanti
            )
            % {"n": numero_it(quanti)},
        )
    yield from _record_riepiloghi(ambito, Q(incontri__isnull=False), "tipo")


def _record_riepiloghi(ambito: Ambito, con_dato: Q, campo: str) -> Iterator[Record]:
    """The totals behind a figure; those of a reserved meeting would say that it took place."""
    for riepilogo in (
        _riepiloghi(ambito)
        .filter(con_dato)
        .exclude(evento__is_public=False)
        .select_related("fonte", "intervento", "evento")
        .order_by("pk")
    ):
        fase = riepilogo.intervento.codice if riepilogo.intervento else SENZA_FASE
        fonte = riepilogo.fonte
        yield Record(
            voce=riepilogo.tipo if campo == "tipo" else fase,
            tipo="community.riepilogoincontri",
            chiave=str(riepilogo.pk),
            etichetta=_("%(titolo)s (totale da fonte: %(fonte)s)")
            % {"titolo": riepilogo.titolo, "fonte": fonte}
            if fonte
            else _("%(titolo)s (totale contato da chi organizza)") % {"titolo": riepilogo.titolo},
            url=fonte.url if fonte else _pagina(riepilogo),
        )


def _pagina(riepilogo: RiepilogoIncontri) -> str:
    return riepilogo.evento.get_absolute_url() if riepilogo.evento else ""


PRESENZE = DefinizioneFigura(
    codice="presenze",
    titolo=gettext_lazy("Presenze agli incontri"),
    definizione=gettext_lazy(
        "Presenze registrate agli incontri entro la data, per Intervento: chi torna conta ogni "
        "volta. Comprende i totali che una fonte riporta senza nomi."
    ),
    unita=gettext_lazy("presenze"),
    calcola=_presenze,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    record=lambda ambito: _record_riepiloghi(ambito, Q(presenze__isnull=False), "fase"),
)
PERSONE = DefinizioneFigura(
    codice="persone",
    titolo=gettext_lazy("Persone della comunità"),
    definizione=gettext_lazy(
        "Persone che hanno partecipato agli incontri entro la data, per Intervento: ognuna conta "
        "una volta in ciascun Intervento. Comprende i totali che una fonte riporta senza nomi."
    ),
    unita=gettext_lazy("persone"),
    calcola=_persone,
    arrotondamento=INTERI,
    riservatezza=CONTA_PERSONE,
    fonti=FONTI,
    record=lambda ambito: _record_riepiloghi(ambito, Q(persone__isnull=False), "fase"),
)
INCONTRI = DefinizioneFigura(
    codice="incontri",
    titolo=gettext_lazy("Incontri per tipo"),
    definizione=gettext_lazy(
        "Incontri svolti entro la data, per tipo. Comprende quelli che una fonte riporta solo come "
        "numero complessivo."
    ),
    unita=gettext_lazy("incontri"),
    calcola=_incontri,
    arrotondamento=INTERI,
    riservatezza=NON_PERSONE,
    fonti=FONTI,
    record=_record_eventi,
)
