"""Reading the office's mailboxes by IMAP over TLS. Nothing is moved, marked or removed there."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.actors import Actor
from buron.kernel.mail import plain_credentials
from buron.reception.models import Mailbox
from buron.reception.request_secrets import unseal
from buron.reception.rules.mail import LARGEST
from buron.reception.services.requests import receive_mail, receive_oversized

TIMEOUT = 20
MOST_AT_ONCE = 200
FIRST_DAYS = 7
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Client(Protocol):
    """What is used of :class:`imaplib.IMAP4_SSL`."""

    def login(self, user: str, password: str) -> Any: ...
    def authenticate(self, mechanism: str, authobject: Callable[[bytes], bytes]) -> Any: ...
    def select(self, mailbox: str, readonly: bool) -> Any: ...
    def response(self, code: str) -> Any: ...
    def uid(self, command: str, *args: str) -> Any: ...
    def logout(self) -> Any: ...


Connect = Callable[[Mailbox], Client]


class MailboxError(Exception):
    """The mailbox cannot be read; the message is French."""


def connect(mailbox: Mailbox) -> Client:
    """An encrypted connection, with the certificate checked."""
    return imaplib.IMAP4_SSL(
        mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
    )


def read_mailbox(*, actor: Actor, mailbox: Mailbox, connecting: Connect = connect) -> int:
    """Take in what has come since the last reading; gives how many were new. What went wrong is kept on the mailbox.

    Each message is remembered as read once it is taken in, so that a cut in the middle loses none and doubles none.
    """
    try:
        taken, error = _read(actor, mailbox, connecting), ""
    except MailboxError as problem:
        taken, error = 0, str(problem)
    except ssl.SSLError:
        taken, error = 0, _("La connexion chiffrée est refusée : vérifiez le nom du serveur.")
    except imaplib.IMAP4.error as problem:
        taken, error = 0, _("Le serveur a refusé : %(reason)s") % {"reason": str(problem)[:200]}
    except OSError:
        taken, error = 0, _("Le serveur %(host)s ne répond pas.") % {"host": mailbox.host}
    Mailbox.objects.filter(pk=mailbox.pk).update(error=error[:300], read_at=timezone.now())
    return taken


def _read(actor: Actor, mailbox: Mailbox, connecting: Connect) -> int:
    password = unseal(mailbox.secret)
    if password is None:
        raise MailboxError(_("Le mot de passe est à redonner : la clé de l’installation a changé."))
    client = connecting(mailbox)
    try:
        _sign_in(client, mailbox.username, password)
        status, _data = client.select(_quoted(utf7(mailbox.folder)), True)
        if status != "OK":
            raise MailboxError(_("Le dossier « %(name)s » n’existe pas.") % {"name": mailbox.folder})
        _same_numbers(client, mailbox)
        return sum(_take(actor, client, mailbox, uid) for uid in _waiting(client, mailbox))
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            client.logout()


def _sign_in(client: Client, username: str, password: str) -> None:
    """LOGIN knows ASCII only: a name or a password with an accent goes by AUTHENTICATE PLAIN, as UTF-8."""
    if f"{username}{password}".isascii():
        client.login(username, password)
    else:
        client.authenticate("PLAIN", lambda _challenge: plain_credentials(username, password))


def utf7(name: str) -> str:
    """The name of a folder as IMAP writes it (RFC 3501, 5.1.3): ``Été`` is ``&AMk-t&AOk-``."""
    return "".join(_shifted(run) for run in re.findall(r"[ -~]+|[^ -~]+", name))


def _shifted(run: str) -> str:
    if run.isascii() and run.isprintable():
        return run.replace("&", "&-")
    coded = base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{coded}-"


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _same_numbers(client: Client, mailbox: Mailbox) -> None:
    """When the server numbers its messages anew, ours mean nothing any more: what is known is told by its bytes."""
    _name, data = client.response("UIDVALIDITY")
    said = data[0] if data else None
    validity = int(said) if said and bytes(said).isdigit() else None
    if validity != mailbox.uid_validity:
        mailbox.uid_validity, mailbox.last_uid = validity, 0
        Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=validity, last_uid=0)


def _waiting(client: Client, mailbox: Mailbox) -> Sequence[int]:
    """Numbers of the messages to take in; at the first reading, those of the last week."""
    if mailbox.last_uid:
        criteria = f"UID {mailbox.last_uid + 1}:*"
    else:
        day = timezone.localdate() - dt.timedelta(days=FIRST_DAYS)
        criteria = f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year}"
    status, data = client.uid("SEARCH", criteria)
    if status != "OK":
        raise MailboxError(_("Le serveur ne sait pas chercher dans cette boîte."))
    numbers = [int(word) for word in (data[0] or b"").split() if word.isdigit()]
    return sorted(number for number in numbers if number > mailbox.last_uid)[:MOST_AT_ONCE]


def _take(actor: Actor, client: Client, mailbox: Mailbox, uid: int) -> int:
    size = _size(client, uid)
    if size > LARGEST:
        headers = _bytes(client.uid("FETCH", str(uid), "(BODY.PEEK[HEADER])"))
        received = receive_oversized(actor=actor, headers=headers, size=size)
    else:
        received = receive_mail(actor=actor, raw=_bytes(client.uid("FETCH", str(uid), "(BODY.PEEK[])")))
    mailbox.last_uid = uid
    Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid)
    return int(received.is_new)


def _size(client: Client, uid: int) -> int:
    status, data = client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_pieces(data))) if status == "OK" else None
    return int(found[1]) if found else 0


def _pieces(data: Any) -> list[bytes]:
    return [part for one in data or [] for part in (one if isinstance(one, tuple) else (one,)) if part]


def _bytes(answer: Any) -> bytes:
    status, data = answer
    for one in data or []:
        if status == "OK" and isinstance(one, tuple) and len(one) > 1:
            return bytes(one[1])
    raise MailboxError(_("Un message de la boîte ne peut pas être lu."))
