"""Reading and entering a platform's file outside of a request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from buron.kernel.jobs import JobContext, JobError, job
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import PlatformFile
from buron.tourist_tax.services import platforms as services


@job(services.APPLY_JOB, max_attempts=3, title=_("Entrer un fichier de plateforme"))
def apply(context: JobContext, *, file_id: int) -> None:
    """Enter a file whole, or not at all; run twice, it finds the file in and stops."""
    file = PlatformFile.objects.defer("payload").filter(pk=file_id).first()
    if file is None or context.actor is None or file.state == PlatformFile.State.APPLIED:
        return
    rows = file.rows
    try:
        done = services.apply_file(
            actor=context.actor,
            file=file,
            progress=lambda read, message: context.progress(read, rows, message),
        )
    except TaxError as error:
        raise JobError(str(error)) from error
    context.progress(rows, rows, ngettext("%d ligne entrée", "%d lignes entrées", done.taken) % done.taken)


@job(services.READ_JOB, max_attempts=2, title=_("Lire un fichier de plateforme"))
def read(context: JobContext, *, file_id: int) -> None:
    """Say what a file would give; its page shows it."""
    file = PlatformFile.objects.filter(pk=file_id, state=PlatformFile.State.DRAFT).first()
    if file is None:
        return
    words = str(_("Lecture des lignes"))
    try:
        found = services.preview(file, lambda done: context.progress(done, file.rows, words))
    except TaxError as error:
        raise JobError(str(error)) from error
    context.finish(found)
