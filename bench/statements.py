"""Collection at 5,000 lodgings and five years: the board's page, the statements of a period as PDF.

``python -m bench.statements``. The rows are made in bulk (declarations, ledger, payments of every month), as an import
would leave them; what is measured is what a person waits for.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

from bench.common import Measure, data_folder, percentile

LODGINGS = 5_000
YEARS = 5
FIRST_YEAR = 2021
MOST_BOARD = 200.0
MOST_STATEMENTS = 60.0
TRIES = 9
CHUNK = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lodgings", type=int, default=LODGINGS)
    parser.add_argument("--years", type=int, default=YEARS)
    options = parser.parse_args()
    with data_folder():
        measures = measure(options.lodgings, options.years)
    if options.json:
        print(json.dumps([one.as_dict() for one in measures], ensure_ascii=False))
        return
    for one in measures:
        print(f"{one.name} : {one.value:.1f} {one.unit}  {one.detail}")


def measure(lodgings: int, years: int) -> list[Measure]:
    """Milliseconds for the board's page, seconds for the statements."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from buron.kernel.tables import bring_up_to_date

    bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)
    from buron.kernel.actors import Actor
    from buron.kernel.services import create_office
    from buron.kernel.tenancy import office_scope

    office = create_office(slug="mesure", name="Office de mesure")
    actor = Actor.system("mesure", office)
    with office_scope(office):
        period = fill(office, lodgings, years)
        board = _board(office, period)
        statements, pages = _statements(actor, period)
    scale = f"{lodgings} hébergements, {years} ans"
    return [
        Measure("tax_board", board, "ms", MOST_BOARD, f"page du tableau de bord, {scale}"),
        Measure("tax_statements", statements, "s", MOST_STATEMENTS, f"{pages} états numérotés et imprimés"),
    ]


def fill(office: Any, lodgings: int, years: int) -> Any:
    """An office of so many lodgings, one host each, every month declared and most periods paid; the last period."""
    from django.db import transaction

    from buron.directory.models import Party
    from buron.lodging.models import Hosting, Lodging
    from buron.tourist_tax.models import CollectionPeriod

    with transaction.atomic():
        parties = Party.objects.bulk_create(
            Party(
                office=office,
                last_name=f"Hôte {rank:05d}",
                search_words=f" hote {rank:05d}",
                address="4 rue du Four",
                postcode="15300",
                city="Murat",
            )
            for rank in range(lodgings)
        )
        houses = Lodging.objects.bulk_create(
            Lodging(office=office, number=rank + 1, name=f"Gîte {rank:05d}", nature="meubles", insee="15138")
            for rank in range(lodgings)
        )
        Hosting.objects.bulk_create(
            Hosting(office=office, lodging=house, party=party)
            for house, party in zip(houses, parties, strict=True)
        )
        number, last = 0, None
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            for half in (1, 7):
                first = dt.date(year, half, 1)
                end = dt.date(year, 6, 30) if half == 1 else dt.date(year, 12, 31)
                last = CollectionPeriod.objects.create(
                    office=office,
                    title=f"Semestre {1 + half // 7} de {year}",
                    first=first,
                    last=end,
                    declare_by=end + dt.timedelta(days=15),
                    pay_by=end + dt.timedelta(days=30),
                )
                number = _period(office, last, list(zip(houses, parties, strict=True)), number)
    return last


def _period(office: Any, period: Any, held: list[Any], number: int) -> int:
    """Six months declared by each lodging, and one payment by nine hosts in ten."""
    from django.utils import timezone

    from buron.tourist_tax.models import Declaration, LedgerLine, Payment

    now = timezone.now()
    months = [dt.date(period.first.year, period.first.month + offset, 1) for offset in range(6)]
    for start in range(0, len(held), CHUNK // 4):
        part = held[start : start + CHUNK // 4]
        sent = Declaration.objects.bulk_create(
            Declaration(
                office=office,
                lodging=house,
                party=party,
                month=month,
                channel="host",
                kind="total",
                state="sent",
                nights_taxed=20,
                base=2000,
                department=200,
                sent_at=now,
            )
            for house, party in part
            for month in months
        )
        lines = []
        for one in sent:
            number += 1
            lines.append(_line(office, period, one.lodging, one.party, number, 2000, 200, one, None))
        payers = [pair for rank, pair in enumerate(part) if rank % 10]
        first = Payment.objects.count()
        payments = Payment.objects.bulk_create(
            Payment(
                office=office,
                number=first + rank,
                method="transfer",
                received_on=period.pay_by,
                amount=13_200,
                party=party,
            )
            for rank, (_house, party) in enumerate(payers, start=1)
        )
        for payment, (house, party) in zip(payments, payers, strict=True):
            number += 1
            lines.append(_line(office, period, house, party, number, -12_000, -1200, None, payment))
        LedgerLine.objects.bulk_create(lines, batch_size=CHUNK)
    return number


def _line(*parts: Any) -> Any:
    from buron.tourist_tax.models import LedgerLine

    office, period, house, party, number, base, department, declaration, payment = parts
    return LedgerLine(
        office=office,
        number=number,
        kind="due" if payment is None else "paid",
        day=period.last,
        lodging=house,
        party=party,
        period=period,
        declaration=declaration,
        payment=payment,
        base=base,
        department=department,
        label="Déclaration" if payment is None else "Virement",
    )


def _board(office: Any, period: Any) -> float:
    """Median of the page as the agent gets it, rendering and rights included."""
    from django.test import Client
    from django.urls import reverse

    from buron.kernel.models import Membership, User

    user = User.objects.create_user("agent@mesure.example", "une phrase assez longue", name="Agent")
    Membership.objects.create(user=user, office=office, roles=["taxe"])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    url = reverse("tourist_tax_collect_board", kwargs={"office": office.slug}) + f"?periode={period.pk}"

    def once() -> float:
        return _timed(lambda: _checked(client.get(url))) * 1000

    once()
    return percentile([once() for _ in range(TRIES)], 50)


def _checked(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"the board answered {answer.status_code}")


def _statements(actor: Any, period: Any) -> tuple[float, int]:
    from buron.tourist_tax.models import StatementBatch
    from buron.tourist_tax.services.statements import issue_statements, print_statements

    batch = StatementBatch.objects.create(office_id=actor.office_id, period=period, asked_by="mesure")
    made: list[Any] = []

    def work() -> None:
        made.extend(issue_statements(actor=actor, batch=batch))
        print_statements(actor=actor, batch=batch)

    return _timed(work), len(made)


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
