from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fis_portal.accounts.models import User
from progetti.models import Progetto


@transaction.atomic
def progetti_set_public(*, progetti: QuerySet[Progetto], is_public: bool, by: User | None) -> int:
    """Show these projects on the public pages, or take them away. Returns how many changed."""
    return progetti.filter(is_public=not is_public).update(
        is_public=is_public, updated_at=timezone.now()
    )
