"""Checks of the installation itself: engine, disk, migrations, worker, mail."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from buron.kernel.contributions import Health

LOW_SPACE = 500 * 1024 * 1024


def data_folder() -> Health:
    """The data folder must be writable and have room."""
    folder = Path(settings.DATA)
    if not os.access(folder, os.W_OK):
        return Health(
            "error",
            f"Le dossier de données {folder} est en lecture seule.",
            "Rendez-le accessible en écriture.",
        )
    free = shutil.disk_usage(folder).free
    if free < LOW_SPACE:
        return Health(
            "error", f"Il reste {free // 2**20} Mo sur le disque des données.", "Libérez de la place."
        )
    return Health("ok", f"{folder}, {free // 2**30} Go libres")


def engine() -> Health:
    """PostgreSQL, or a SQLite without the WAL defect (see :mod:`buron.project.sqlite`)."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            return Health("ok", f"PostgreSQL {cursor.fetchone()[0]}")
        cursor.execute("SELECT sqlite_version()")
        number = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check")
        verdict = cursor.fetchone()[0]
    if verdict != "ok":
        return Health("error", f"La base est abîmée : {verdict}", "Restaurez la dernière sauvegarde.")
    if mode != "wal":
        return Health(
            "warning",
            f"SQLite {number} a un défaut qui peut abîmer une base : mode prudent, plus lent.",
            "Installez le paquet Python pysqlite3 (SQLite 3.51.3 ou plus récent) ou PostgreSQL.",
        )
    return Health("ok", f"SQLite {number}, base intacte")


def migrations() -> Health:
    """The tables must be those of this version."""
    from buron.kernel.tables import pending_migrations

    if pending_migrations():
        return Health("error", "La base n’est pas à jour pour cette version.", "Relancez « buron serve ».")
    return Health("ok", "Les tables sont à jour")


def jobs() -> Health:
    """No job should wait long after its hour, nor have failed in the last week."""
    from buron.kernel.models import Job

    now = timezone.now()
    late = Job.objects.filter(state=Job.State.WAITING, run_at__lt=now - dt.timedelta(minutes=15)).count()
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - dt.timedelta(days=7)).count()
    if late:
        return Health(
            "warning",
            f"{late} tâche(s) de fond attendent depuis plus d’un quart d’heure.",
            "Relancez le programme.",
        )
    if failed:
        return Health(
            "warning",
            f"{failed} tâche(s) de fond en échec depuis sept jours.",
            "Administration › Tâches de fond dit pourquoi, et les relance.",
        )
    return Health("ok", "Aucune tâche de fond en retard")


def mail() -> Health:
    """Without a mail server, messages wait in the data folder."""
    if "filebased" in settings.EMAIL_BACKEND:
        return Health(
            "warning",
            "Aucun serveur de messagerie : les messages sont gardés dans le dossier « mail ».",
            "Indiquez BURON_SMTP_URL.",
        )
    return Health("ok", f"Messagerie par {settings.EMAIL_HOST}")
