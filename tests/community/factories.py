import datetime
from typing import Any

import factory

from community.enums import TipoEvento
from community.models import Evento, Partecipazione, Persona, RiepilogoIncontri
from fis_portal.core.enums import PrecisioneData
from tests.core.factories import FonteFactory


class EventoFactory(factory.django.DjangoModelFactory):
    """A public event of the past. `progetti=` and `fonti=` take rows."""

    class Meta:
        model = Evento
        skip_postgeneration_save = True

    class Params:
        futuro = factory.Trait(data_inizio=datetime.date(2099, 5, 20))
        senza_data = factory.Trait(data_inizio=None, data_testo="mercoledì 29 marzo")
        del_mese = factory.Trait(
            data_inizio=datetime.date(2022, 8, 1), precisione=PrecisioneData.MESE
        )
        non_pubblico = factory.Trait(is_public=False)
        dimostrativo = factory.Trait(is_demo=True)

    tipo = TipoEvento.GIORNATA_SCAMBIO
    titolo = factory.Sequence(lambda n: f"Incontro {n}")
    slug = factory.Sequence(lambda n: f"incontro-{n}")
    data_inizio = datetime.date(2023, 3, 29)
    is_public = True

    @factory.post_generation
    def progetti(self, create: bool, progetti: list[Any] | None, **kwargs: Any) -> None:
        if progetti:
            self.progetti.set(progetti)

    @factory.post_generation
    def fonti(self, create: bool, fonti: list[Any] | None, **kwargs: Any) -> None:
        if fonti:
            self.fonti.set(fonti)


class RiepilogoIncontriFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RiepilogoIncontri

    class Params:
        dimostrativo = factory.Trait(is_demo=True)

    titolo = factory.Sequence(lambda n: f"Incontri di supporto {n}")
    incontri = 130
    data_riferimento = datetime.date(2024, 6, 30)
    fonte = factory.SubFactory(FonteFactory)


class PersonaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Persona

    class Params:
        dimostrativo = factory.Trait(is_demo=True)

    nome = "Ada"
    cognome = factory.Sequence(lambda n: f"Prova{n}")
    email = factory.Sequence(lambda n: f"persona{n}@example.org")


class PartecipazioneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partecipazione

    evento = factory.SubFactory(EventoFactory)
    persona = factory.SubFactory(PersonaFactory)
