"""One row of every kind, for the addresses that name one."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models

from community.models import Lezione, MaterialeEvento
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.storage import file_store
from monitoraggio.enums import FormatoReport
from monitoraggio.models import ReportMonitoraggio
from outcomes.models import QuadroImpatto
from outcomes.selectors.contenuto import contenuto
from progetti.models import Progetto
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import (
    AdozioneFactory,
    AzioneIncontroFactory,
    CambiamentoIstituzionaleFactory,
    DecisioneIncontroFactory,
    ElementoKitFactory,
    IscrizioneFactory,
    LezioneFactory,
    MaterialeEventoFactory,
    PraticaFactory,
    RiflessioneFactory,
    VerbaleIncontroFactory,
)
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FileProtettoFactory, FonteFactory
from tests.matrice.fabbriche import fabbriche
from tests.matrice.ruoli import COMUNE_DEL_REFERENTE
from tests.monitoraggio.factories import (
    DatoPubblicatoFactory,
    FileDatiFactory,
    FileReportFactory,
    ReportMonitoraggioFactory,
    SezioneReportFactory,
    VersioneDatiFactory,
)
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    EvidenzaFactory,
    IndicatoreFactory,
    InvioFactory,
    LegameEsitoFactory,
    OrigineLezioneFactory,
    OsservazioneFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    TargetPeriodoFactory,
)
from tests.progetti.factories import DocumentoFactory, FaseProgettoFactory, ProgettoFactory

# Of somebody who attended the public event: nobody without the right to see people may read them.
COGNOME_RISERVATO = "Cognomeriservato"
EMAIL_RISERVATA = "riservata@persone.example.org"


REPORT = Path(settings.BASE_DIR) / "tests" / "monitoraggio" / "golden" / "report.json"


def crea_dati() -> SimpleNamespace:
    """Named rows for the written table (`progetto.slug`), and `di_modello` for the admin's."""
    fonte = FonteFactory(codice="una-fonte")
    progetto = ProgettoFactory(
        completo=True,
        macroaree=["inclusione sociale"],
        temi=["casa"],
        partner=["Cooperativa di prova"],
        fonti=[fonte],
    )
    FaseProgettoFactory(progetto=progetto)
    rilevazione = RilevazioneFactory(
        rendicontazione=RendicontazioneFactory(quadro__progetto=progetto, accettata=True), valore=40
    )
    dati = SimpleNamespace(
        progetto=progetto,
        rilevazione=rilevazione,
        indicatore=rilevazione.indicatore,
        periodo=rilevazione.rendicontazione.periodo,
        documento_pubblico=DocumentoFactory(
            progetto=progetto, visibilita="pubblico", file__contenuto=b"Una relazione."
        ),
        comune=progetto.comune,
        tema=progetto.temi.get(),
        macroarea=progetto.macroaree.get(),
        intervento=progetto.fasi.get().intervento,
        evento=EventoFactory(progetti=[progetto], fonti=[fonte]),
        report=_report(),
        report_comune=_report(comune=progetto.comune),
        dato=DatoPubblicatoFactory(),
        tipo_progetto=ContentType.objects.get_for_model(Progetto),
        # What exists and is not public.
        bozza=ProgettoFactory(non_pubblico=True),
        documento_interno=DocumentoFactory(pk=987_654, progetto=progetto),
        indicatore_interno=IndicatoreFactory(
            esito=EsitoFactory(quadro=rilevazione.rendicontazione.quadro), is_public=False
        ),
        rilevazione_in_bozza=RilevazioneFactory(valore=40),
        evento_interno=EventoFactory(non_pubblico=True),
        lezione=LezioneFactory(pubblica=True),
        lezione_interna=LezioneFactory(della_comunita=True),
        report_interno=ReportMonitoraggioFactory(pronto=True, mensile=True),
        comune_senza_progetti=ComuneFactory(),
        file_dati=_dati_aperti(),
        quadro=rilevazione.rendicontazione.quadro,
        bozza_quadro=QuadroImpattoFactory(progetto=progetto, bozza=True, versione=4321),
    )
    PartecipazioneFactory(
        evento=dati.evento, persona=PersonaFactory(cognome=COGNOME_RISERVATO, email=EMAIL_RISERVATA)
    )
    dati.materiale_pubblico = MaterialeEventoFactory(
        evento=dati.evento,
        visibilita="pubblico",
        url="",
        file=FileProtettoFactory(contenuto=b"Il programma."),
    )
    dati.materiale_iscritti = MaterialeEventoFactory(pk=987_655, evento=dati.evento)
    aperto = EventoFactory(futuro=True, iscrizioni="libere")
    dati.iscrizione = IscrizioneFactory(evento=aperto)
    dati.invito = IscrizioneFactory(evento=aperto, invitata=True)
    dati.rendicontazione, dati.evidenza, dati.osservazione = _rendicontazione()
    dati.lezione_di_gruppo = LezioneFactory(progetto=dati.rendicontazione.progetto)
    OrigineLezioneFactory(lezione=dati.lezione)
    SezioneReportFactory(report__versione=2)
    dati.azione, dati.decisione, dati.materiale = _incontro(dati.rendicontazione.progetto)
    dati.verbale = dati.azione.verbale
    vars(dati).update(_pratiche(dati.rendicontazione.progetto.comune))
    bozza = _quadro_in_bozza(dati.bozza_quadro)
    # Of lessons, not the draft that nobody outside the team may see; of the rest likewise.
    RiflessioneFactory(della_comunita=True)
    CambiamentoIstituzionaleFactory(della_comunita=True)
    scelte = {
        ReportMonitoraggio: dati.report,
        MaterialeEvento: dati.materiale,
        Lezione: dati.lezione,
    }
    dati.di_modello = {**_una_riga_per_modello(), **scelte, **bozza}
    return dati


