"""Rows of the community: registrations, diary, closing reports, lessons, practices, reflections."""

import datetime

import factory
from django.utils import timezone

from community.enums import (
    AzionePersona,
    FrequenzaSerie,
    StatoIscrizione,
    TipoAdozione,
    TipoCambiamento,
    TipoElementoKit,
    TipoEvento,
    TipoRichiesta,
    TipoSegno,
    Visibilita,
)
from community.models import (
    AccessoPersona,
    Adozione,
    AzioneIncontro,
    Bisogno,
    CambiamentoIstituzionale,
    CommentoLezione,
    DecisioneIncontro,
    Destinatario,
    DomandaEmersa,
    DomandaGuida,
    ElementoKit,
    Iscrizione,
    Leva,
    Lezione,
    MaterialeEvento,
    MossaPresenza,
    Pratica,
    Relatore,
    ResocontoEvento,
    RichiestaInteressato,
    Riflessione,
    SegnoLezione,
    SeguitoAzione,
    SerieEventi,
    SessioneEvento,
    VerbaleIncontro,
)
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PersonaFactory
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import InterventoFactory, ProgettoFactory


class SerieEventiFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SerieEventi

    titolo = factory.Sequence(lambda n: f"Serie {n}")
    frequenza = FrequenzaSerie.MENSILE
    dal = datetime.date(2024, 1, 10)
    al = datetime.date(2024, 6, 10)


class SessioneEventoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessioneEvento

    evento = factory.SubFactory(EventoFactory)
    titolo = factory.Sequence(lambda n: f"Sessione {n}")


class RelatoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Relatore

    sessione = factory.SubFactory(SessioneEventoFactory)
    nome = "Bice Esempio"


class MaterialeEventoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MaterialeEvento

    evento = factory.SubFactory(EventoFactory)
    titolo = factory.Sequence(lambda n: f"Materiale {n}")
    url = "https://example.org/materiale"


class IscrizioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Iscrizione

    class Params:
        invitata = factory.Trait(stato=StatoIscrizione.INVITATA)
        in_attesa = factory.Trait(
            stato=StatoIscrizione.IN_ATTESA, in_coda_dal=factory.LazyFunction(timezone.now)
        )

    evento = factory.SubFactory(EventoFactory, futuro=True)
    persona = factory.SubFactory(PersonaFactory)
    stato = StatoIscrizione.ISCRITTA


class AccessoPersonaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccessoPersona

    by = factory.SubFactory(UserFactory)
    azione = AzionePersona.VISTA
    persona = factory.SubFactory(PersonaFactory)


class RichiestaInteressatoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RichiestaInteressato

    persona = factory.SubFactory(PersonaFactory)
    tipo = TipoRichiesta.ACCESSO
    ricevuta_il = datetime.date(2024, 2, 1)


class VerbaleIncontroFactory(factory.django.DjangoModelFactory):
    """A page of the diary, not yet shared with the Comune. `condiviso=True` shares it."""

    class Meta:
        model = VerbaleIncontro

    class Params:
        condiviso = factory.Trait(condiviso_il=factory.LazyFunction(timezone.now))

    evento = factory.SubFactory(EventoFactory, tipo=TipoEvento.OUTCOME_TEAM, non_pubblico=True)
    progetto = factory.SubFactory(ProgettoFactory)
    argomenti = "Gli indicatori del secondo anno."
    by = factory.SubFactory(UserFactory)


class DecisioneIncontroFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DecisioneIncontro

    verbale = factory.SubFactory(VerbaleIncontroFactory)
    testo = "Si misura anche la permanenza."


class AzioneIncontroFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AzioneIncontro

    verbale = factory.SubFactory(VerbaleIncontroFactory)
    testo = "Chiedere i dati al Centro per l'impiego."


class SeguitoAzioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeguitoAzione

    azione = factory.SubFactory(AzioneIncontroFactory)
    verbale = factory.SubFactory(VerbaleIncontroFactory)
    stato = "aperta"


class ResocontoEventoFactory(factory.django.DjangoModelFactory):
    """A draft. `pubblicato=True` publishes it."""

    class Meta:
        model = ResocontoEvento

    class Params:
        pubblicato = factory.Trait(is_public=True, pubblicato_il=factory.LazyFunction(timezone.now))

    evento = factory.SubFactory(EventoFactory)
    sintesi = "Che cosa si è detto."


class DomandaEmersaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DomandaEmersa

    resoconto = factory.SubFactory(ResocontoEventoFactory)
    testo = "Chi paga se non funziona?"


class VocabolarioFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    nome = factory.Sequence(lambda n: f"parola {n}")
    slug = factory.Sequence(lambda n: f"parola-{n}")


class LevaFactory(VocabolarioFactory):
    class Meta:
        model = Leva


class BisognoFactory(VocabolarioFactory):
    class Meta:
        model = Bisogno


class DestinatarioFactory(VocabolarioFactory):
    class Meta:
        model = Destinatario


class CondivisaFactory(factory.django.DjangoModelFactory):
    """Of the team. `della_comunita=True` or `pubblica=True` with somebody's consent."""

    class Meta:
        abstract = True

    class Params:
        dimostrativo = factory.Trait(is_demo=True)
        della_comunita = factory.Trait(
            visibilita=Visibilita.COMUNITA,
            consenso_di=factory.SubFactory(UserFactory),
            consenso_il=factory.LazyFunction(timezone.now),
        )
        pubblica = factory.Trait(
            visibilita=Visibilita.PUBBLICA,
            consenso_di=factory.SubFactory(UserFactory),
            consenso_il=factory.LazyFunction(timezone.now),
        )


class LezioneFactory(CondivisaFactory):
    class Meta:
        model = Lezione

    titolo = factory.Sequence(lambda n: f"Lezione {n}")
    slug = factory.Sequence(lambda n: f"lezione-{n}")
    progetto = factory.SubFactory(ProgettoFactory)
    tentato = "Abbiamo aperto lo sportello in centro."
    deluso = "Non è venuto quasi nessuno."


class CommentoLezioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentoLezione

    lezione = factory.SubFactory(LezioneFactory, della_comunita=True)
    autore = factory.SubFactory(UserFactory)
    testo = "È successo anche a noi."


class SegnoLezioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SegnoLezione

    lezione = factory.SubFactory(LezioneFactory, della_comunita=True)
    comune = factory.SubFactory(ComuneFactory)
    tipo = TipoSegno.UTILE
    by = factory.SubFactory(UserFactory)


class PraticaFactory(CondivisaFactory):
    class Meta:
        model = Pratica

    titolo = factory.Sequence(lambda n: f"Pratica {n}")
    slug = factory.Sequence(lambda n: f"pratica-{n}")
    comune = factory.SubFactory(ComuneFactory)
    sintesi = "Un portierato sociale in un condominio pubblico."


class ElementoKitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ElementoKit

    pratica = factory.SubFactory(PraticaFactory)
    tipo = TipoElementoKit.CONVENZIONE
    titolo = "Schema di convenzione"
    url = "https://example.org/convenzione"


class AdozioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adozione

    pratica = factory.SubFactory(PraticaFactory, pubblica=True)
    comune = factory.SubFactory(ComuneFactory)
    tipo = TipoAdozione.ADOTTA
    dichiarata_il = datetime.date(2024, 3, 1)


class DomandaGuidaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DomandaGuida
        django_get_or_create = ("codice",)

    codice = factory.Sequence(lambda n: f"domanda-{n}")
    ordine = factory.Sequence(lambda n: n + 1)
    testo = factory.Sequence(lambda n: f"Che cosa è cambiato ({n})?")
    breve = "Che cosa è cambiato"
    fonte = factory.SubFactory(FonteFactory)


class RiflessioneFactory(CondivisaFactory):
    class Meta:
        model = Riflessione

    progetto = factory.SubFactory(ProgettoFactory)
    intervento = factory.SubFactory(InterventoFactory)
    domanda = factory.SubFactory(DomandaGuidaFactory)
    testo = "Un gruppo di lavoro fra tre uffici."


class CambiamentoIstituzionaleFactory(CondivisaFactory):
    class Meta:
        model = CambiamentoIstituzionale

    comune = factory.SubFactory(ComuneFactory)
    tipo = TipoCambiamento.UFFICIO
    titolo = "Ufficio per la coprogettazione"
    data = datetime.date(2024, 1, 15)


class MossaPresenzaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MossaPresenza

    evento = factory.SubFactory(EventoFactory)
    persona = factory.SubFactory(PersonaFactory)
    chiave = factory.Sequence(lambda n: f"mossa-{n}")
    presente = True
    quando = factory.LazyFunction(timezone.now)
    by = factory.SubFactory(UserFactory)
