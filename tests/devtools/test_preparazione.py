import json

import pytest

from fis_portal.devtools.preparazione import Passo, Registro, fingerprint, passi


@pytest.fixture
def registro(tmp_path):
    return Registro(tmp_path / "impronte.json")


MIGRATE = Passo("migrate", "", (), "m1")
STATICI = Passo("collectstatic", "", (), "s1", tocca_database=False)


def test_everything_is_to_be_done_the_first_time(registro):
    assert registro.pending([MIGRATE, STATICI], database_fidato=True) == [MIGRATE, STATICI]


def test_what_did_not_change_is_not_done_again(registro):
    registro.record(MIGRATE)
    registro.record(STATICI)

    assert registro.pending([MIGRATE, STATICI], database_fidato=True) == []


def test_a_changed_step_is_done_again(registro):
    registro.record(MIGRATE)
    changed = Passo("migrate", "", (), "m2")

    assert registro.pending([changed], database_fidato=True) == [changed]


def test_a_database_that_is_not_ours_is_never_trusted(registro):
    registro.record(MIGRATE)
    registro.record(STATICI)

    assert registro.pending([MIGRATE, STATICI], database_fidato=False) == [MIGRATE]


def test_a_new_cluster_forgets_what_the_old_one_had(registro):
    registro.record(MIGRATE)
    registro.record(STATICI)

    registro.forget_database([MIGRATE, STATICI])

    assert registro.pending([MIGRATE, STATICI], database_fidato=True) == [MIGRATE]


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_an_unreadable_register_means_do_it_all(registro, content):
    registro.path.write_text(content)

    assert registro.pending([MIGRATE], database_fidato=True) == [MIGRATE]
    registro.record(MIGRATE)
    assert json.loads(registro.path.read_text()) == {"migrate": "m1"}


def test_fingerprint_follows_content_and_names(tmp_path):
    (tmp_path / "a.py").write_text("uno")
    first = fingerprint(tmp_path, ["*.py"])
    (tmp_path / "a.py").write_text("due")
    second = fingerprint(tmp_path, ["*.py"])
    (tmp_path / "a.py").rename(tmp_path / "b.py")

    assert len({first, second, fingerprint(tmp_path, ["*.py"])}) == 3


def test_a_new_migration_asks_for_migrate_again(tmp_path):
    folder = tmp_path / "comuni" / "migrations"
    folder.mkdir(parents=True)
    before = {step.nome: step.impronta for step in passi(tmp_path)}
    (folder / "0002_x.py").write_text("")
    after = {step.nome: step.impronta for step in passi(tmp_path)}

    assert before["migrate"] != after["migrate"]
    assert before["collectstatic"] == after["collectstatic"]


def test_demonstrative_data_is_left_out_on_request(tmp_path):
    commands = {step.nome: step.argomenti for step in passi(tmp_path, dimostrativi=False)}

    assert "--demo" not in commands["seed"]
