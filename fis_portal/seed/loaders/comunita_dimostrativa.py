"""The demonstrative community: meetings, people, lessons and reflections of invented Comuni.

Each piece is made once, through the services that real users use, and no mail leaves: the people
are invented. What is taken away is also what people added by hand on invented projects.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pgtrigger
import yaml
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.enums import IscrizioniEvento, TipoSegno
from community.models import (
    AccessoPersona,
    AzioneIncontro,
    CambiamentoIstituzionale,
    DecisioneIncontro,
    DomandaGuida,
    Evento,
    Iscrizione,
    Leva,
    Lezione,
    MaterialeEvento,
    MossaPresenza,
    Partecipazione,
    Persona,
    RichiestaInteressato,
    Riflessione,
    SegnoLezione,
    SerieEventi,
    SessioneEvento,
    VerbaleIncontro,
)
from community.selectors.riflessioni import versione_di
from community.services.accoglienza import presenze_sync
from community.services.cambiamenti import cambiamento_create
from community.services.diario import seguito_record, verbale_create, verbale_share
from community.services.iscrizioni import iscrizione_create
from community.services.lezioni import commento_add, lezione_create, segno_set
from community.services.riflessioni import riflessione_save
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.models import FileProtetto
from fis_portal.core.posta import posta_muta
from fis_portal.seed.loaders.pratiche_dimostrative import mostra, responsabile_of
from progetti.models import Intervento, Progetto, Tema

DATI = Path(__file__).resolve().parent.parent / "data"
STAFF = "funzionario@esempio.example"
TESTI = ("titolo", "tentato", "funzionato", "deluso", "cambieremmo", "evidenza")

Riga = dict[str, Any]


@posta_muta()
@transaction.atomic
def comunita_demo_load(percorso: Path = DATI / "comunita_dimostrativa.yaml") -> dict[str, int]:
    """Add the pieces that are missing. Returns how many rows of each kind were added."""
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    comune = Comune.objects.get(nome=dati["comune"], is_demo=True)
    progetto = Progetto.objects.get(comune=comune, titolo=dati["progetto"], is_demo=True)
    chi, staff = responsabile_of(comune), User.objects.get(email=STAFF)
    return {
        "laboratori": _laboratorio(dati["laboratorio"], dati["persone"]),
        "outcome team": _incontri(dati["incontri"], dati["persone"], progetto, staff),
        "lezioni": _lezioni(dati["lezioni"], progetto, chi),
        "riflessioni": _riflessioni(dati["riflessioni"], progetto, chi),
        "cambiamenti": _cambiamento(dati["cambiamento"], progetto, chi),
    }


@transaction.atomic
def comunita_demo_remove() -> int:
    """What hangs on demonstrative projects, meetings and people, whoever wrote it.

    Projects, meetings, people and Comuni themselves go after (dimostrativi_remove).
    """
    dei_progetti = Q(is_demo=True) | Q(progetto__is_demo=True)
    tolte = Lezione.objects.filter(dei_progetti).delete()[0]
    # What is real stays, without what was invented.
    Lezione.objects.filter(evento__is_demo=True).update(evento=None)
    SegnoLezione.objects.filter(comune__is_demo=True).delete()
    tolte += Riflessione.objects.filter(dei_progetti).delete()[0]
    cambiamenti = CambiamentoIstituzionale.objects.filter(dei_progetti | Q(comune__is_demo=True))
    tolte += cambiamenti.delete()[0]
    diario = VerbaleIncontro.objects.filter(Q(progetto__is_demo=True) | Q(evento__is_demo=True))
    tolte += diario.delete()[0]
    return tolte + _presenze_remove() + _eventi_remove()


# --- Meetings ------------------------------------------------------------------------------------
def _laboratorio(riga: Riga, persone: list[Riga]) -> int:
    if Evento.objects.filter(slug=riga["slug"]).exists():
        return 0
    evento = _evento(
        riga, is_public=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=riga["capienza"]
    )
    evento.progetti.set(Progetto.objects.filter(is_demo=True).order_by("pk")[:8])
    for ordine, sessione in enumerate(riga["sessioni"], start=1):
        SessioneEvento.objects.create(
            evento=evento,
            ordine=ordine,
            titolo=sessione["titolo"],
            descrizione=sessione["descrizione"],
            inizio=time.fromisoformat(sessione["inizio"]),
            fine=time.fromisoformat(sessione["fine"]),
        )
    for persona in persone:
        iscrizione_create(evento=evento, informativa=True, **persona)
    return 1


def _evento(riga: Riga, **altro: Any) -> Evento:
    ore = {
        nome: time.fromisoformat(riga[nome]) for nome in ("ora_inizio", "ora_fine") if nome in riga
    }
    return Evento.objects.create(
        slug=riga["slug"],
        tipo=riga["tipo"],
        titolo=riga["titolo"],
        data_inizio=_giorno(riga["tra_giorni"]),
        intervento=Intervento.objects.get(codice=riga["intervento"]),
        luogo="Sala degli Esempi",
        descrizione=riga.get("descrizione", "Incontro inventato per mostrare il portale."),
        is_demo=True,
        **ore,
        **altro,
    )


def _giorno(tra_giorni: int) -> date:
    return timezone.localdate() + timedelta(days=tra_giorni)


def _incontri(righe: list[Riga], persone: list[Riga], progetto: Progetto, staff: User) -> int:
    """Two reserved meetings of the project: the second says what became of the first."""
    if Evento.objects.filter(slug__in=[riga["slug"] for riga in righe]).exists():
        return 0
    azioni: list[AzioneIncontro] = []
    for posto, riga in enumerate(righe):
        evento = _evento(riga, is_riservato=True)
        evento.progetti.set([progetto])
        if posto == 0:
            _presenze(evento, _giorno(riga["tra_giorni"]), persone, staff)
        azioni += _verbale(evento, progetto, riga["verbale"], azioni, staff)
    return len(righe)


def _presenze(evento: Evento, giorno: date, persone: list[Riga], staff: User) -> None:
    """As a phone at the door tells them, one minute after the other."""
    inizio = timezone.make_aware(datetime.combine(giorno, time(9, 50)))
    mosse = [
        {
            "chiave": f"dimostrativa-{numero}",
            "presente": True,
            "quando": (inizio + timedelta(minutes=numero)).isoformat(),
            "nuova": {k: v for k, v in persona.items() if k != "tipo_ente"},
        }
        for numero, persona in enumerate(persone)
    ]
    presenze_sync(evento=evento, mosse=mosse, by=staff)


def _verbale(
    evento: Evento, progetto: Progetto, riga: Riga, prima: list[AzioneIncontro], staff: User
) -> list[AzioneIncontro]:
    """The page of the diary, shared with the Comune; the actions agreed in it."""
    verbale = verbale_create(
        evento=evento,
        progetto=progetto,
        argomenti=riga["argomenti"],
        ore_supporto=Decimal(riga["ore_supporto"]),
        by=staff,
    )
    for ordine, decisione in enumerate(riga.get("decisioni", ()), start=1):
        DecisioneIncontro.objects.create(verbale=verbale, ordine=ordine, **decisione)
    azioni = [
        AzioneIncontro.objects.create(
            verbale=verbale,
            ordine=ordine,
            testo=azione["testo"],
            a_carico_di=azione["a_carico_di"],
            scadenza=_giorno(azione["entro"]),
        )
        for ordine, azione in enumerate(riga.get("azioni", ()), start=1)
    ]
    if seguito := riga.get("seguito"):
        seguito_record(
            azione=prima[seguito["azione"] - 1],
            verbale=verbale,
            stato=seguito["stato"],
            nota=seguito["nota"],
            by=staff,
        )
    verbale_share(verbale=verbale, by=staff)
    return azioni


# --- What a team learnt --------------------------------------------------------------------------
def _lezioni(righe: list[Riga], progetto: Progetto, chi: User) -> int:
    if Lezione.objects.filter(is_demo=True).exists():
        return 0
    for riga in righe:
        campi = {campo: riga[campo] for campo in TESTI if campo in riga}
        campi["intervento"] = Intervento.objects.get(codice=riga["intervento"])
        campi["temi"] = Tema.objects.filter(slug__in=riga.get("temi", ()))
        campi["leve"] = Leva.objects.filter(slug__in=riga.get("leve", ()))
        lezione = lezione_create(progetto=progetto, campi=campi, by=chi)
        _altri(mostra(lezione, riga["visibilita"], chi), riga)
    return len(righe)


def _altri(lezione: Lezione, riga: Riga) -> None:
    """What other Comuni say of it."""
    if commento := riga.get("commento"):
        altro = Comune.objects.get(nome=commento["comune"], is_demo=True)
        commento_add(
            lezione=lezione,
            testo=commento["testo"],
            per_conto_di=altro.nome,
            by=responsabile_of(altro),
        )
    if "utile" in riga:
        altro = Comune.objects.get(nome=riga["utile"], is_demo=True)
        segno_set(lezione=lezione, comune=altro, tipo=TipoSegno.UTILE, by=responsabile_of(altro))


def _riflessioni(dati: Riga, progetto: Progetto, chi: User) -> int:
    if Riflessione.objects.filter(progetto=progetto).exists():
        return 0
    intervento = Intervento.objects.get(codice=dati["intervento"])
    domande = {domanda.codice: domanda for domanda in DomandaGuida.objects.all()}
    scritte = 0
    for riga in dati["risposte"]:
        risposta = riga["domanda"] in domande and riflessione_save(
            progetto=progetto,
            intervento=intervento,
            domanda=domande[riga["domanda"]],
            testo=riga["testo"],
            versione=versione_di(None),
            by=chi,
        )
        if risposta:
            mostra(risposta, riga["visibilita"], chi)
            scritte += 1
    return scritte


def _cambiamento(riga: Riga, progetto: Progetto, chi: User) -> int:
    if CambiamentoIstituzionale.objects.filter(progetto=progetto).exists():
        return 0
    campi = {nome: riga[nome] for nome in ("tipo", "titolo", "descrizione", "data", "atto")}
    campi["progetto"] = progetto
    nuovo = cambiamento_create(comune=progetto.comune, campi=campi, by=chi)
    mostra(nuovo, riga["visibilita"], chi)
    return 1


# --- Removal -------------------------------------------------------------------------------------
def _presenze_remove() -> int:
    """Registrations, attendances, taps, requests and the log, of invented people or meetings."""
    inventate = Q(persona__is_demo=True) | Q(evento__is_demo=True)
    with pgtrigger.ignore("community.AccessoPersona:accesso_non_si_cambia"):
        tolte: int = AccessoPersona.objects.filter(inventate).delete()[0]
    for modello in (MossaPresenza, Iscrizione, Partecipazione):
        tolte += modello.objects.filter(inventate).delete()[0]
    tolte += RichiestaInteressato.objects.filter(persona__is_demo=True).delete()[0]
    for modello in (Iscrizione, Partecipazione):
        modello.objects.filter(comune__is_demo=True).update(comune=None)
        modello.objects.filter(organizzazione__is_demo=True).update(organizzazione=None)
    Persona.objects.filter(organizzazione__is_demo=True).update(organizzazione=None)
    Persona.objects.filter(fusa_in__is_demo=True).update(fusa_in=None)
    return tolte


def _eventi_remove() -> int:
    """The demonstrative meetings, the files given out there and the series only they were in."""
    eventi = Evento.objects.filter(is_demo=True)
    materiali = MaterialeEvento.objects.filter(evento__in=eventi)
    file = [pk for pk in materiali.values_list("file", flat=True) if pk]
    serie = [pk for pk in eventi.values_list("serie", flat=True) if pk]
    materiali.delete()
    FileProtetto.objects.filter(pk__in=file).delete()
    eventi.filter(serie__isnull=False).update(serie=None)
    return SerieEventi.objects.filter(pk__in=serie, eventi__isnull=True).delete()[0]
