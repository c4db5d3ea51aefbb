"""Reading a raw e-mail, whoever wrote it: tolerant, bounded, and never raising but for its size.

Nothing is executed, fetched or opened: attachments are bytes with a name. What had to be done to read a message is said
in French in ``remarks``. Sources: RFC 5322 (headers), 3464 (delivery status), 3834 (automatic answers), 2046 (parts).
"""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Literal

LARGEST = 25 * 2**20
LARGEST_FILE = 5 * 2**20
LARGEST_FILES = 10 * 2**20
MOST_FILES = 20
MOST_PARTS = 200
LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 200
OWN_LOOP = "X-Buron-Loop"

Automatic = Literal["", "reply", "list", "loop", "bounce"]


class TooLarge(ValueError):
    """The message is larger than :data:`LARGEST`; the message of the exception is French, for whoever sent it."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attachment; ``content`` is None when it was left out for its size."""

    name: str
    content_type: str
    size: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A recipient to whom our message could not be given. ``is_final``: trying again would not help."""

    address: str
    status: str
    reason: str
    is_final: bool


@dataclass(slots=True)
class Mail:
    """A message as far as it could be read."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    """Identifiers that it answers, nearest first."""
    from_name: str = ""
    from_email: str = ""
    to_emails: tuple[str, ...] = ()
    subject: str = ""
    sent_at: dt.datetime | None = None
    text: str = ""
    files: list[MailFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    automatic: Automatic = ""
    bounces: list[Bounce] = field(default_factory=list)

    def remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)


def check_size(size: int) -> None:
    """Refuse politely what is too large to be a request."""
    if size > LARGEST:
        raise TooLarge(
            f"Message refusé : il fait {size // 2**20} Mo et la limite est de {LARGEST // 2**20} Mo. "
            "Renvoyez-le sans ses pièces jointes, ou avec un lien vers elles."
        )


def read_mail(raw: bytes) -> Mail:
    """Read a raw message. Raises :class:`TooLarge` and nothing else."""
    check_size(len(raw))
    mail = Mail()
    try:
        message = email.message_from_bytes(raw)
        _headers(message, mail)
        _content(message, mail)
        mail.automatic = _automatic(message, mail)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        mail.remark("Ce message est abîmé : ce qui a pu l’être en est lu, l’original est gardé.")
    mail.text = _tidy(mail.text)
    return mail


# -- Headers -------------------------------------------------------------------------------------------------------


def _headers(message: Message, mail: Mail) -> None:
    mail.message_id = next(iter(_identifiers(_raw(message, "Message-ID"))), "")
    replied = _identifiers(_raw(message, "In-Reply-To"))
    cited = _identifiers(_raw(message, "References"))
    mail.references = tuple(dict.fromkeys([*replied, *reversed(cited)]))[:50]
    mail.from_name, mail.from_email = _sender(message)
    mail.to_emails = tuple(
        address for _name, address in _addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")
    )[:20]
    mail.subject = _line(_header(message, "Subject"))[:LONGEST_SUBJECT]
    mail.sent_at = _date(_raw(message, "Date"))


def _raw(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(value)


def _header(message: Message, name: str) -> str:
    """A header with its encoded words decoded, whatever they are made of."""
    value = _raw(message, name)
    try:
        parts = decode_header(value)
    except (ValueError, LookupError, AssertionError):
        return _clean(value)
    text = "".join(part if isinstance(part, str) else decode(part, charset) for part, charset in parts)
    return _clean(text)


def decode(data: bytes, charset: str | None) -> str:
    """Bytes as text: the charset that is said, else UTF-8, else Windows' Latin 1, which reads anything."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name or "ascii")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _clean(text: str) -> str:
    """Without surrogates nor control characters, which no table nor page can hold."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        letter for letter in text if letter in "\n\t" or (letter.isprintable() or letter == "\u00a0")
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _identifiers(value: str) -> list[str]:
    found = re.findall(r"<([^<>\s]{1,250})>", value)
    if not found and value.strip():
        found = value.split()[:1]
    return [one for one in (_clean(one)[:250] for one in found[:60]) if one]


def _addresses(message: Message, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        values = [str(value) for value in message.get_all(name, [])][:5]
        try:
            pairs = getaddresses(values)
        except (ValueError, IndexError, TypeError):
            continue
        for shown, address in pairs[:50]:
            address = _clean(address).strip().strip("<>")
            if re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,190}", address):
                yield _decoded(shown), address


def _decoded(text: str) -> str:
    holder = Message()
    holder["X"] = " ".join(text.split())
    return _line(_header(holder, "X"))[:160]


def _sender(message: Message) -> tuple[str, str]:
    """Who is to be answered: Reply-To when it is one address, else From."""
    senders = list(_addresses(message, "From", "Sender"))
    answers = list(_addresses(message, "Reply-To"))
    name = senders[0][0] if senders else ""
    if len(answers) == 1:
        return name or answers[0][0], answers[0][1]
    return senders[0] if senders else (_line(_header(message, "From"))[:160], "")


def _date(value: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


# -- Content -------------------------------------------------------------------------------------------------------


def _content(message: Message, mail: Mail) -> None:
    texts: list[str] = []
    pages: list[str] = []
    kept = 0
    for rank, part in enumerate(_parts(message)):
        if rank >= MOST_PARTS:
            mail.remark(f"Le message a plus de {MOST_PARTS} parties : les autres sont laissées.")
            break
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "message/delivery-status":
            mail.bounces += _statuses(part)
        elif kind in ("text/plain", "text/html") and not name:
            (texts if kind == "text/plain" else pages).append(_text(part, mail))
        elif kind in ("text/rfc822-headers", "message/rfc822") and _is_report(message):
            mail.references += _original(part)
        else:
            kept += _attach(part, name, mail, kept)
    plain = "\n".join(text for text in texts if text.strip())
    if plain.strip():
        mail.text = plain
    elif pages:
        mail.text = html_text("\n".join(pages))
        mail.remark("Texte tiré d’une page HTML.")


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The leaves of a message; one that is carried by another stays whole."""
    if message.get_content_maintype() == "multipart" and message.is_multipart() and depth < 30:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
    else:
        yield message


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        name = "piece-jointe"
    if not name and "attachment" in _raw(part, "Content-Disposition").lower()[:40]:
        name = "piece-jointe"
    return safe_name(_decoded(name)) if name else ""


