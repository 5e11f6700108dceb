import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from fis_portal.accounts.models import User
from fis_portal.sito.roles import FUNZIONARIO, LETTURA, RESPONSABILE, RUOLI, permissions_of
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def granted(nome: str) -> set[str]:
    permessi = Group.objects.get(name=nome).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permessi}


@pytest.mark.parametrize("ruolo", RUOLI)
def test_the_command_gives_each_role_exactly_what_is_declared(ruolo):
    call_command("sync_roles", verbosity=0)

    assert granted(ruolo) == permissions_of(ruolo)


def test_running_it_again_takes_away_what_is_no_longer_declared_and_keeps_the_people():
    call_command("sync_roles", verbosity=0)
    gruppo = Group.objects.get(name=LETTURA)
    gruppo.permissions.add(Permission.objects.get(codename="delete_progetto"))
    user = UserFactory()
    user.groups.add(gruppo)

    call_command("sync_roles", verbosity=0)

    assert granted(LETTURA) == permissions_of(LETTURA)
    assert list(user.groups.all()) == [gruppo]
    assert Group.objects.count() == len(RUOLI)


def test_a_viewer_only_views_and_never_personal_data():
    permessi = permissions_of(LETTURA)

    assert all(permesso.split(".")[1].startswith("view_") for permesso in permessi)
    assert not {p for p in permessi if "persona" in p or "partecipazione" in p or "user" in p}


def test_only_managers_touch_people_groups_and_schedules():
    for ruolo in (FUNZIONARIO, LETTURA):
        app = {permesso.split(".")[0] for permesso in permissions_of(ruolo)}
        assert not app & {"accounts", "auth", "django_celery_beat"}
    assert {"accounts.add_user", "accounts.change_user"} <= permissions_of(RESPONSABILE)
    assert "accounts.delete_user" not in permissions_of(RESPONSABILE)


def test_nobody_may_change_a_role_by_hand(client, superuser):
    call_command("sync_roles", verbosity=0)
    gruppo = Group.objects.get(name=LETTURA)
    client.force_login(superuser)

    assert client.get(f"/admin/auth/group/{gruppo.pk}/change/").status_code == 200
    assert client.post(f"/admin/auth/group/{gruppo.pk}/change/", {"name": "x"}).status_code == 403
    assert client.get("/admin/auth/group/add/").status_code == 403


def test_each_role_finds_in_the_sidebar_only_what_it_may_open(
    client, lettura: User, funzionario: User, responsabile: User
):
    voci = {}
    for ruolo in (lettura, funzionario, responsabile):
        client.force_login(ruolo)
        gruppi = client.get("/admin/").context["sidebar_navigation"]
        voci[ruolo.pk] = {voce["link"] for gruppo in gruppi for voce in gruppo["items"]}
        for link in voci[ruolo.pk]:
            assert client.get(link).status_code == 200, link

    assert voci[lettura.pk] < voci[funzionario.pk] < voci[responsabile.pk]
    assert "/admin/community/persona/" not in voci[lettura.pk]
    assert "/admin/accounts/user/" not in voci[funzionario.pk]
