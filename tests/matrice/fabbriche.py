"""Which factory makes which model: tests/<app>/factories.py, and those of others' apps (here)."""

import importlib
from collections.abc import Iterator
from typing import Any

import factory
from django.contrib.auth.models import Group
from django.db import models
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from factory.django import DjangoModelFactory

MODULI = (
    "accounts.factories",
    "comuni.factories",
    "community.factories",
    "community.factories_comunita",
    "core.factories",
    "monitoraggio.factories",
    "outcomes.factories",
    "progetti.factories",
)


class GruppoFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"Gruppo {n}")


class IntervalloFactory(DjangoModelFactory):
    class Meta:
        model = IntervalSchedule

    every = 5
    period = IntervalSchedule.MINUTES


class CrontabFactory(DjangoModelFactory):
    class Meta:
        model = CrontabSchedule


class MomentoFactory(DjangoModelFactory):
    class Meta:
        model = ClockedSchedule

    clocked_time = "2099-01-01T08:00:00+01:00"


class SoleFactory(DjangoModelFactory):
    class Meta:
        model = SolarSchedule

    event = "sunrise"
    latitude = 41
    longitude = 12


class LavoroFactory(DjangoModelFactory):
    class Meta:
        model = PeriodicTask

    name = factory.Sequence(lambda n: f"Lavoro {n}")
    task = "prova"
    interval = factory.SubFactory(IntervalloFactory)


def fabbriche() -> dict[type[models.Model], type[DjangoModelFactory]]:
    """Model -> its factory; of two factories of one model the first written counts."""
    trovate: dict[type[models.Model], type[DjangoModelFactory]] = {}
    for fabbrica in _tutte():
        trovate.setdefault(fabbrica._meta.model, fabbrica)
    return trovate


def _tutte() -> Iterator[type[DjangoModelFactory]]:
    moduli: list[Any] = [importlib.import_module(f"tests.{nome}") for nome in MODULI]
    spazi = [vars(modulo) for modulo in moduli] + [globals()]
    for spazio in spazi:
        for oggetto in list(spazio.values()):
            if (
                isinstance(oggetto, type)
                and issubclass(oggetto, DjangoModelFactory)
                and oggetto is not DjangoModelFactory
                and not oggetto._meta.abstract
            ):
                yield oggetto
