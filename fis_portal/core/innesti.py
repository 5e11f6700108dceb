"""Operations for migrations."""

from typing import Any

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class InnestoTrigger(AddTrigger):
    """`AddTrigger` without rendering the model again, and with it all those that point to it.

    A compiled trigger is its SQL and needs no model; on an empty database the hundreds of triggers
    of the history took over a minute, nearly all of it spent rendering (ADR 0003).
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        opzioni: dict[str, Any] = state.models[app_label, self.model_name_lower].options
        opzioni["triggers"] = [*opzioni.get("triggers", []), self.trigger]
