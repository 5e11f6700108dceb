import json
import logging
import sys
from typing import Any

import pytest

from fis_portal.core.logs import JsonFormatter, log_context


def _riga(messaggio: str, *argomenti: object, exc_info: Any = None, **extra: object) -> str:
    record = logging.LogRecord(
        "progetti", logging.WARNING, __file__, 1, messaggio, argomenti, exc_info
    )
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


def test_each_event_is_one_json_object_with_utc_time() -> None:
    riga = json.loads(_riga("progetto %s published", 7))

    assert riga["message"] == "progetto 7 published"
    assert riga["level"] == "WARNING"
    assert riga["logger"] == "progetti"
    assert riga["time"].endswith("Z")
    assert riga["request_id"] is None
    assert riga["user_id"] is None


@pytest.mark.parametrize("a_capo", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x00"])
def test_line_ends_in_a_message_stay_inside_one_line(a_capo: str) -> None:
    riga = _riga(f"uno{a_capo}due")

    assert len(riga.splitlines()) == 1
    assert json.loads(riga)["message"] == f"uno{a_capo}due"


def test_context_adds_request_and_user_id() -> None:
    with log_context("abc-123", lambda: 42):
        dentro = json.loads(_riga("x"))
    fuori = json.loads(_riga("x"))

    assert (dentro["request_id"], dentro["user_id"]) == ("abc-123", 42)
    assert (fuori["request_id"], fuori["user_id"]) == (None, None)


@pytest.mark.parametrize(
    "dato", ["mario.rossi@comune.example.it", "RSSMRA80A01H501U", "IT60X0542811101000000123456"]
)
def test_personal_data_in_a_message_is_hidden(dato: str) -> None:
    riga = _riga("mail to %s refused", dato)

    assert dato not in riga
    assert "refused" in riga


def test_extra_fields_outside_the_list_are_dropped() -> None:
    riga = json.loads(_riga("x", report_id=3, nome="Mario", evento="export"))

    assert riga["report_id"] == 3
    assert riga["evento"] == "export"
    assert "nome" not in riga


def test_exception_keeps_type_and_places_but_not_the_values_of_the_row() -> None:
    try:
        raise ValueError("duplicate key\nDETAIL: Key (email)=(m@example.it) already exists")
    except ValueError:
        riga = _riga("failed", exc_info=sys.exc_info())

    eccezione = json.loads(riga)["exception"]
    assert eccezione["type"] == "ValueError"
    assert eccezione["message"] == "duplicate key"
    assert eccezione["cause"] is None
    assert "test_logs.py" in eccezione["frames"][0]
    assert "example.it" not in riga


def test_wrong_logging_call_still_gives_a_line() -> None:
    riga = json.loads(_riga("%d projects", "due"))

    assert riga["message"] == "%d projects [arguments do not fit]"
