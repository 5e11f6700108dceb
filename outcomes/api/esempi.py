"""Examples of the API's answers, invented like the demonstrative data."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_PROGETTO = {"slug": "case-di-borgo", "titolo": "Case di Borgo", "comune": "999001"}
_SERIE = "6a2b1f4e-93f0-4a3a-9d4c-0f6b1f0c2a11"
_PERIODO = {
    "codice": "2026-s1",
    "nome": "I semestre 2026",
    "dal": "2026-01-01",
    "al": "2026-06-30",
}


def _parte(voce: str, valore: str | None, motivo: str | None = None) -> dict[str, Any]:
    return {
        "dimensione": "genere",
        "voce": voce,
        "valore": valore,
        "numeratore": None,
        "denominatore": None,
        "motivo": motivo,
    }


_PARTI = [_parte("donne", "31"), _parte("uomini", "17")]
_VALORE = {
    "stato": "misurato",
    "valore": "48",
    "numeratore": None,
    "denominatore": None,
    "attendibilita": "accettato",
    "periodo": _PERIODO,
    "motivo": None,
    "parti": _PARTI,
}
_SENZA = {
    **_VALORE,
    "stato": "non_ancora",
    "valore": None,
    "attendibilita": None,
    "periodo": None,
    "parti": [],
}
INDICATORE = OpenApiExample(
    "Persone accolte",
    value={
        "id": 12,
        "serie": _SERIE,
        "codice": "I1",
        "nome": "Persone accolte negli alloggi",
        "progetto": _PROGETTO,
        "esito": "R1 Meno famiglie senza casa",
        "versione_quadro": 1,
        "definizione": None,
        "tipo": "conteggio",
        "unita": "persone",
        "direzione": "cresce",
        "cumulo": "cumulativo",
        "minimo": None,
        "massimo": None,
        "base": {"stato": "misurata", "valore": "0", "data": "2025-01-01", "motivo": None},
        "target_finale": "80",
        "target_motivo": None,
        "target": [{"periodo": "2026-s1", "valore": "40"}],
        "dimensioni": [{"nome": "genere", "voci": ["donne", "uomini"]}],
        "fonte_dati": "Registro degli alloggi",
        "metodo": None,
        "frequenza": "semestrale",
        "chi_misura": None,
        "chi_verifica": None,
        "sdg": ["11"],
        "bes": [],
        "riservatezza": "persone",
        "attuale": _VALORE,
        "validato": _SENZA,
        "progresso": {"quota": "0.6", "percento": 60, "motivo": None},
        "aggiornato_at": "2026-07-20T10:00:00+02:00",
        "dimostrativo": True,
        "url": "https://esempio.it/progetti/case-di-borgo/",
    },
)
RILEVAZIONE = OpenApiExample(
    "Persone accolte nel I semestre 2026",
    value={
        "id": 340,
        "progetto": _PROGETTO,
        "indicatore": {
            "id": 12,
            "serie": _SERIE,
            "codice": "I1",
            "nome": "Persone accolte negli alloggi",
            "tipo": "conteggio",
            "unita": "persone",
        },
        "periodo": _PERIODO,
        "stato": "misurato",
        "valore": "48",
        "numeratore": None,
        "denominatore": None,
        "attendibilita": "accettato",
        "motivo": None,
        "parti": [_parte("donne", None, "riservatezza"), _parte("uomini", None, "riservatezza")],
        "aggiornato_at": "2026-07-20T10:00:00+02:00",
        "dimostrativo": True,
    },
)
PERIODO = OpenApiExample(
    "I semestre 2026",
    value={
        **_PERIODO,
        "chiuso_il": None,
        "aggiornato_at": "2026-01-10T09:30:00.000000+00:00",
        "dimostrativo": True,
    },
)
