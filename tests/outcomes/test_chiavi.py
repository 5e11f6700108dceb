"""Access keys of a Comune: made once, checked, revoked; and the page that keeps them."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from comuni.models import Referente
from fis_portal.core.errors import DomainError
from outcomes.models import ChiaveComune
from outcomes.services.chiavi import chiave_create, chiave_revoke, chiave_verify
from tests.comuni.factories import ReferenteFactory

pytestmark = pytest.mark.django_db
PAGINA = "/area-comuni/chiavi/"


def fra(giorni: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=giorni)


@pytest.fixture
def capo() -> Referente:
    return ReferenteFactory(ruolo="responsabile")


def nuova(capo: Referente, scade: int = 30) -> tuple[ChiaveComune, str]:
    return chiave_create(comune=capo.comune, nome="Gestionale", scade_il=fra(scade), by=capo.user)


def test_only_the_digest_of_a_key_is_kept(capo: Referente) -> None:
    chiave, testo = nuova(capo)

    assert testo.startswith("fis_")
    assert len(testo) > 40
    assert testo not in str(ChiaveComune.objects.values().get())
    assert chiave_verify(testo=testo) == chiave


def test_another_text_opens_nothing(capo: Referente) -> None:
    _chiave, testo = nuova(capo)

    for sbagliato in ("", "fis_", testo[:-1], testo + "x", testo[:12] + "A" * 35):
        assert chiave_verify(testo=sbagliato) is None


def test_a_revoked_key_is_dead_and_stays_so(capo: Referente) -> None:
    chiave, testo = nuova(capo)

    quando = chiave_revoke(chiave=chiave, by=capo.user).revocata_il

    assert chiave_verify(testo=testo) is None
    assert chiave_revoke(chiave=chiave, by=capo.user).revocata_il == quando


def test_a_key_is_worth_what_its_maker_is(capo: Referente) -> None:
    _chiave, testo = nuova(capo)

    Referente.objects.update(attivo=False)
    assert chiave_verify(testo=testo) is None
    Referente.objects.update(attivo=True)
    assert chiave_verify(testo=testo) is not None
    capo.user.is_active = False
    capo.user.save()
    assert chiave_verify(testo=testo) is None


def test_an_expired_key_is_dead(capo: Referente) -> None:
    _chiave, testo = nuova(capo)
    ChiaveComune.objects.update(scade_il=fra(-1))

    assert chiave_verify(testo=testo) is None


@pytest.mark.parametrize("giorni", [0, -1, 400])
def test_a_key_lasts_a_year_at_most(capo: Referente, giorni: int) -> None:
    with pytest.raises(DomainError, match="al massimo fra un anno"):
        nuova(capo, giorni)


def test_the_page_shows_a_new_key_once(client: Client, capo: Referente) -> None:
    client.force_login(capo.user)

    risposta = client.post(PAGINA, {"nome": "Gestionale", "scade_il": fra(30).isoformat()})

    trovata = re.search(r"<code>(fis_[\w-]{40,})</code>", risposta.content.decode())
    assert trovata
    assert chiave_verify(testo=trovata[1]) is not None
    assert "no-store" in risposta.headers["Cache-Control"]
    assert trovata[1] not in client.get(PAGINA).content.decode()


def test_a_wrong_form_makes_no_key(client: Client, capo: Referente) -> None:
    client.force_login(capo.user)

    risposta = client.post(PAGINA, {"nome": "", "scade_il": fra(500).isoformat()})

    assert risposta.status_code == 400
    assert not ChiaveComune.objects.exists()


def test_a_responsabile_revokes_the_keys_of_the_own_comune_only(
    client: Client, capo: Referente
) -> None:
    mia, _testo = nuova(capo)
    altrui, _testo = nuova(ReferenteFactory(ruolo="responsabile"))
    client.force_login(capo.user)

    assert client.post(f"{PAGINA}{mia.pk}/revoca/").status_code == 302
    assert client.post(f"{PAGINA}{altrui.pk}/revoca/").status_code == 404
    assert list(ChiaveComune.objects.filter(revocata_il=None)) == [altrui]


def test_a_compilatore_has_no_keys(client: Client) -> None:
    client.force_login(ReferenteFactory(ruolo="compilatore").user)

    assert client.get(PAGINA).status_code == 404
