"""What the public rows of each source are made of: whose changes are theirs (mutamenti)."""

from community.models import (
    Adozione,
    Bisogno,
    CambiamentoIstituzionale,
    Destinatario,
    ElementoKit,
    Leva,
    Lezione,
    LezioneLeva,
    LezioneTema,
    Pratica,
    PraticaBisogno,
    PraticaDestinatario,
    PraticaTema,
    SegnoLezione,
)
from comuni.models import Comune, Provincia, Regione
from fis_portal.core.models import Fonte
from monitoraggio.aperti.massa.mutamenti import Citata, Figlia, Mutamenti
from outcomes.models import (
    Dimensione,
    Esito,
    Indicatore,
    PeriodoMonitoraggio,
    QuadroImpatto,
    Rendicontazione,
    Rilevazione,
    TargetPeriodo,
)
from progetti.models import (
    FaseProgetto,
    FattoProgetto,
    Intervento,
    Macroarea,
    Organizzazione,
    Partenariato,
    Progetto,
    ProgettoFonte,
    ProgettoMacroarea,
    ProgettoTema,
    Tema,
    TransizioneFase,
)

PAROLA = ("slug", "nome")


def _territorio(prefisso: str = "") -> tuple[Citata, ...]:
    return (
        Citata(Comune, (f"{prefisso}comune",), ("codice_istat", "nome", "provincia_id")),
        Citata(
            Provincia,
            (f"{prefisso}comune__provincia",),
            ("codice_istat", "nome", "sigla", "regione_id"),
        ),
        Citata(Regione, (f"{prefisso}comune__provincia__regione",), ("codice_istat", "nome")),
    )


def _fonte(*percorsi: str) -> Citata:
    return Citata(Fonte, percorsi, ("codice",))


