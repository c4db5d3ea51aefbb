"""The national file as a stream: a few kilobytes in memory at a time, whatever its size.

Entities and document types are refused (defusedxml). A zip with one XML inside is opened; its size once unpacked is
bounded too.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]

from buron.tourist_tax.delta.printed import DeltaError, Node, Printed, printed_of
from buron.tourist_tax.law import Law

MOST_BYTES = 60 * 1024 * 1024
"""The file of France weighs some 6.4 MB; ten times that is something else."""
CHUNK = 1 << 18
MOST_TEXT = 2_000
MOST_DEPTH = 20
MOST_PROBLEMS = 200


@dataclass(slots=True)
class Reading:
    """What was read: the head of the file, the délibérations that were wanted, how many there are, what was wrong.

    ``limits`` are the floors and ceilings of the head, by the number of the line.
    """

    version: str = ""
    dated: dt.date | None = None
    count: int = 0
    wanted: list[Printed] = field(default_factory=list)
    limits: dict[int, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    problems: Counter[str] = field(default_factory=Counter)


def read_delta(file: IO[bytes], law: Law, wants: Callable[[str, set[str]], bool]) -> Reading:
    """Read a whole file and keep the délibérations that ``wants`` (SIREN, INSEE codes) chooses.

    Raises :class:`DeltaError` when it is not a DELTA file, is truncated, in another encoding, or too large.
    """
    handler = _Handler(law, wants)
    parser: Any = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        for chunk in _chunks(file):
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise DeltaError(
            "Ce fichier contient des définitions (DTD) qu’un fichier DELTA n’a pas : il est refusé."
        ) from error
    except SAXException as error:
        raise DeltaError(_explained(error, handler)) from error
    except (LookupError, UnicodeError) as error:
        raise DeltaError(
            "L’encodage annoncé par ce fichier est inconnu : téléchargez-le à nouveau."
        ) from error
    if not handler.is_delta:
        raise DeltaError("Ce fichier XML n’est pas un fichier DELTA : il ne commence pas par <delta>.")
    return handler.reading


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    first = file.read(CHUNK)
    if not first.strip(b"\0 \t\r\n"):
        raise DeltaError("Le fichier est vide.")
    if first.startswith(b"PK\x03\x04"):
        file.seek(0)
        yield from _unzipped(file)
        return
    if not first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise DeltaError(
            "Ce fichier n’est pas du XML : choisissez le fichier DELTA, ou le zip qui le contient."
        )
    yield first
    yield from _bounded(file, len(first))


def _bounded(file: IO[bytes], size: int) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise DeltaError(
                "Le fichier dépasse 60 Mo : celui de la France entière en fait moins de 10. Vérifiez-le."
            )
        yield chunk


def _unzipped(file: IO[bytes]) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            found = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
            if len(found) != 1:
                raise DeltaError("Le zip doit contenir un seul fichier XML.")
            with archive.open(found[0]) as member:
                yield from _bounded(member, 0)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise DeltaError(
            "Le zip est abîmé ou protégé : ouvrez-le, puis déposez le fichier XML qu’il contient."
        ) from error


def _explained(error: SAXException, handler: _Handler) -> str:
    text = str(error)
    if "no element found" in text or "unclosed token" in text:
        return (
            f"Le fichier est coupé : il s’arrête après {handler.reading.count} délibérations. "
            "Téléchargez-le à nouveau."
        )
    if "invalid token" in text or "encoding" in text or "unknown" in text:
        line = getattr(error, "getLineNumber", lambda: None)()
        place = f" (ligne {line})" if line else ""
        return (
            f"Le fichier n’est pas dans l’encodage qu’il annonce{place} : téléchargez-le à nouveau, sans le "
            "rouvrir dans un tableur ou un éditeur."
        )
    return "Le fichier n’est pas du XML bien formé : téléchargez-le à nouveau."


class _Handler(ContentHandler):
    """Builds one délibération at a time, then forgets it."""

    def __init__(self, law: Law, wants: Callable[[str, set[str]], bool]) -> None:
        super().__init__()
        self.law, self.wants = law, wants
        self.reading = Reading()
        self.is_delta = False
        self.depth = 0
        self.stack: list[Node] = []
        self.text: list[str] = []
        self.known = (
            {str(line.number) for line in law.lines.values()},
            {str(nature.number) for nature in law.natures.values()},
        )

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:
        self.depth += 1
        if self.depth == 1 and name == "delta":
            self.is_delta = True
        if self.depth > MOST_DEPTH or not self.is_delta:
            raise DeltaError("Ce fichier XML n’est pas un fichier DELTA : sa structure est autre.")
        self.text.clear()
        if self.stack:
            node = Node(name, dict(attrs))
            self.stack[-1].children.append(node)
            self.stack.append(node)
        elif name in ("deliberation", "millesime"):
            self.stack.append(Node(name, dict(attrs)))

    def characters(self, content: str) -> None:
        if len(self.text) < MOST_TEXT:
            self.text.append(content)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        text = "".join(self.text)[:MOST_TEXT]
        self.text.clear()
        if self.stack:
            node = self.stack.pop()
            node.text = text
            if not self.stack:
                self._whole(node)
        elif name == "version":
            self.reading.version = text.strip()[:20]
        elif name == "date":
            self.reading.dated = _dated(text)

    def _whole(self, node: Node) -> None:
        if node.tag == "millesime":
            self._limits(node)
            return
        self.reading.count += 1
        self._report_unknown(node)
        council = node.child("saisie")
        deciding = council.child("collectiviteDeliberante") if council else None
        codes = {one.at("codeInsee") for one in node.all("collectivites", "collectivite")}
        siren = deciding.attributes.get("siren", "") if deciding else ""
        if deciding:
            codes.add(deciding.at("codeInsee"))
        if self.wants(siren, codes - {""}):
            self.reading.wanted.append(printed_of(node, self.law))

    def _report_unknown(self, node: Node) -> None:
        """Identifiers that the law does not know, in the whole file: a new line or nature is a change of the law."""
        lines, natures = self.known
        for one in node.all("regimes", "regime"):
            if one.attributes.get("natureId") not in natures:
                self._problem(f"nature d’hébergement {one.attributes.get('natureId', '?')[:20]} inconnue")
        for period in node.all("periodes", "periode"):
            for tariff in period.all("tarifs", "tarif"):
                if tariff.attributes.get("categorieId") not in lines:
                    self._problem(f"catégorie {tariff.attributes.get('categorieId', '?')[:20]} inconnue")

    def _problem(self, text: str) -> None:
        if text in self.reading.problems or len(self.reading.problems) < MOST_PROBLEMS:
            self.reading.problems[text] += 1

    def _limits(self, node: Node) -> None:
        for one in node.children:
            number = one.attributes.get("id", "")
            if one.tag == "categorie" and number in self.known[0]:
                bounds = [_decimal(one.at("tarification", name)) for name in ("plancher", "plafond")]
                self.reading.limits[int(number)] = (bounds[0], bounds[1])
            elif one.tag == "categorie":
                self._problem(f"catégorie {number[:20]} inconnue")


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _dated(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        return None
