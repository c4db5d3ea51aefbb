"""An import in a process of its own, for the tests that kill it: ``python -m tests.offer.import_process MODE FEED``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

SLUG = "haut-pays"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def prepare(feed: str) -> None:
    """An office, its source and a first import, on a database that is ready."""
    from buron.kernel.actors import Actor
    from buron.kernel.models import Office
    from buron.kernel.tables import bring_up_to_date
    from buron.kernel.tenancy import office_scope
    from buron.offer.services import create_source, run_import

    bring_up_to_date()
    office = Office.objects.create(slug=SLUG, name="Office du Haut Pays")
    with office_scope(office):
        actor = Actor.system("tests", office)
        source = create_source(actor=actor, name="Apidae", connector="apidae")
        say(run_import(actor=actor, source=source, place=feed).state)


def run(feed: str) -> None:
    """Compare, say so, then apply: where the killing is done."""
    from buron.offer import services

    actor, source = _who()
    begun = services.begin_run(actor=actor, source=source, place=feed)
    say("begun")
    ready = services.read_run(actor=actor, run=begun, place=feed)
    say(ready.state)
    say(services.apply_run(actor=actor, run=ready, confirmed=True).state)


def report(feed: str, outcome: str = "") -> None:
    """What is there, as JSON."""
    from django.conf import settings
    from django.db import connection

    from buron.offer.models import Fiche, Run, SearchRow, SourceRecord

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        sound = cursor.fetchone()[0] == "ok"
    found: dict[str, Any] = {
        "outcome": outcome,
        "fiches": Fiche.objects.count(),
        "records": SourceRecord.objects.count(),
        "indexed": SearchRow.objects.count(),
        "names": sorted(Fiche.objects.values_list("name", flat=True).distinct()[:3]),
        "states": list(Run.objects.order_by("pk").values_list("state", flat=True)),
        "kept": sorted(Run.objects.exclude(payload="").values_list("payload", flat=True)),
        "files": sorted(path.name for path in (Path(settings.DATA) / "imports").rglob("*") if path.is_file()),
        "sound": sound,
    }
    say(json.dumps(found))


def again(feed: str) -> None:
    """What the next run, or the job that puts things right, does after a crash."""
    from buron.offer import services

    actor, source = _who()
    services.recover(actor=actor)
    report(feed, services.run_import(actor=actor, source=source, place=feed, confirmed=True).state)


def _who() -> tuple[Any, Any]:
    from buron.kernel.actors import Actor
    from buron.kernel.models import Office
    from buron.offer.models import Source

    return Actor.system("tests", Office.objects.get(slug=SLUG)), Source.objects.get()


def main() -> None:
    django.setup()
    mode, feed = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if mode == "prepare":
        prepare(feed)
        return
    from buron.kernel.models import Office
    from buron.kernel.tenancy import office_scope

    with office_scope(Office.objects.get(slug=SLUG)):
        {"run": run, "report": report, "again": again}[mode](feed)


if __name__ == "__main__":
    main()
