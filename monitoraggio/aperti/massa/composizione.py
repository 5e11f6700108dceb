"""What the public rows of each source are made of: whose changes are theirs (mutamenti)."""

from comuni.models import Comune, Provincia, Regione
from fis_portal.core.models import Fonte
from monitoraggio.aperti.massa.mutamenti import Citata, Figlia, Mutamenti
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


FASI = Figlia(FaseProgetto, "progetto_id")
# By the code of the source (aperti.sorgenti).
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
