"""Somebody who writes at random on projects, partners, reports and indicators: what the summaries
of the figures must bear (test_riepiloghi)."""

import datetime
import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from comuni.models import Comune, Provincia
from monitoraggio.services import indicatori_count
from outcomes.enums import (
    Cumulo,
    Riservatezza,
    StatoBase,
    StatoQuadro,
    StatoRendicontazione,
    Verifica,
)
from outcomes.models import (
    Indicatore,
    PeriodoMonitoraggio,
    QuadroImpatto,
    Rendicontazione,
    Rilevazione,
)
from progetti.enums import RegolaProgramma, RuoloPartenariato, StatoFase, TipoOrganizzazione
from progetti.models import (
    DerogaRegola,
    FaseProgetto,
    Intervento,
    Organizzazione,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)
from tests.outcomes.factories import (
    EsitoFactory,
    IndicatoreFactory,
    InvioFactory,
    PassaggioRendicontazioneFactory,
    PeriodoMonitoraggioFactory,
    ProrogaFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import OrganizzazioneFactory, ProgettoFactory

GIORNI = [datetime.date(2019, 1, 1) + datetime.timedelta(days=37 * n) for n in range(60)]


def esegui(sql: str) -> None:
    with connection.cursor() as cursore:
        cursore.execute(sql)


class Mani:
    """Somebody who writes on projects in every way there is."""

    def __init__(self, seme: int) -> None:
        self.caso = random.Random(seme)

    def uno(self, modello: Any) -> Any:
        pk = list(modello.objects.order_by("pk").values_list("pk", flat=True))
        return modello.objects.get(pk=self.caso.choice(pk)) if pk else None

    def scrive(self) -> str:
        gesto = self.caso.choice(GESTI)
        gesto(self)
        return gesto.__name__

    def nuovo(self) -> None:
        comune = self.uno(Comune)
        ProgettoFactory(comune=comune, is_demo=comune.is_demo, is_public=self.caso.random() < 0.8)

    def macroarea(self) -> None:
        ProgettoMacroarea.objects.get_or_create(
            progetto=self.uno(Progetto), macroarea_id=self._vocabolo("macroarea")
        )

    def prevalente(self) -> None:
        if legame := self.uno(ProgettoMacroarea):
            ProgettoMacroarea.objects.filter(progetto=legame.progetto).update(is_prevalente=False)
            legame.is_prevalente = self.caso.random() < 0.8
            legame.save()

    def temi(self) -> None:
        ProgettoTema.objects.bulk_create(
            [
                ProgettoTema(progetto=progetto, tema_id=self._vocabolo("tema"))
                for progetto in Progetto.objects.order_by("?")[:3]
            ],
            ignore_conflicts=True,
        )

    def toglie_vocaboli(self) -> None:
        for modello in (ProgettoMacroarea, ProgettoTema):
            if legame := self.uno(modello):
                legame.delete()

    def sposta_tema(self) -> None:
        legame, altro = self.uno(ProgettoTema), self.uno(Progetto)
        if legame and not altro.in_temi.filter(tema=legame.tema).exists():
            ProgettoTema.objects.filter(pk=legame.pk).update(progetto=altro)

    def fase(self) -> None:
        FaseProgetto.objects.get_or_create(
            progetto=self.uno(Progetto),
            intervento=self.uno(Intervento),
            defaults={"importo_concesso_eur": self.caso.choice([None, 0, "1234.50", 90000])},
        )

    def passo(self) -> None:
        if fase := self.uno(FaseProgetto):
            TransizioneFase.objects.get_or_create(
                fase=fase,
                a=self.caso.choice(StatoFase.values),
                defaults={"data": self.caso.choice(GIORNI), "motivo": "perché"},
            )

    def corregge_date(self) -> None:
        TransizioneFase.objects.filter(a=self.caso.choice(StatoFase.values)).update(
            data=self.caso.choice(GIORNI)
        )

    def toglie_passo(self) -> None:
        if passo := self.uno(TransizioneFase):
            passo.delete()

    def importo(self) -> None:
        FaseProgetto.objects.filter(intervento=self.uno(Intervento)).update(
            importo_concesso_eur=self.caso.choice([None, "0.01", 450000])
        )

    def sposta_fase(self) -> None:
        fase, altro = self.uno(FaseProgetto), self.uno(Progetto)
        if fase and not altro.fasi.filter(intervento=fase.intervento).exists():
            FaseProgetto.objects.filter(pk=fase.pk).update(progetto=altro)

    def pubblica(self) -> None:
        progetto = self.uno(Progetto)
        Progetto.objects.filter(pk=progetto.pk).update(is_public=not progetto.is_public)

    def cambia_comune(self) -> None:
        progetto, comune = self.uno(Progetto), self.uno(Comune)
        progetto.comune, progetto.is_demo = comune, comune.is_demo
        progetto.save()

    def cambia_confini(self) -> None:
        province = list(Provincia.objects.order_by("pk"))
        Comune.objects.filter(is_demo=False).order_by("?").first()
        comune = Comune.objects.filter(is_demo=False).order_by("pk").first()
        comune.provincia = self.caso.choice(province)
        comune.save()
        prima, seconda = province[:2]
        Provincia.objects.filter(pk=prima.pk).update(regione=seconda.regione)

    def elimina(self) -> None:
        senza = list(Progetto.objects.filter(rendicontazioni=None, quadri=None).order_by("pk"))
        if len(senza) > 4:
            self.caso.choice(senza).delete()

    def rinumera(self) -> None:
        """What only raw SQL would do."""
        esegui("UPDATE progetti_intervento SET codice = 'X' WHERE codice = 'III'")
        esegui("UPDATE progetti_intervento SET codice = 'III' WHERE codice = 'X'")

    def _vocabolo(self, nome: str) -> int:
        modello = ProgettoTema if nome == "tema" else ProgettoMacroarea
        collegato = modello._meta.get_field(nome).related_model
        return self.caso.choice(list(collegato.objects.order_by("pk").values_list("pk", flat=True)))

    # --- What figures on partners and on the quality of the records count ---
    def ente(self) -> None:
        OrganizzazioneFactory(
            nome=f"Ente {self.caso.randrange(6)}",
            tipo=self.caso.choice(["", *TipoOrganizzazione.values]),
            comune=self._comune_libero(),
        )

    def partenariato(self) -> None:
        if ente := self.uno(Organizzazione):
            dal, al = self._giorni()
            Partenariato.objects.get_or_create(
                progetto=self.uno(Progetto),
                organizzazione=ente,
                ruolo=self.caso.choice(RuoloPartenariato.values),
                defaults={"dal": dal, "al": al},
            )

    def cambia_partenariato(self) -> None:
        if uno := self.uno(Partenariato):
            dal, al = self._giorni()
            Partenariato.objects.filter(organizzazione=uno.organizzazione).update(dal=dal, al=al)

    def toglie_partenariato(self) -> None:
        if uno := self.uno(Partenariato):
            uno.delete()

    def cambia_ente(self) -> None:
        if ente := self.uno(Organizzazione):
            ente.tipo = self.caso.choice(["", *TipoOrganizzazione.values])
            ente.comune = self._comune_libero()
            ente.save()

    def _comune_libero(self) -> Comune | None:
        """One body stands for a Comune."""
        liberi = list(Comune.objects.filter(organizzazione=None).order_by("pk"))
        return self.caso.choice([None, *liberi])

    def scheda(self) -> None:
        """What is missing, and what cannot be true."""
        progetto = self.uno(Progetto)
        progetto.titolo = self.caso.choice(["", "Titolo"])
        progetto.sintesi = self.caso.choice(["", "Che cosa fa."])
        progetto.data_inizio = self.caso.choice([None, GIORNI[0]])
        progetto.data_fine = self.caso.choice([None, *GIORNI])
        progetto.save()

    def richiesta(self) -> None:
        FaseProgetto.objects.filter(progetto=self.uno(Progetto)).update(
            importo_richiesto_eur=self.caso.choice([None, 1000, 100000])
        )

    def massimale(self) -> None:
        intervento = self.uno(Intervento)
        intervento.massimale_eur = self.caso.choice([1000, 50000, 500000])
        intervento.save()

    def deroga(self) -> None:
        DerogaRegola.objects.get_or_create(
            progetto=self.uno(Progetto),
            regola=self.caso.choice(RegolaProgramma.values),
            defaults={"motivo": "perché"},
        )

    def toglie_deroga(self) -> None:
        DerogaRegola.objects.filter(progetto=self.uno(Progetto)).delete()

    def invecchia(self) -> None:
        """As if what was written on a project had been written once."""
        progetto = self.uno(Progetto)
        istante = self._istante()
        storia = Progetto.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
        with connection.cursor() as cursore:
            cursore.execute("SET LOCAL session_replication_role = replica")
            cursore.execute(
                f"UPDATE {storia} SET pgh_created_at = %s WHERE pgh_obj_id = %s",  # noqa: S608
                [istante, progetto.pk],
            )
            cursore.execute("SET LOCAL session_replication_role = origin")
            cursore.execute("SELECT fis_contributi_aggiorna(ARRAY[%s]::bigint[])", [progetto.pk])

    # --- What Comuni report ---
    def quadro(self) -> None:
        progetto = self.uno(Progetto)
        if progetto.quadri.exists():
            QuadroImpatto.objects.filter(progetto=progetto, in_vigore_al=None).update(
                in_vigore_al=self.caso.choice([None, *GIORNI[20:]])
            )
            return
        dal = self.caso.choice(GIORNI[:20])
        quadro = QuadroImpattoFactory(progetto=progetto, bozza=True)
        for _n in range(2):
            self._indicatore(quadro)
        quadro.stato, quadro.in_vigore_dal = StatoQuadro.IN_VIGORE, dal
        quadro.save()

    def _indicatore(self, quadro: QuadroImpatto) -> None:
        IndicatoreFactory(
            esito=EsitoFactory(quadro=quadro),
            is_public=self.caso.random() < 0.8,
            riservatezza=self.caso.choice(Riservatezza.values),
            cumulo=self.caso.choice(Cumulo.values),
            base_stato=StatoBase.MISURATA,
            base_valore=self.caso.choice([0, 3, 20]),
            target_finale=self.caso.choice([None, 10, 50]),
        )

    def rendicontazione(self) -> None:
        quadro = self.uno(QuadroImpatto)
        if quadro is None or quadro.stato == StatoQuadro.BOZZA:
            return
        if PeriodoMonitoraggio.objects.count() < 4:
            PeriodoMonitoraggioFactory()
        periodo = self.uno(PeriodoMonitoraggio)
        if Rendicontazione.objects.filter(progetto=quadro.progetto, periodo=periodo).exists():
            return
        una = RendicontazioneFactory(
            quadro=quadro, periodo=periodo, scadenza=self.caso.choice(GIORNI), bozza=True
        )
        for indicatore in Indicatore.objects.filter(quadro=quadro):
            RilevazioneFactory(
                rendicontazione=una,
                indicatore=indicatore,
                valore=self.caso.choice([None, 0, 2, 9, 40, 60]),
            )

    def invio(self) -> None:
        if una := self._rendicontazione(StatoRendicontazione.BOZZA):
            InvioFactory(rendicontazione=una, inviata_il=self._istante())
            self._passa(una, StatoRendicontazione.INVIATA)

    def accettazione(self) -> None:
        if una := self._rendicontazione(StatoRendicontazione.INVIATA):
            una.accettata_il = self._istante()
            self._passa(una, StatoRendicontazione.ACCETTATA)

    def verifica(self) -> None:
        if una := self._rendicontazione(StatoRendicontazione.ACCETTATA):
            for rilevazione in una.rilevazioni.all():
                rilevazione.verifica = self.caso.choice(Verifica.values)
                rilevazione.verifica_metodo = rilevazione.verifica_nota = "registri"
                rilevazione.verificata_il = self._istante()
                rilevazione.save()

    def corregge_valori(self) -> None:
        Rilevazione.objects.filter(stato_valore="misurato").update(
            valore=self.caso.choice([1, 7, 70])
        )

    def proroga(self) -> None:
        if una := self.uno(Rendicontazione):
            nuova = self.caso.choice(GIORNI)
            if nuova == una.scadenza:
                return
            fatta = ProrogaFactory(rendicontazione=una, da=una.scadenza, a=nuova)
            ultima = una.proroghe.exclude(pk=fatta.pk).order_by("-created_at").first()
            quando = self._istante()
            if ultima is None or ultima.created_at < quando:
                type(fatta).objects.filter(pk=fatta.pk).update(created_at=quando)
            una.scadenza = nuova
            una.save()

    def sposta_periodo(self) -> None:
        if periodo := self.uno(PeriodoMonitoraggio):
            periodo.al += datetime.timedelta(days=1)
            periodo.save()

    def conta_indicatori(self) -> None:
        """What a worker does each minute."""
        indicatori_count(3)

    def _rendicontazione(self, stato: StatoRendicontazione) -> Rendicontazione | None:
        pk = list(
            Rendicontazione.objects.filter(stato=stato).order_by("pk").values_list("pk", flat=True)
        )
        return Rendicontazione.objects.get(pk=self.caso.choice(pk)) if pk else None

    def _passa(self, una: Rendicontazione, stato: StatoRendicontazione) -> None:
        PassaggioRendicontazioneFactory(rendicontazione=una, da=una.stato, a=stato)
        una.stato = stato
        una.save()

    def _giorni(self) -> tuple[datetime.date | None, datetime.date | None]:
        primo, secondo = sorted(self.caso.sample(GIORNI, 2))
        return self.caso.choice([None, primo]), self.caso.choice([None, secondo])

    def _istante(self) -> datetime.datetime:
        """Near midnight too, where the day in Italy is not that of UTC."""
        ora = self.caso.choice([datetime.time(0, 30), datetime.time(12), datetime.time(23, 30)])
        return timezone.make_aware(datetime.datetime.combine(self.caso.choice(GIORNI), ora))


DEI_PROGETTI: list[Callable[[Mani], None]] = [
    Mani.nuovo, Mani.macroarea, Mani.prevalente, Mani.temi, Mani.toglie_vocaboli, Mani.sposta_tema,
    Mani.fase, Mani.fase, Mani.passo, Mani.passo, Mani.passo, Mani.corregge_date,
    Mani.toglie_passo, Mani.importo, Mani.sposta_fase, Mani.pubblica, Mani.cambia_comune,
    Mani.cambia_confini, Mani.elimina, Mani.rinumera,
]  # fmt: skip
DEI_FATTI: list[Callable[[Mani], None]] = [
    Mani.ente, Mani.partenariato, Mani.partenariato, Mani.partenariato, Mani.cambia_partenariato,
    Mani.toglie_partenariato, Mani.cambia_ente, Mani.scheda, Mani.richiesta, Mani.massimale,
    Mani.deroga, Mani.toglie_deroga, Mani.invecchia,
]  # fmt: skip
DEGLI_ESITI: list[Callable[[Mani], None]] = [
    Mani.quadro, Mani.quadro, Mani.rendicontazione, Mani.rendicontazione, Mani.rendicontazione,
    Mani.invio, Mani.invio, Mani.accettazione, Mani.accettazione, Mani.verifica,
    Mani.corregge_valori, Mani.proroga, Mani.sposta_periodo, Mani.conta_indicatori,
]  # fmt: skip
GESTI = [*DEI_PROGETTI, *DEI_FATTI, *DEGLI_ESITI]