# Of a project, what decides whether others may be seen with it.
PUBBLICITA = ("slug", "is_public", "is_demo", "comune_id")
CONDIVISA = "e.visibilita = 'pubblica' AND NOT e.is_demo"
STATO_QUADRO = ("stato", "versione")
STATO_RENDICONTAZIONE = ("stato", "accettata_il")
ESPERIENZE: dict[str, Mutamenti] = {
    "lezioni": Mutamenti(
        model=Lezione,
        chiave="slug",
        pubblica=CONDIVISA,
        figlie=(
            Figlia(LezioneTema, "lezione_id"),
            Figlia(LezioneLeva, "lezione_id"),
            Figlia(SegnoLezione, "lezione_id"),
        ),
        citate=(
            Citata(Tema, ("temi",), PAROLA),
            Citata(Leva, ("leve",), PAROLA),
            Citata(Intervento, ("intervento",), ("codice",)),
            Citata(Progetto, ("progetto",), PUBBLICITA),
            Citata(
                Comune, ("progetto__comune", "segni__comune"), ("codice_istat", "nome", "is_demo")
            ),
            _fonte("fonte"),
        ),
    ),
    "pratiche": Mutamenti(
        model=Pratica,
        chiave="slug",
        pubblica=CONDIVISA,
        figlie=(
            Figlia(PraticaBisogno, "pratica_id"),
            Figlia(PraticaDestinatario, "pratica_id"),
            Figlia(PraticaTema, "pratica_id"),
            Figlia(ElementoKit, "pratica_id"),
            Figlia(Adozione, "pratica_id"),
        ),
        citate=(
            *_territorio(),
            Citata(Bisogno, ("bisogni",), PAROLA),
            Citata(Destinatario, ("destinatari",), PAROLA),
            Citata(Tema, ("temi",), PAROLA),
            Citata(Comune, ("adozioni__comune",), ("codice_istat", "nome", "is_demo")),
            Citata(
                Pratica,
                ("adozioni__pratica_nata", "da_adozione__pratica"),
                ("slug", "visibilita", "is_demo"),
            ),
            _fonte("fonte"),
        ),
    ),
    "cambiamenti": Mutamenti(
        model=CambiamentoIstituzionale,
        chiave="pgh_obj_id",
        pubblica=(
            f"{CONDIVISA} AND (e.progetto_id IS NULL OR EXISTS (SELECT FROM"
            " progetti_progettoevent p WHERE p.pgh_obj_id = e.progetto_id AND p.is_public))"
        ),
        citate=(
            Citata(Comune, ("comune",), ("codice_istat", "nome")),
            Citata(Progetto, ("progetto",), PUBBLICITA),
            _fonte("fonte"),
        ),
    ),
}
# Values may be hidden because of others of the same project (ADR 0018): when one changes, all of
# that project are told.
RISULTATI: dict[str, Mutamenti] = {
    "periodi": Mutamenti(model=PeriodoMonitoraggio, chiave="codice", pubblica="NOT e.is_demo"),
    "indicatori": Mutamenti(
        model=Indicatore,
        chiave="pgh_obj_id",
        pubblica=(
            "e.is_public AND EXISTS (SELECT FROM outcomes_quadroimpattoevent q"
            " JOIN progetti_progettoevent p ON p.pgh_obj_id = q.progetto_id"
            " WHERE q.pgh_obj_id = e.quadro_id AND q.stato = 'in_vigore'"
            " AND p.is_public AND NOT p.is_demo)"
        ),
        figlie=(Figlia(Dimensione, "indicatore_id"), Figlia(TargetPeriodo, "indicatore_id")),
        citate=(
            Citata(QuadroImpatto, ("quadro",), STATO_QUADRO),
            Citata(Esito, ("esito",), ("codice", "titolo")),
            Citata(Progetto, ("quadro__progetto",), (*PUBBLICITA, "titolo")),
            Citata(Rendicontazione, ("quadro__progetto__rendicontazioni",), STATO_RENDICONTAZIONE),
            Citata(
                Rilevazione,
                ("quadro__progetto__rendicontazioni__rilevazioni",),
                ("verifica", "verificata_il"),
            ),
            Citata(
                PeriodoMonitoraggio,
                ("target__periodo", "quadro__progetto__rendicontazioni__periodo"),
                ("codice", "nome", "dal", "al"),
            ),
        ),
    ),
    "rilevazioni": Mutamenti(
        model=Rilevazione,
        chiave="pgh_obj_id",
        pubblica=(
            "EXISTS (SELECT FROM outcomes_rendicontazioneevent r"
            " JOIN progetti_progettoevent p ON p.pgh_obj_id = r.progetto_id"
            " WHERE r.pgh_obj_id = e.rendicontazione_id AND r.accettata_il IS NOT NULL"
            " AND p.is_public AND NOT p.is_demo) AND EXISTS (SELECT FROM"
            " outcomes_indicatoreevent i WHERE i.pgh_obj_id = e.indicatore_id AND i.is_public)"
        ),
        citate=(
            Citata(
                Rendicontazione,
                ("rendicontazione__progetto__rendicontazioni",),
                STATO_RENDICONTAZIONE,
            ),
            Citata(
                Rilevazione,
                ("rendicontazione__progetto__rendicontazioni__rilevazioni",),
                ("verifica", "verificata_il"),
            ),
            Citata(QuadroImpatto, ("rendicontazione__progetto__quadri",), STATO_QUADRO),
            Citata(
                Indicatore,
                ("rendicontazione__progetto__quadri__indicatori",),
                ("is_public", "riservatezza", "tipo", "cumulo", "unita"),
            ),
            Citata(Progetto, ("rendicontazione__progetto",), PUBBLICITA),
            Citata(
                PeriodoMonitoraggio, ("rendicontazione__periodo",), ("codice", "nome", "dal", "al")
            ),
        ),
    ),
}
FASI = Figlia(FaseProgetto, "progetto_id")
# By the code of the source (aperti.sorgenti). Not the events: how often the row of a meeting comes
# again would tell how many attended, also where the number is hidden. They are read whole.
MUTAMENTI: dict[str, Mutamenti] = {
    "progetti": Mutamenti(
        model=Progetto,
        chiave="slug",
        pubblica="e.is_public AND NOT e.is_demo",
        figlie=(
            FASI,
            Figlia(TransizioneFase, "fase_id", di=FASI),
            Figlia(ProgettoMacroarea, "progetto_id"),
            Figlia(ProgettoTema, "progetto_id"),
            Figlia(ProgettoFonte, "progetto_id"),
            Figlia(FattoProgetto, "progetto_id"),
            Figlia(Partenariato, "progetto_id"),
        ),
        citate=(
            *_territorio(),
            Citata(Macroarea, ("in_macroaree__macroarea",), (*PAROLA, "ordine")),
            Citata(Tema, ("in_temi__tema",), (*PAROLA, "ordine")),
            Citata(Intervento, ("fasi__intervento",), ("codice", "ordine")),
            Citata(Organizzazione, ("partenariati__organizzazione",), ("nome", "tipo")),
            _fonte(
                "fonti",
                "fasi__fonte_importo",
                "fasi__transizioni__fonte",
                "fatti__fonte",
                "partenariati__fonte",
            ),
        ),
    ),
    **ESPERIENZE,
    **RISULTATI,
    "interventi": Mutamenti(model=Intervento, chiave="codice", citate=(_fonte("fonte"),)),
    "macroaree": Mutamenti(model=Macroarea, chiave="slug", citate=(_fonte("fonte"),)),
    "temi": Mutamenti(model=Tema, chiave="slug", citate=(_fonte("fonte"),)),
    "regioni": Mutamenti(model=Regione, chiave="codice_istat"),
    "comuni": Mutamenti(
        model=Comune,
        chiave="codice_istat",
        pubblica="NOT e.is_demo",
        figlie=(Figlia(Progetto, "comune_id"),),
        citate=(
            Citata(Provincia, ("provincia",), ("codice_istat", "nome", "sigla", "regione_id")),
            Citata(Regione, ("provincia__regione",), ("codice_istat", "nome")),
        ),
    ),
}
