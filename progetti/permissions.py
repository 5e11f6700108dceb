"""Who acts for a body that takes part in projects."""

from typing import Any


def acts_for_partner(user: Any) -> bool:
    """For any. What its delegates alone may enter asks this, so that it is asked once."""
    return bool(user.deleghe.attivi().exists())