def _quadro_in_bozza(quadro: QuadroImpatto) -> dict[type[models.Model], models.Model]:
    """Parts of a draft: what is in force is read only for everybody."""
    esito = EsitoFactory(quadro=quadro)
    indicatore = IndicatoreFactory(esito=esito)
    parti = (
        quadro,
        esito,
        LegameEsitoFactory(da=esito),
        indicatore,
        DimensioneFactory(indicatore=indicatore),
        TargetPeriodoFactory(indicatore=indicatore),
    )
    return {type(parte): parte for parte in parti}


def _rendicontazione() -> tuple[Any, Any, Any]:
    """A report of the referente's Comune that came back with a remark, its evidence and receipt."""
    comune = Comune.objects.filter(slug=COMUNE_DEL_REFERENTE).first()
    comune = comune or ComuneFactory(slug=COMUNE_DEL_REFERENTE)
    quadro = QuadroImpattoFactory(progetto=ProgettoFactory(comune=comune))
    rendicontazione = RendicontazioneFactory(quadro=quadro, stato="restituita", revisione=1)
    archiviato = file_store(b"una prova", "txt", "allegati")
    file = FileProtettoFactory(
        nome=archiviato.nome, sha256=archiviato.sha256, byte=archiviato.byte, tipo="txt"
    )
    InvioFactory(
        rendicontazione=rendicontazione, ricevuta=file, contenuto=contenuto(rendicontazione)
    )
    return (
        rendicontazione,
        EvidenzaFactory(rendicontazione=rendicontazione, file=file),
        OsservazioneFactory(rendicontazione=rendicontazione),
    )


def _incontro(progetto: Progetto) -> tuple[Any, Any, Any]:
    """A reserved meeting of the referente's project: action and decision of its diary, a file."""
    evento = EventoFactory(
        tipo="outcome_team", is_public=False, is_riservato=True, progetti=[progetto]
    )
    verbale = VerbaleIncontroFactory(evento=evento, progetto=progetto, condiviso=True)
    file = FileProtettoFactory(contenuto=b"Le slide.")
    materiale = MaterialeEventoFactory(evento=evento, visibilita="pubblico", url="", file=file)
    decisione = DecisioneIncontroFactory(verbale=verbale, cambia_quadro=True)
    return AzioneIncontroFactory(verbale=verbale), decisione, materiale


def _pratiche(comune: Comune) -> dict[str, Any]:
    """A public practice with a kit, one that its team keeps, and what the Comune does with them."""
    archiviato = file_store(b"una convenzione", "txt", "allegati")
    file = FileProtettoFactory(
        nome=archiviato.nome, sha256=archiviato.sha256, byte=archiviato.byte, tipo="txt"
    )
    pubblica, mia = PraticaFactory(pubblica=True), PraticaFactory(comune=comune)
    return {
        "pratica": pubblica,
        "kit": ElementoKitFactory(pratica=pubblica, file=file, url=""),
        "pratica_del_gruppo": mia,
        "kit_del_gruppo": ElementoKitFactory(pk=987_655, pratica=mia, file=file, url=""),
        "adozione": AdozioneFactory(comune=comune),
    }


def _report(**campi: Any) -> Any:
    """Published, with data that every format can draw, and short: many ask for it."""
    dati = {**json.loads(REPORT.read_text(encoding="utf-8")), "figure": [], "sezioni": []}
    report = ReportMonitoraggioFactory(pubblicato=True, dati=dati, **campi)
    for formato in FormatoReport.values:
        file = file_store(f"prova {formato}".encode(), formato, "report")
        FileReportFactory(
            report=report, formato=formato, nome=file.nome, sha256=file.sha256, byte=file.byte
        )
    return report


def _dati_aperti() -> Any:
    file = file_store(b"slug\r\n", "csv", "dati")
    return FileDatiFactory(
        versione=VersioneDatiFactory(codice="progetti"),
        nome="progetti.csv",
        percorso=file.nome,
        sha256=file.sha256,
        byte=file.byte,
    )


def _una_riga_per_modello() -> dict[type[models.Model], models.Model]:
    tutte = fabbriche()
    mancano = [model.__name__ for model in admin.site._registry if model not in tutte]
    if mancano:
        raise LookupError(
            f"models of the admin without a factory in tests/*/factories.py: {mancano}"
        )
    return {
        # Not one of the people who ask: nobody may delete himself.
        model: (None if model is User else model._default_manager.first()) or tutte[model]()
        for model in admin.site._registry
    }
