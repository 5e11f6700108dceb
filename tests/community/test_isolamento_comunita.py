"""Row-level security of the community alone suffices: the queries here leave every filter out."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from community import models as community
from community.models import Evento, Lezione, Persona, Pratica, VerbaleIncontro
from fis_portal.accounts.models import User
from fis_portal.core.isolamento import isolato
from tests.community import factories_comunita as fabbrica
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
PERSONALI = (community.Persona, community.Iscrizione, community.Partecipazione)
MAI = (community.AccessoPersona, community.RichiestaInteressato)
DEL_GRUPPO = (
    community.VerbaleIncontro,
    community.DecisioneIncontro,
    community.AzioneIncontro,
    community.SeguitoAzione,
    community.Lezione,
    community.CommentoLezione,
    community.SegnoLezione,
    community.Pratica,
    community.ElementoKit,
    community.Adozione,
    community.Riflessione,
    community.CambiamentoIstituzionale,
)
DEGLI_EVENTI = (
    community.Evento,
    community.SessioneEvento,
    community.Relatore,
    community.MaterialeEvento,
    community.ResocontoEvento,
    community.DomandaEmersa,
)
GUARDATE = (*PERSONALI, *MAI, *DEL_GRUPPO, *DEGLI_EVENTI)
# Read by all who enter: words, totals, links between public things; what points to a guarded row.
SENZA_GUARDIA = {
    "community_bisogno",
    "community_destinatario",
    "community_domandaguida",
    "community_leva",
    "community_riepilogoincontri",
    "community_serieeventi",
}


def _righe(condiviso: bool = True) -> SimpleNamespace:
    """One row of each guarded table, of one Comune and nobody else's: nothing is shared."""
    user = ReferenteFactory().user
    comune = user.referenze.get().comune
    progetto = ProgettoFactory(comune=comune)
    evento = EventoFactory(non_pubblico=True, is_riservato=True, progetti=[progetto])
    sessione = fabbrica.SessioneEventoFactory(evento=evento)
    fabbrica.RelatoreFactory(sessione=sessione)
    fabbrica.MaterialeEventoFactory(evento=evento)
    resoconto = fabbrica.ResocontoEventoFactory(evento=evento, pubblicato=True)
    fabbrica.DomandaEmersaFactory(resoconto=resoconto)
    persona = PersonaFactory(user=user)
    fabbrica.IscrizioneFactory(evento=evento, persona=persona)
    PartecipazioneFactory(evento=evento, persona=persona)
    fabbrica.AccessoPersonaFactory(persona=persona)
    fabbrica.RichiestaInteressatoFactory(persona=persona)
    verbale = fabbrica.VerbaleIncontroFactory(evento=evento, progetto=progetto, condiviso=condiviso)
    fabbrica.DecisioneIncontroFactory(verbale=verbale)
    azione = fabbrica.AzioneIncontroFactory(verbale=verbale)
    fabbrica.SeguitoAzioneFactory(azione=azione, verbale=verbale)
    lezione = fabbrica.LezioneFactory(progetto=progetto)
    fabbrica.CommentoLezioneFactory(lezione=lezione, autore=user)
    fabbrica.SegnoLezioneFactory(lezione=lezione, comune=comune)
    pratica = fabbrica.PraticaFactory(comune=comune)
    fabbrica.ElementoKitFactory(pratica=pratica)
    fabbrica.AdozioneFactory(pratica=pratica, comune=comune)
    fabbrica.RiflessioneFactory(progetto=progetto)
    fabbrica.CambiamentoIstituzionaleFactory(comune=comune)
    return SimpleNamespace(
        user=user, comune=comune, progetto=progetto, lezione=lezione, pratica=pratica
    )


def _viste(user: User) -> dict[type[models.Model], set[Any]]:
    with isolato(user.pk):
        return {m: set(m._base_manager.values_list("pk", flat=True)) for m in GUARDATE}


def test_officer_sees_her_own_rows_of_every_table_and_no_other() -> None:
    mie, _altrui = _righe(), _righe()

    viste = _viste(mie.user)

    assert {m: len(pks) for m, pks in viste.items()} == {m: 0 if m in MAI else 1 for m in GUARDATE}
    assert viste[Persona] == {mie.user.persona.pk}
    assert viste[Lezione] == {mie.lezione.pk}


def test_no_query_whatever_it_asks_shows_a_row_of_others() -> None:
    """Three hundred random conditions, as if every filter of the application were forgotten."""
    mie, _altrui = _righe(), _righe()
    dado = random.Random(20261122)
    viste = _viste(mie.user)
    estranee = {m: set(m._base_manager.values_list("pk", flat=True)) - viste[m] for m in GUARDATE}
    assert all(estranee.values())

    with isolato(mie.user.pk):
        for _giro in range(300):
            model = dado.choice(GUARDATE)
            trovate = model._base_manager.filter(_condizione(dado, model))
            assert not estranee[model] & set(trovate.values_list("pk", flat=True))


def _condizione(dado: random.Random, model: type[models.Model]) -> Q:
    campi = [f.name for f in model._meta.fields if not f.is_relation]
    parti = [
        Q(pk__gte=dado.randrange(3)),
        Q(**{f"{dado.choice(campi)}__isnull": dado.random() < 0.5}),
        ~Q(pk=dado.randrange(1000)),
    ]
    condizione = dado.choice(parti)
    for _giro in range(dado.randrange(3)):
        altra = dado.choice(parti)
        condizione = condizione | altra if dado.random() < 0.7 else condizione & altra
    return ~condizione if dado.random() < 0.2 else condizione


