"""Numbers that an office gives to its papers: 1, 2, 3… without a hole, whoever writes at the same time."""

from __future__ import annotations

from django.db import models
from django.db.models import Max

from buron.kernel.models import Office
from buron.kernel.tenancy import OfficeModel


def next_number(model: type[OfficeModel], office_id: int, *, field: str = "number", **among: object) -> int:
    """The number after the last one of an office's rows (of those that match ``among``).

    To be called inside the transaction that writes the row: the office is locked until its end, so that two writers
    follow each other, and a rolled back row leaves no hole. The model keeps a unique constraint all the same.
    """
    Office.objects.select_for_update().get(pk=office_id)
    rows: models.QuerySet[OfficeModel] = model.objects.filter(office_id=office_id, **among)
    last: int | None = rows.aggregate(last=Max(field))["last"]
    return (last or 0) + 1
