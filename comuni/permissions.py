"""Who acts for a Comune, and who may say so: its active `responsabile`, or the staff."""

from typing import Any

from comuni.models import Comune, Referente


def acts_for_comune(user: Any) -> bool:
    """For any Comune. What its people alone may enter asks this, so that it is asked once."""
    return Referente.objects.attivi().filter(user=user).exists()


def can_manage_referenti(user: Any, comune: Comune) -> bool:
    """Invite people, take them off, change what they may do."""
    return bool(
        Referente.objects.attivi().responsabili().filter(user=user, comune=comune).exists()
        or _is_staff(user)
    )


def _is_staff(user: Any) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm("comuni.add_referente"))
