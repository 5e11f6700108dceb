from django.template import engines
from django.test import RequestFactory, override_settings

from fis_portal.core.templatetags.fis import _parte


def rendi(percorso: str, sorgente: str) -> str:
    modello = engines["django"].from_string(sorgente)
    return modello.render({}, RequestFactory().get(percorso))


PIEDE = '{% fisso "_layout/piede.html" %}'


def test_a_fixed_part_is_what_include_gives():
    for percorso in ("/", "/progetti/", "/progetti/homes4all/", "/privacy/"):
        for nome in ("_layout/testata.html", "_layout/piede.html"):
            fisso = rendi(percorso, f'{{% fisso "{nome}" %}}')
            assert fisso == rendi(percorso, f'{{% include "{nome}" %}}'), percorso


def test_a_fixed_part_marks_the_section_of_its_page():
    assert rendi("/progetti/", PIEDE).count('aria-current="page"') == 1
    assert rendi("/progetti/uno/", PIEDE).count('aria-current="true"') == 1
    assert 'aria-current="' not in rendi("/altro/uno/", PIEDE)


def test_a_fixed_part_is_rendered_once_for_all_the_pages_of_a_section():
    _parte.cache_clear()

    for slug in ("uno", "due", "tre"):
        rendi(f"/progetti/{slug}/", PIEDE)

    assert _parte.cache_info().misses == 1


def test_a_fixed_part_follows_the_settings_it_prints():
    assert "altra@example.org" not in rendi("/", PIEDE)
    with override_settings(CONTATTO_EMAIL="altra@example.org"):
        assert "altra@example.org" in rendi("/", PIEDE)
