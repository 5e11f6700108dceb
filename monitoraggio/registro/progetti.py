"""Projects by macroarea, topic and Regione, and the amounts granted."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fis_portal.core.quote import euro_it, nota_quote, numero_it, quota, quota_it
from monitoraggio.registro.base import Ambito, DefinizioneFigura, Figura, Record, Voce
from progetti.enums import StatoFase, stati_da
from progetti.models import (
    FaseProgetto,
    Intervento,
    Macroarea,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    Tema,
    TransizioneFase,
)
from progetti.querysets import ProgettoQuerySet

# Stands for all the projects among the words of a vocabulary: no slug may contain it.
_TUTTI = "*"
_BASE_PROGETTI = gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data")


def _progetti(ambito: Ambito) -> ProgettoQuerySet:
    return Progetto.objects.public().filter(is_demo=ambito.dimostrativi).finanziati(ambito.alla)


def _per_vocabolo(
    vocabolario: type[Macroarea] | type[Tema],
    relazione: str,
    ambito: Ambito,
    solo: Q | None = None,
) -> tuple[list[tuple[str, str, int]], int, int]:
    """Per word (slug, name, projects); the projects with no word; all the projects of the base.

    `relazione` links projects to the assignments of words of `vocabolario`; `solo` keeps some of
    them. Words with no project come from the vocabulary itself, in the same question.
    """
    campo = vocabolario._meta.model_name
    progetti = _progetti(ambito).order_by()
    contati = (
        progetti.annotate(assegnata=FilteredRelation(relazione, condition=solo or Q()))
        .values_list(
            f"assegnata__{campo}__slug", f"assegnata__{campo}__nome", f"assegnata__{campo}__ordine"
        )
        .annotate(n=Count("pk"))
    )
    validi = (
        vocabolario.objects.validi(ambito.alla)
        .order_by()
        .annotate(n=Value(0, output_field=BigIntegerField()))
        .values_list("slug", "nome", "ordine", "n")
    )
    tutti = progetti.values_list(Value(_TUTTI), Value(""), Value(0)).annotate(n=Count("pk"))
    conteggi: dict[str | None, int] = {}
    parole: dict[str, tuple[int, str]] = {}
    for slug, nome, ordine, n in contati.union(validi, tutti, all=True):
        conteggi[slug] = conteggi.get(slug, 0) + n
        if slug not in (None, _TUTTI):
            parole[slug] = (ordine, nome)
    righe = [
        (slug, nome, conteggi[slug])
        for slug, (_ordine, nome) in sorted(parole.items(), key=lambda parola: parola[1])
    ]
    return righe, conteggi.get(None, 0), conteggi.get(_TUTTI, 0)


def _record_per_vocabolo(assegnazioni: QuerySet, campo: str, ambito: Ambito) -> Iterator[Record]:
    for assegnazione in (
        assegnazioni.filter(progetto__in=_progetti(ambito))
        .select_related("progetto__comune", campo)
        .order_by(f"{campo}__ordine", "progetto__comune__nome_chiave", "pk")
    ):
        progetto = assegnazione.progetto
        yield Record.of(
            getattr(assegnazione, campo).slug, progetto, progetto.slug, progetto.get_absolute_url()
        )


def _nota_senza(senza: int) -> str:
    if not senza:
        return ""
    return ngettext(
        "Per %(n)s progetto nessuna fonte pubblica lo dice: resta fuori dal calcolo.",
        "Per %(n)s progetti nessuna fonte pubblica lo dice: restano fuori dal calcolo.",
        senza,
    ) % {"n": numero_it(senza)}


def _con_quote(
    definizione: DefinizioneFigura, ambito: Ambito, righe: list[tuple[str, str, int]], senza: int
) -> Figura:
    """Shares of the assignments: each of them on their sum, never forced to make 100."""
    totale = sum(n for _slug, _nome, n in righe)
    voci = [Voce(slug, nome, n, quota(n, totale)) for slug, nome, n in righe]
    prima = max(voci, key=lambda voce: voce.valore or 0, default=None)
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
        voci=voci,
        denominatore=totale,
        senza_dato=senza,
        nota_senza_dato=_nota_senza(senza),
        nota_arrotondamento=nota_quote([n for _slug, _nome, n in righe]) or "",
    )


def _macroaree(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    righe, senza, _tutti = _per_vocabolo(Macroarea, "in_macroaree", ambito)
    return _con_quote(definizione, ambito, righe, senza)


def _prevalenti(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    prevalente = Q(in_macroaree__is_prevalente=True)
    righe, senza, _tutti = _per_vocabolo(Macroarea, "in_macroaree", ambito, prevalente)
    return _con_quote(definizione, ambito, righe, senza)


def _temi(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    righe, senza, tutti = _per_vocabolo(Tema, "in_temi", ambito)
    righe.sort(key=lambda riga: -riga[2])
    con_tema = tutti - senza
    return definizione.figura(
        ambito,
        frase=_("%(con)s progetti su %(tutti)s hanno almeno un tema documentato.")
        % {"con": numero_it(con_tema), "tutti": numero_it(tutti)},
        voci=[Voce(slug, nome, n) for slug, nome, n in righe],
        senza_dato=senza,
        nota_senza_dato=_nota_senza(senza),
        note=(
            _("Un progetto può avere più temi: la somma delle voci supera il numero di progetti."),
        ),
    )


def _regioni(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    progetti = _progetti(ambito)
    regione = "comune__provincia__regione"
    righe = list(
        progetti.filter(**{f"{regione}__isnull": False})
        .values_list(f"{regione}__codice_istat", f"{regione}__nome")
        .annotate(n=Count("pk"))
        .order_by("-n", f"{regione}__nome")
    )
    return definizione.figura(
        ambito,
        frase=_("Progetti finanziati in %(n)s Regioni su 20.") % {"n": numero_it(len(righe))},
        voci=[Voce(codice, nome, n) for codice, nome, n in righe],
    )


def _record_regioni(ambito: Ambito) -> Iterator[Record]:
    for progetto in (
        _progetti(ambito)
        .filter(comune__provincia__isnull=False)
        .con_territorio()
        .order_by("comune__provincia__regione__nome", "comune__nome_chiave", "pk")
    ):
        regione = progetto.comune.provincia.regione
        yield Record.of(regione.codice_istat, progetto, progetto.slug, progetto.get_absolute_url())


def _fasi_finanziate(ambito: Ambito) -> QuerySet[FaseProgetto]:
    return FaseProgetto.objects.filter(
        Exists(
            TransizioneFase.objects.filter(
                fase=OuterRef("pk"), a__in=stati_da(StatoFase.FINANZIATA), data__lte=ambito.alla
            )
        ),
        progetto__in=Progetto.objects.public().filter(is_demo=ambito.dimostrativi),
    )


def _importi(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    righe = (
        Intervento.objects.annotate(
            concesso=Sum("fasi__importo_concesso_eur", filter=Q(fasi__in=_fasi_finanziate(ambito))),
            con_importo=Count(
                "fasi",
                filter=Q(
                    fasi__in=_fasi_finanziate(ambito), fasi__importo_concesso_eur__isnull=False
                ),
            ),
            finanziate=Count("fasi", filter=Q(fasi__in=_fasi_finanziate(ambito))),
        )
        .order_by("ordine")
        .values_list("codice", "nome", "dotazione_eur", "concesso", "con_importo", "finanziate")
    )
    voci, senza, totale = [], 0, Decimal(0)
    for codice, nome, dotazione, concesso, con_importo, finanziate in righe:
        senza += finanziate - con_importo
        totale += concesso or 0
        voci.append(
            Voce(
                codice,
                _("Intervento %(codice)s – %(nome)s") % {"codice": codice, "nome": nome},
                concesso,
                nota=_(
                    "%(con)s progetti con importo noto su %(finanziati)s finanziati; dotazione "
                    "%(dotazione)s"
                )
                % {
                    "con": numero_it(con_importo),
                    "finanziati": numero_it(finanziate),
                    "dotazione": euro_it(dotazione),
                },
            )
        )
    return definizione.figura(
        ambito,
        frase=_("Gli importi concessi noti sommano a %(totale)s.") % {"totale": euro_it(totale)},
        voci=voci,
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
    )


def _record_importi(ambito: Ambito) -> Iterator[Record]:
    for fase in (
        _fasi_finanziate(ambito)
        .filter(importo_concesso_eur__isnull=False)
        .select_related("intervento", "progetto__comune")
        .order_by("intervento__ordine", F("progetto__comune__nome_chiave"), "pk")
    ):
        progetto = fase.progetto
        yield Record(
            voce=fase.intervento.codice,
            tipo="progetti.faseprogetto",
            chiave=progetto.slug,
            etichetta=f"{progetto}: {euro_it(fase.importo_concesso_eur)}",
            url=progetto.get_absolute_url(),
        )


MACROAREE = DefinizioneFigura(
    codice="macroaree",
    titolo=gettext_lazy("Progetti per macroarea"),
    definizione=gettext_lazy(
        "Assegnazioni di progetti alle macroaree del programma (DPCM 21-12-2018, art. 3). Un "
        "progetto può averne più di una; ogni quota è l'assegnazione divisa per tutte le "
        "assegnazioni, arrotondata all'unità."
    ),
    unita=gettext_lazy("assegnazioni"),
    base=gettext_lazy("assegnazioni a una macroarea dei progetti finanziati entro la data"),
    calcola=_macroaree,
    record=lambda ambito: _record_per_vocabolo(
        ProgettoMacroarea.objects.all(), "macroarea", ambito
    ),
)
PREVALENTI = DefinizioneFigura(
    codice="macroaree-prevalenti",
    titolo=gettext_lazy("Progetti per macroarea prevalente"),
    definizione=gettext_lazy(
        "Progetti per la loro macroarea prevalente: ognuno conta una volta sola, se la prevalente "
        "è dichiarata."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati entro la data con la macroarea prevalente dichiarata"),
    calcola=_prevalenti,
    record=lambda ambito: _record_per_vocabolo(
        ProgettoMacroarea.objects.filter(is_prevalente=True), "macroarea", ambito
    ),
)
TEMI = DefinizioneFigura(
    codice="temi",
    titolo=gettext_lazy("Progetti per tema"),
    definizione=gettext_lazy(
        "Progetti che trattano ciascun tema. Un progetto può averne più di uno, o nessuno "
        "documentato."
    ),
    unita=gettext_lazy("progetti"),
    base=_BASE_PROGETTI,
    calcola=_temi,
    record=lambda ambito: _record_per_vocabolo(ProgettoTema.objects.all(), "tema", ambito),
)
REGIONI = DefinizioneFigura(
    codice="regioni",
    titolo=gettext_lazy("Progetti per Regione"),
    definizione=gettext_lazy("Progetti finanziati entro la data, per Regione del Comune."),
    unita=gettext_lazy("progetti"),
    base=_BASE_PROGETTI,
    calcola=_regioni,
    record=_record_regioni,
)
IMPORTI = DefinizioneFigura(
    codice="importi",
    titolo=gettext_lazy("Importi concessi per Intervento"),
    definizione=gettext_lazy(
        "Somma degli importi concessi ai progetti finanziati entro la data, per Intervento. Gli "
        "importi non pubblicati non contano, neppure come zero."
    ),
    unita=gettext_lazy("€"),
    base=_BASE_PROGETTI,
    calcola=_importi,
    record=_record_importi,
)
