"""What a file would give before it enters: told at once for a short one, worked out by a job for a long one."""

from __future__ import annotations

from typing import Any

from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.kernel.models import Job
from buron.tourist_tax.models import PlatformFile, PlatformLine
from buron.tourist_tax.services.platforms.reading import Reading, Told, open_table, read_file

READ_JOB = "tourist_tax.read_platform_file"
AT_ONCE = 1_000
"""Lines that are read while the page waits: about a tenth of a second."""
SHOWN = 12
Preview = dict[str, Any]
"""``read_by``: the choices that it was read by. ``titles`` and ``samples`` of the columns, ``problems``, ``count``,
``collected`` (cents), ``undetailed``; ``lines``: the first ones; ``refused``: how many; ``refusals``: the first."""


def preview(file: PlatformFile, progress: Told | None = None) -> Preview:
    """What a file would give as its columns are mapped now; nothing is written."""
    table = open_table(bytes(file.payload or b""), file.name)
    found = read_file(file, table, progress)
    return {
        "read_by": read_by(file),
        "titles": table.titles,
        "samples": {title: table.samples(title) for title in table.titles},
        "problems": found.problems,
        "count": len(found.lines),
        "collected": found.collected,
        "undetailed": found.undetailed,
        "lines": [_shown(line) for line in found.lines[:SHOWN]],
        **_refused(found),
    }


def asked_preview(*, actor: Actor, file: PlatformFile, again: bool = False) -> Preview | Job:
    """The preview of a file, or the job that works on it, asked for when nobody did for the choices of now.

    A job that failed is given back as it is, unless it is asked ``again``.
    """
    if file.rows <= AT_ONCE:
        return preview(file)
    asked = Job.objects.filter(office_id=file.office_id, name=READ_JOB, args__file_id=file.pk)
    job = asked.order_by("-pk").first()
    if job is None or (job.state == Job.State.FAILED and again):
        return _ask(actor, file)
    if job.state != Job.State.DONE:
        return job
    found: Preview = job.result or {}
    return found if found.get("read_by") == read_by(file) else _ask(actor, file)


def read_by(file: PlatformFile) -> dict[str, Any]:
    """The choices by which a file is read, to know whether a preview still holds."""
    month = file.default_month.isoformat() if file.default_month else ""
    return {"mapping": file.mapping, "nights_mean": file.nights_mean, "default_month": month}


def forget_preview(file: PlatformFile) -> None:
    """What jobs kept of the lines of a file, once nobody has to see it."""
    Job.objects.filter(office_id=file.office_id, name=READ_JOB, args__file_id=file.pk).update(result=None)


def _ask(actor: Actor, file: PlatformFile) -> Job:
    return enqueue(actor, READ_JOB, key=f"{READ_JOB}:{file.pk}", file_id=file.pk)


def _shown(line: PlatformLine) -> dict[str, Any]:
    if line.arrival and line.departure:
        stay = f"{line.arrival:%d/%m/%Y} – {line.departure:%d/%m/%Y}"
    else:
        stay = f"{line.month:%m/%Y}"
    return {
        "name": (line.name or line.address or line.listing) if line.detailed else "",
        "stay": stay,
        "persons": line.persons,
        "nights": line.nights,
        "collected": line.collected,
    }


def _refused(found: Reading) -> dict[str, Any]:
    return {"refused": len(found.refused), "refusals": [list(one) for one in found.refused[:SHOWN]]}