def safe_name(name: str) -> str:
    """A name without a path, a control character or a leading dot."""
    last = re.split(r"[\\/]", name)[-1]
    kept = re.sub(r"[^\w.,;()\[\] '’+=@-]", "_", last).strip(" .")
    return kept[-150:] or "piece-jointe"


def _payload(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, AttributeError):
        content = None
    if isinstance(content, bytes):
        return content
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    return str(inner or "").encode("utf-8", "replace")


def _text(part: Message, mail: Mail) -> str:
    data = _payload(part)[: 8 * LONGEST_TEXT]
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        charset = None
    text = decode(data, charset)
    if charset:
        try:
            "".encode(charset)
        except LookupError:
            mail.remark(f"Encodage inconnu ({_clean(charset)[:30]}) : lu au mieux.")
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _attach(part: Message, name: str, mail: Mail, kept: int) -> int:
    """Keep a file when there is room; gives the bytes that were kept."""
    if len(mail.files) >= MOST_FILES:
        mail.remark(f"Plus de {MOST_FILES} pièces jointes : les autres sont laissées.")
        return 0
    data = _payload(part)
    if not data and not name:
        return 0
    kind = _clean(part.get_content_type())[:100]
    fits = len(data) <= LARGEST_FILE and kept + len(data) <= LARGEST_FILES
    title = name or ("message.eml" if kind == "message/rfc822" else "piece-jointe")
    if not fits:
        mail.remark(
            f"« {title} » est trop lourd pour être gardé ici : il est dans la messagerie de l’office."
        )
    mail.files.append(MailFile(title, kind, len(data), data if fits else None))
    return len(data) if fits else 0


