import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PUBLIC = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if path.relative_to(TEMPLATES).parts[0] not in ("pdf", "admin")
]


@pytest.fixture
def richiesta():
    request = RequestFactory().get("/pagina/")
    request.request_id = "3f9a1c2e5b7d4f60"
    return request


def test_error_500_needs_neither_context_nor_database():
    html = render_to_string("500.html")

    assert "<h1>Il portale ha un problema</h1>" in html
    assert "innovazione" not in html


def test_error_500_names_the_request_where_it_is_known(richiesta):
    assert richiesta.request_id in render_to_string("500.html", {"request": richiesta})


@pytest.mark.parametrize("status", [400, 403, 404])
def test_error_pages_say_what_to_do_and_name_the_request(status, richiesta):
    html = render_to_string(f"{status}.html", {"message": ""}, request=richiesta)

    assert "Che cosa puoi fare" in html
    assert richiesta.request_id in html
    assert 'data-element="feedback"' not in html


def test_error_pages_escape_the_message(richiesta):
    html = render_to_string("400.html", {"message": "<b>no</b>"}, request=richiesta)

    assert "&lt;b&gt;no&lt;/b&gt;" in html


def test_base_has_the_elements_every_public_page_must_have(richiesta):
    html = render_to_string("base.html", {}, request=richiesta)

    assert '<html lang="it">' in html
    assert html.count("<main") == 1
    for skip_link in ("#contenuto", "#navigazione", "#piede"):
        assert f'href="{skip_link}"' in html
    for hook in ("main-navigation", "breadcrumb", "contacts"):
        assert f'data-element="{hook}"' in html
    assert 'data-element="demo-banner"' not in html


def test_base_shows_the_banner_where_data_is_demonstrative(richiesta):
    html = render_to_string("base.html", {"contiene_demo": True}, request=richiesta)

    assert 'data-element="demo-banner"' in html


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_public_template_needs_a_looser_content_security_policy(path):
    html = path.read_text()

    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.search(r"\bsafe\b\s*%?}}|\|safe\b", html)