def test_who_acts_for_nobody_sees_nothing_that_is_not_shared(referente: User) -> None:
    referente.referenze.update(attivo=False)
    _righe()

    assert set(map(len, _viste(referente).values())) == {0}


def test_diary_is_read_only_once_shared() -> None:
    mie = _righe(condiviso=False)
    diario = DEL_GRUPPO[:4]

    prima = _viste(mie.user)
    VerbaleIncontro.objects.update(condiviso_il=timezone.now())
    dopo = _viste(mie.user)

    assert [len(prima[m]) for m in diario] == [0] * 4
    assert [len(dopo[m]) for m in diario] == [1] * 4


def test_what_the_community_may_read_is_read_and_not_written() -> None:
    mie, altrui = _righe(), _righe()
    lezione = fabbrica.LezioneFactory(progetto=altrui.progetto, della_comunita=True)
    pratica = fabbrica.PraticaFactory(comune=altrui.comune, pubblica=True)
    commento = fabbrica.CommentoLezioneFactory(lezione=lezione, autore=altrui.user)
    adozione = fabbrica.AdozioneFactory(pratica=pratica, comune=altrui.comune)

    with isolato(mie.user.pk):
        lette = [m.objects.filter(pk=r.pk).count() for m, r in (
            (Lezione, lezione), (Pratica, pratica),
            (community.CommentoLezione, commento), (community.Adozione, adozione),
        )]  # fmt: skip
        scritte = [
            Lezione.objects.filter(pk=lezione.pk).update(titolo="mia"),
            Pratica.objects.filter(pk=pratica.pk).update(titolo="mia"),
            community.CommentoLezione.objects.filter(pk=commento.pk).update(testo="mio"),
            community.Adozione.objects.filter(pk=adozione.pk).update(esito="mia"),
        ]

    assert (lette, scritte) == ([1] * 4, [0] * 4)


def test_own_adoption_is_read_after_the_practice_is_no_longer_shared_and_nobody_elses() -> None:
    mie, altrui = _righe(), _righe()
    pratica = fabbrica.PraticaFactory(comune=altrui.comune)
    mia = fabbrica.AdozioneFactory(pratica=pratica, comune=mie.comune)
    di_altri = fabbrica.AdozioneFactory(pratica=pratica)

    viste = _viste(mie.user)

    assert mia.pk in viste[community.Adozione]
    assert di_altri.pk not in viste[community.Adozione]
    assert pratica.pk not in viste[Pratica]
    with isolato(mie.user.pk):
        assert not community.Adozione.objects.filter(pk=mia.pk).update(esito="x")


def _altrui_nuove(mie: SimpleNamespace, altrui: SimpleNamespace) -> list[models.Model]:
    """Rows that say they are of the others, or written by them."""
    pubblica = fabbrica.LezioneFactory(progetto=altrui.progetto, pubblica=True)
    kit = fabbrica.PraticaFactory(comune=altrui.comune, pubblica=True)
    segno = {"lezione": pubblica, "tipo": "utile"}
    return [
        Lezione(progetto=altrui.progetto, titolo="x", slug="x", tentato="x", deluso="x"),
        Pratica(comune=altrui.comune, titolo="x", slug="x", sintesi="x"),
        community.CommentoLezione(lezione=pubblica, autore=altrui.user, testo="x"),
        community.CommentoLezione(lezione=altrui.lezione, autore=mie.user, testo="x"),
        community.SegnoLezione(**segno, comune=altrui.comune, by=mie.user),
        community.Adozione(
            pratica=kit, comune=altrui.comune, tipo="adotta", dichiarata_il=timezone.localdate()
        ),
        community.ElementoKit(pratica=kit, tipo="atto", titolo="x", url="https://example.org/x"),
        community.CambiamentoIstituzionale(comune=altrui.comune, tipo="ufficio", titolo="x"),
    ]


def test_nothing_is_written_in_the_name_of_others() -> None:
    mie, altrui = _righe(), _righe()
    righe = _altrui_nuove(mie, altrui)

    for riga in righe:
        with (
            isolato(mie.user.pk),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            riga.save()


def test_personal_data_are_read_by_their_owner_and_written_by_nobody() -> None:
    mie, _altrui = _righe(), _righe()
    persona = mie.user.persona

    with isolato(mie.user.pk):
        cambiate = [
            Persona.objects.all().update(nome="Altra"),
            community.Iscrizione.objects.all().update(ente="x"),
            community.Partecipazione.objects.all().update(ente="x"),
        ]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Persona(nome="Io", cognome="Nuova").save()

    persona.refresh_from_db()
    assert (cambiate, persona.nome) == ([0, 0, 0], "Ada")


def test_reserved_meeting_exists_for_who_is_invited_or_registered() -> None:
    mie, altrui = _righe(), _righe()
    registrata = Evento.objects.get(progetti=altrui.progetto)
    assert registrata.pk not in _viste(mie.user)[Evento]

    fabbrica.IscrizioneFactory(evento=registrata, persona=mie.user.persona)

    assert registrata.pk in _viste(mie.user)[Evento]


def test_every_table_of_the_community_is_guarded_or_known_to_be_open() -> None:
    with connection.cursor() as cursore:
        cursore.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
        guardate = {nome for (nome,) in cursore.fetchall()}
    tabelle = {
        model._meta.db_table
        for model in apps.get_app_config("community").get_models()
        if not model._meta.proxy and not model.__name__.endswith("Event")
    }

    assert {m._meta.db_table for m in GUARDATE} <= guardate
    assert tabelle - guardate == SENZA_GUARDIA
