"""What the reception needs to know of fiches, by identifier."""

from __future__ import annotations

from collections.abc import Iterable

from buron.kernel.tenancy import across_offices, current_office_id
from buron.offer.models import Fiche


def kinds_of(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Kind and sub-kind of those fiches of the office in scope; those that it does not have are left out.

    The office is compared here and not in the query: asked for both, SQLite walks all the fiches of the office.
    """
    office_id = current_office_id()
    with across_offices("rows are found by identifier and kept by office"):
        rows = list(
            Fiche.objects.filter(pk__in=list(ids))
            .order_by()
            .values_list("pk", "office_id", "kind", "subkind")
        )
    return {pk: (kind, subkind) for pk, owner, kind, subkind in rows if owner == office_id}