class _Reader(HTMLParser):
    BLOCKS = frozenset(
        [
            "p",
            "div",
            "br",
            "tr",
            "li",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "ul",
            "ol",
            "blockquote",
            "hr",
            "section",
            "article",
        ]
    )
    HIDDEN = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.HIDDEN:
            self.hidden += 1
        elif tag in self.BLOCKS:
            self.said.append("\n")
        elif tag == "img" and not self.hidden:
            self.said.append(next((f"[{value}]" for key, value in attrs if key == "alt" and value), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in self.BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(re.sub(r"\s+", " ", data))


def html_text(page: str) -> str:
    """The words of an HTML page, one line for each block; scripts, styles and addresses of pictures are left out."""
    reader = _Reader()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        return _clean(re.sub(r"<[^>]*>", " ", page))
    return _clean("".join(reader.said))


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\x00", "").split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…"


# -- Machines that write -------------------------------------------------------------------------------------------


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _automatic(message: Message, mail: Mail) -> Automatic:
    """Whether a machine wrote it: it must never be answered by one."""
    if _raw(message, OWN_LOOP) or _raw(message, "X-Loop"):
        return "loop"
    if mail.bounces or _is_report(message) or re.match(r"(?i)(mailer-daemon|postmaster)@", mail.from_email):
        return "bounce"
    submitted = _raw(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _raw(message, "Precedence").strip().lower()
    if submitted not in ("", "no") or precedence == "auto_reply":
        return "reply"
    if any(_raw(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse")):
        return "reply"
    if (
        precedence in ("bulk", "junk", "list")
        or _raw(message, "List-Id")
        or _raw(message, "List-Unsubscribe")
    ):
        return "list"
    return ""


def _statuses(part: Message) -> list[Bounce]:
    """The recipients of a delivery report."""
    blocks = part.get_payload()
    found = []
    for block in blocks[:MOST_FILES] if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        address = _raw(block, "Final-Recipient") or _raw(block, "Original-Recipient")
        address = _clean(address.rpartition(";")[2].strip().strip("<>"))
        action = _raw(block, "Action").strip().lower()
        status = _raw(block, "Status").strip()[:12]
        if "@" in address and action in ("failed", "delayed", ""):
            reason = _line(_clean(_raw(block, "Diagnostic-Code").partition(";")[2] or status))[:300]
            final = action == "failed" and not status.startswith("4")
            found.append(Bounce(address[:254], _clean(status), reason, final))
    return found


def _original(part: Message) -> tuple[str, ...]:
    """The identifier of the message that came back."""
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        said = _raw(inner[0], "Message-ID")
    else:
        found = re.search(r"(?im)^message-id:\s*(<[^>]*>)", decode(_payload(part)[:20_000], None))
        said = found[1] if found else ""
    return tuple(_identifiers(said))


_WORDS = {
    "fr": "bonjour je nous vous le la les des une pour avec votre merci cordialement et est dans sur que",
    "en": "hello dear i we you the a of for with your thank thanks regards and is in on please would like",
    "de": "guten tag ich wir sie der die das ein eine für mit ihre danke grüße und ist im auf bitte würden",
    "nl": "beste goedendag ik wij u de het een voor met uw dank groeten en is in op graag zouden naar",
    "es": "hola buenos días yo nosotros usted el los las una para con su gracias saludos y es en por que",
}


def guess_language(text: str, default: str = "fr") -> str:
    """The language of a text among the five, by its small words; ``default`` when they do not say."""
    words = re.findall(r"\w+", text.lower()[:3000])
    scores = {code: sum(word in known.split() for word in words) for code, known in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    others = max(score for code, score in scores.items() if code != best)
    return best if scores[best] >= 3 and scores[best] > others else default
