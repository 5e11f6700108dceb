from pathlib import Path

import pytest

from fis_portal.devtools import ambiente


@pytest.fixture
def unpacked(tmp_path):
    """A folder with libraries unpacked without root."""
    libraries = tmp_path / "radice" / "usr" / "lib" / "x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    return tmp_path, libraries


def test_unpacked_libraries_come_before_those_already_named(unpacked):
    folder, libraries = unpacked

    variables = ambiente.variabili_sistema({"LD_LIBRARY_PATH": "/altre"}, folder)

    assert variables["LD_LIBRARY_PATH"] == f"{libraries}:/altre"


def test_with_unpacked_libraries_fonts_come_from_the_theme(unpacked):
    folder, _ = unpacked

    variables = ambiente.variabili_sistema({}, folder)

    text = Path(variables["FONTCONFIG_FILE"]).read_text()
    assert "Titillium_Web</dir>" in text
    assert str(folder / "cache-fonts") in text


def test_fonts_chosen_by_the_user_stay(unpacked):
    folder, _ = unpacked

    variables = ambiente.variabili_sistema({"FONTCONFIG_FILE": "/mio.conf"}, folder)

    assert "FONTCONFIG_FILE" not in variables


def test_without_unpacked_libraries_the_loader_is_left_alone(tmp_path):
    assert "LD_LIBRARY_PATH" not in ambiente.variabili_sistema({}, tmp_path)


def test_a_folder_with_signs_xml_reserves_gives_a_valid_file(tmp_path):
    folder = tmp_path / "a & b <c>"
    (folder / "radice" / "usr" / "lib" / "x86_64-linux-gnu").mkdir(parents=True)

    variables = ambiente.variabili_sistema({}, folder)

    assert "a &amp; b &lt;c&gt;" in Path(variables["FONTCONFIG_FILE"]).read_text()


def test_children_use_development_settings_unless_told_otherwise():
    assert ambiente.child_environment({}, {})["DJANGO_SETTINGS_MODULE"].endswith(".dev")
    given = {"DJANGO_SETTINGS_MODULE": "altre"}
    assert ambiente.child_environment(given, {})["DJANGO_SETTINGS_MODULE"] == "altre"


def test_a_browser_the_user_names_wins_and_must_exist(tmp_path):
    browser = tmp_path / "chromium"
    browser.touch()

    assert ambiente.find_chromium({"FIS_CHROMIUM": str(browser)}) == str(browser)
    assert ambiente.find_chromium({"FIS_CHROMIUM": str(tmp_path / "manca")}) is None
