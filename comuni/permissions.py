"""Who may say who acts for a Comune: its active `responsabile`, or the staff."""

from typing import Any

from comuni.models import Comune, Referente


def can_manage_referenti(user: Any, comune: Comune) -> bool:
    """Invite people, take them off, change what they may do."""
    return bool(
        Referente.objects.attivi().responsabili().filter(user=user, comune=comune).exists()
        or _is_staff(user)
    )


def _is_staff(user: Any) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm("comuni.add_referente"))
