"""``./buron courrier --office NOM < message``: takes a raw mail in, for a mail server's pipe.

Exit codes are those that mail servers know (sysexits.h): 0 taken in, 69 try later, 77 refused for good. What is written
on the error output is what the sender of a refused message reads.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from buron.kernel.actors import Actor
from buron.kernel.commands import office_named
from buron.kernel.tenancy import office_scope
from buron.reception.rules.mail import LARGEST
from buron.reception.services.requests import receive_mail

TRY_LATER, REFUSED = 69, 77


class Command(BaseCommand):
    help = "Reprend un courriel brut, lu sur l’entrée, parmi les demandes de l’office."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office (s’il y en a plusieurs)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        office = office_named(options["office"], code=TRY_LATER)
        raw = _read()
        try:
            with office_scope(office):
                received = receive_mail(actor=Actor.system("courrier", office), raw=raw)
        except DatabaseError as error:
            raise CommandError(
                "La base ne répond pas : à présenter plus tard.", returncode=TRY_LATER
            ) from error
        verb = "reçu" if received.is_new else "déjà reçu"
        self.stdout.write(f"Message {verb} : demande nº {received.message.enquiry_id}.")


def _read() -> bytes:
    """The message; one that is too large is read to its end, so that the mail server's pipe is not broken."""
    raw = sys.stdin.buffer.read(LARGEST + 1)
    if not raw.strip():
        raise CommandError("Aucun message sur l’entrée.", returncode=REFUSED)
    if len(raw) > LARGEST:
        while sys.stdin.buffer.read(2**20):
            pass
        raise CommandError(
            f"Message refusé : il dépasse {LARGEST // 2**20} Mo. Renvoyez-le sans ses pièces jointes, ou avec un "
            "lien vers elles.",
            returncode=REFUSED,
        )
    return raw
