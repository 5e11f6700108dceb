from datetime import timedelta

import factory
from django.utils import timezone

from fis_portal.accounts.models import Invito, RinunciaAvviso, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)
        dimostrativo = factory.Trait(is_demo=True)

    email = factory.Sequence(lambda n: f"utente{n}@example.org")
    nome = "Ada"
    cognome = factory.Sequence(lambda n: f"Prova{n}")
    password = factory.django.Password("una-parola-lunga-di-prova")


class InvitoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invito

    user = factory.SubFactory(UserFactory)
    by = factory.SubFactory(UserFactory)
    impronta = factory.Sequence(lambda n: f"{n:064x}")
    invitante = "Comune di Prova"
    scade_il = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=72))


class RinunciaAvvisoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RinunciaAvviso

    user = factory.SubFactory(UserFactory)
    tipo = factory.Sequence(lambda n: f"prova.{n}")
