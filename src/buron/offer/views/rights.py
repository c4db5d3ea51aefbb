"""What a template of the offer may show to whom."""

from __future__ import annotations

from buron.kernel.screens import OfficeRequest


def rights(request: OfficeRequest) -> dict[str, bool]:
    """The rights that the templates ask about."""
    return {
        "may_import": request.actor.can("offer.import"),
        "may_edit": request.actor.can("offer.edit"),
        "may_select": request.actor.can("offer.select"),
    }
