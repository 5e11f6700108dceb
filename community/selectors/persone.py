"""What is known about a person, and who may be the same. For staff with the right alone."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from community.models import (
    AccessoPersona,
    Iscrizione,
    Partecipazione,
    Persona,
    RichiestaInteressato,
)
from community.models.presenze import PerContoDi
from fis_portal.core.models import Messaggio
from fis_portal.core.templatetags.fis import dataora
from fis_portal.core.text import chiave


@dataclass(frozen=True, slots=True)
class Doppione:
    """Rows with the same name: perhaps one person with several addresses."""

    nome: str
    schede: tuple[Persona, ...]


def persone_doppie(limite: int = 200) -> list[Doppione]:
    """People with the same name and surname, in whatever order, accents and case apart."""
    gruppi: dict[tuple[str, bool], list[int]] = defaultdict(list)
    righe = Persona.objects.distinte().filter(anonimizzata_il__isnull=True)
    for pk, nome, cognome, is_demo in righe.order_by("pk").values_list(
        "pk", "nome", "cognome", "is_demo"
    ):
        gruppi[_chiave_nome(nome, cognome), is_demo].append(pk)
    insiemi = [pks for pks in gruppi.values() if len(pks) > 1][:limite]
    schede = _con_conteggi().in_bulk([pk for pks in insiemi for pk in pks])
    doppioni = [Doppione(str(schede[pks[0]]), tuple(schede[pk] for pk in pks)) for pks in insiemi]
    return sorted(doppioni, key=lambda doppione: chiave(doppione.nome))


def persone_simili(persona: Persona) -> list[Persona]:
    """The likely doubles of one person."""
    return next(
        (
            [scheda for scheda in doppione.schede if scheda.pk != persona.pk]
            for doppione in persone_doppie()
            if any(scheda.pk == persona.pk for scheda in doppione.schede)
        ),
        [],
    )


def persona_schede(persona: Persona) -> QuerySet[Persona]:
    """All the rows of one person, the one that stands for her first."""
    persona = Persona.objects.get(pk=persona.pk)  # merged or separated meanwhile?
    radice = persona.fusa_in_id or persona.pk
    return (
        _con_conteggi()
        .filter(Q(pk=radice) | Q(fusa_in=radice))
        .select_related("organizzazione", "user")
        .order_by(F("fusa_in").asc(nulls_first=True), "pk")
    )


def persona_dati(persona: Persona) -> dict[str, Any]:
    """Everything held about one person: plain values under words that she understands."""
    schede = list(persona_schede(persona))
    pks = [scheda.pk for scheda in schede]
    indirizzi = [scheda.email for scheda in schede if scheda.email]
    suoi = Q(pk__in=[])
    for indirizzo in indirizzi:
        suoi |= Q(a__iexact=indirizzo)
    return {
        "schede": [_scheda(scheda) for scheda in schede],
        "iscrizioni": [_iscrizione(i) for i in _di(Iscrizione, pks)],
        "presenze": [_presenza(p) for p in _di(Partecipazione, pks)],
        "richieste": [
            {
                "che_cosa": r.get_tipo_display(),
                "ricevuta_il": r.ricevuta_il.isoformat(),
                "evasa_il": dataora(r.evasa_il) if r.evasa_il else "",
                "nota": r.nota,
            }
            for r in RichiestaInteressato.objects.filter(persona__in=pks).order_by("pk")
        ],
        "messaggi": [
            {"quando": dataora(m.created_at), "a": m.a, "oggetto": m.oggetto}
            for m in Messaggio.objects.filter(suoi).order_by("pk")
        ],
        "accessi": [
            {
                "quando": dataora(a.created_at),
                "che_cosa": a.get_azione_display(),
                "da": "personale del programma" if a.by_id else "compito automatico del portale",
            }
            for a in AccessoPersona.objects.filter(persona__in=pks).order_by("pk")
        ],
    }


def _con_conteggi() -> QuerySet[Persona]:
    return Persona.objects.annotate(presenti=Count("partecipazioni", distinct=True)).select_related(
        "organizzazione"
    )


def _chiave_nome(nome: str, cognome: str) -> str:
    """Name and surname may have been swapped."""
    return " ".join(sorted(chiave(f"{nome} {cognome}").replace("'", " ").split()))


def _di(model: Any, pks: list[int]) -> QuerySet[Any]:
    righe: QuerySet[Any] = model.objects.filter(persona__in=pks)
    return righe.select_related("evento", "organizzazione", "comune").order_by("pk")


def _scheda(scheda: Persona) -> dict[str, Any]:
    return {
        "numero": scheda.pk,
        "nome": scheda.nome,
        "cognome": scheda.cognome,
        "e-mail": scheda.email,
        "organizzazione": str(scheda.organizzazione or ""),
        "utenza": scheda.user.email if scheda.user else "",
        "conservati_fino_al": scheda.conservare_fino_al,
        "registrata_il": dataora(scheda.created_at),
    }


def _per_conto_di(riga: PerContoDi) -> dict[str, Any]:
    return {
        "per_conto_di": str(riga.organizzazione or riga.ente),
        "tipo_di_ente": riga.get_tipo_ente_display(),
        "comune": str(riga.comune or ""),
        "ruolo": riga.get_ruolo_display(),
    }


def _iscrizione(iscrizione: Iscrizione) -> dict[str, Any]:
    return {
        "evento": iscrizione.evento.titolo,
        "data": iscrizione.evento.data_inizio,
        "stato": iscrizione.get_stato_display(),
        **_per_conto_di(iscrizione),
        "informativa_letta_il": (
            dataora(iscrizione.informativa_il) if iscrizione.informativa_il else ""
        ),
        "iscritta_il": dataora(iscrizione.created_at),
    }


def _presenza(presenza: Partecipazione) -> dict[str, Any]:
    return {
        "evento": presenza.evento.titolo,
        "data": presenza.evento.data_inizio,
        **_per_conto_di(presenza),
        "come_lo_sappiamo": presenza.get_canale_display(),
        "arrivo": dataora(presenza.arrivo) if presenza.arrivo else "",
    }
