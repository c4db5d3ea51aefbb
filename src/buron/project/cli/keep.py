"""``backup``, ``restore`` and ``check``: keeping the office's data safe."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import asdict

from buron.project.cli import prepare


def backup(options: argparse.Namespace) -> int:
    """Save the database and the files into one verified file."""
    problem = prepare.open_installation()
    if problem:
        return _refuse(problem)
    from buron.kernel.backup import BackupError, save

    try:
        report = save(options.file)
    except BackupError as error:
        return _refuse(str(error))
    _tell(
        options,
        report.as_dict(),
        f"Sauvegarde vérifiée : {report.file} ({report.rows} lignes, {report.files} fichiers).",
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    """Put a backup back; the program must be closed meanwhile."""
    prepare.start_django()
    from buron.kernel.backup import BackupError
    from buron.kernel.backup import restore as put_back

    try:
        report = put_back(options.file, force=options.force)
    except BackupError as error:
        return _refuse(str(error))
    _tell(
        options,
        report.as_dict(),
        f"Sauvegarde du {_moment(report.made_at)} remise en place "
        f"({report.rows} lignes, {report.files} fichiers).",
    )
    return 0


def check(options: argparse.Namespace) -> int:
    """Every health check; exit code 1 when one is an error."""
    problem = prepare.open_installation()
    if problem:
        return _refuse(problem)
    from buron.kernel.checks import run_all

    outcomes = run_all()
    failed = any(outcome.level == "error" for outcome in outcomes)
    if options.json:
        sys.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False) + "\n")
        return int(failed)
    marks = {"ok": "ok       ", "warning": "ATTENTION", "error": "ERREUR   "}
    for outcome in outcomes:
        place = f"[{outcome.office}] " if outcome.office else ""
        sys.stdout.write(f"{marks[outcome.level]} {place}{outcome.title} : {outcome.message}\n")
        if outcome.remedy and outcome.level != "ok":
            sys.stdout.write(f"          → {outcome.remedy}\n")
    return int(failed)


def _tell(options: argparse.Namespace, data: dict[str, object], sentence: str) -> None:
    sys.stdout.write((json.dumps(data, ensure_ascii=False) if options.json else sentence) + "\n")


def _moment(made_at: str) -> str:
    """The instant of a manifest in the office's time, as French text."""
    from django.utils import timezone

    from buron.kernel.formats import datetime_text

    return datetime_text(timezone.localtime(dt.datetime.fromisoformat(made_at)))


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 2
