"""One row of every table, in another office, all with the same identifier: no address of ours may ever find one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from buron.kernel.models import Membership, Office, User
from buron.kernel.tenancy import OfficeModel, across_offices
from tests.walk import FOREIGN_PK

VALUES: dict[type[models.Field], Any] = {
    models.BooleanField: False,
    models.DateField: dt.date(2026, 7, 14),
    models.DateTimeField: timezone.now(),
    models.EmailField: "ailleurs@example.org",
    models.FileField: "photos/ailleurs.jpg",
    models.FloatField: 45.0,
    models.JSONField: {},
    models.TimeField: dt.time(10),
    models.UUIDField: uuid.UUID(int=FOREIGN_PK),
    models.BinaryField: b"ailleurs",
}


def rows_of(office: Office) -> dict[type[models.Model], models.Model]:
    """Insert the rows and give them by table. Foreign keys point to the rows made before."""
    made: dict[type[models.Model], models.Model] = {}
    with across_offices("rows of another office, for the tests"):
        waiting = [model for model in apps.get_models() if _belongs(model)]
        while waiting:
            ready = [model for model in waiting if _references(model) <= set(made) | {model} | _given()]
            assert ready, f"a cycle of references: {waiting}"
            for model in ready:
                made[model] = _insert(model, office, made)
                waiting.remove(model)
    return made


def _belongs(model: type[models.Model]) -> bool:
    names = {field.name for field in model._meta.fields}
    return issubclass(model, OfficeModel) or ("office" in names and model is not Office)


def _given() -> set[type[models.Model]]:
    return {model for model in apps.get_models() if not _belongs(model)}


def _references(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.fields if field.is_relation and not field.null}


def _insert(model: type[models.Model], office: Office | None, made: dict[Any, models.Model]) -> models.Model:
    values: dict[str, Any] = {}
    for field in model._meta.fields:
        if field.primary_key and not field.is_relation:
            values[field.attname] = FOREIGN_PK if isinstance(field, models.AutoField) else _value(field)
        elif field.name == "office":
            values["office"] = office
        elif field.is_relation:
            values[field.name] = _related(field, model, made)
        elif not field.null and not field.has_default():
            values[field.attname] = _value(field)
    row = model(**values)
    _mend(row)
    with connection.constraint_checks_disabled():
        model._base_manager.bulk_create([row])
    return row


def _related(field: Any, model: type[models.Model], made: dict[Any, models.Model]) -> models.Model | None:
    if field.null:
        return None
    if field.related_model in made:
        return made[field.related_model]
    if issubclass(field.related_model, User) and model is Membership:
        return User.objects.create_user("ailleurs@example.org")
    existing = field.related_model._base_manager.order_by("pk").first()
    if existing is None:
        existing = made[field.related_model] = _insert(field.related_model, None, made)
    return existing


def _value(field: Any) -> Any:
    for kind in type(field).__mro__:
        if kind in VALUES:
            return VALUES[kind]
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        return "ailleurs"[: field.max_length or 8]
    return 1


def _mend(row: models.Model) -> None:
    """Constraints that a plain filling would break."""
    if type(row).__name__ == "OutingDay":
        row.closes = dt.time(12)  # type: ignore[attr-defined]
    for label, field in (("reception.PrintMovement", "target"), ("lodging.Invitation", "lodging")):
        if row._meta.label == label:
            setattr(row, field, row._meta.get_field(field).related_model._base_manager.get(pk=FOREIGN_PK))
    if row._meta.label == "lodging.Invitation":  # an answer has its day
        row.answered_on = row.sent_on  # type: ignore[attr-defined]
    if type(row).__name__ in ("PartnerLink", "HostLink"):  # a living link has its token
        row.token = "ailleurs"  # type: ignore[attr-defined]
    if type(row).__name__ == "CollectionPeriod":  # due after it begins
        row.declare_by = row.pay_by = row.first + dt.timedelta(days=30)  # type: ignore[attr-defined]
    if type(row).__name__ == "GuestStay":  # leaves after it comes
        row.departure = row.arrival + dt.timedelta(days=2)  # type: ignore[attr-defined]
    if type(row).__name__ == "LedgerLine":  # what is due comes from a declaration
        row.kind = "interest"  # type: ignore[attr-defined]
    for name, field in (("Doubt", "second"), ("PartyLink", "person")):  # two rows that differ
        if type(row).__name__ == name:
            setattr(row, field, _second(row._meta.get_field(field).related_model))


def _second(model: type[models.Model]) -> models.Model:
    """A row of the other office beside the first."""
    second = model._base_manager.get(pk=FOREIGN_PK)
    second.pk = FOREIGN_PK + 1
    model._base_manager.bulk_create([second])
    return second
