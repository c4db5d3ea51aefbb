"""JSON objects on lines, as commands read them from their input: bounded, tolerant of what files carry, never of doubt.

Nothing here imports Django, so that such a command starts at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, NoReturn

LONGEST_LINE = 1_000_000
MOST_DIGITS = 1_000
"""Beyond this exponent, turning a number into a whole one or a fraction would take the memory of the machine."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class LineError(ValueError):
    """A line is not a JSON object that can be trusted; the message is French."""


Compute = Callable[[Mapping[str, Any]], dict[str, Any]]


def answer_input(compute: Compute, refusals: type[ValueError]) -> int:
    """Answer every line of the standard input on the standard output; 1 when one of the answers is an error."""
    failed = False
    for answer in answers(sys.stdin.buffer, compute, refusals):
        failed |= "error" in answer
        write_line(json.dumps(answer, ensure_ascii=False, default=str))
    sys.stdout.buffer.flush()
    return int(failed)


def write_line(text: str) -> None:
    """A line on the standard output, in UTF-8 whatever the terminal."""
    # Half characters can be written in JSON as escapes only.
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")


def answers(stream: BinaryIO, compute: Compute, refusals: type[ValueError]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not blank: a result, or ``{"id": …, "error": …}`` with a French message.

    ``refusals`` is what ``compute`` raises with such a message.
    """
    for number, line in enumerate(_lines(stream), 1):
        if number == 1 and line.startswith(UTF16):
            yield {"id": None, "error": "Ligne 1 : le fichier est en UTF-16, enregistrez-le en UTF-8."}
            return
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        yield _answer(line, number, compute, refusals)


def _answer(line: bytes, number: int, compute: Compute, refusals: type[ValueError]) -> dict[str, Any]:
    name: Any = None
    try:
        record = parse_line(line)
        name = record.get("id")
        return compute(record)
    except (LineError, refusals) as error:
        return {"id": name, "error": f"Ligne {number} : {error}"}


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of bounded length: of one that is too long, only what shows that it is."""
    while line := stream.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE + 1)
            if not line:
                return


def parse_line(line: bytes) -> Mapping[str, Any]:
    """A JSON object whose numbers keep the digits that were written; :class:`LineError` otherwise."""
    if len(line) > LONGEST_LINE:
        raise LineError("la ligne dépasse un million de caractères.")
    try:
        record = json.loads(
            line.decode("utf-8-sig"),
            parse_float=_decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_double,
        )
    except UnicodeDecodeError as error:
        raise LineError(
            f"l’octet {error.start + 1} n’est pas de l’UTF-8, enregistrez le fichier dans cet encodage."
        ) from error
    except json.JSONDecodeError as error:
        raise LineError(f"ce n’est pas du JSON (caractère {error.pos + 1}).") from error
    except RecursionError as error:
        raise LineError("trop de niveaux imbriqués.") from error
    except LineError:
        raise
    except ValueError as error:
        raise LineError("un nombre a trop de chiffres.") from error
    if not isinstance(record, dict):
        raise LineError("un objet JSON est attendu, entre accolades.")
    return record


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    if found and abs(found.adjusted()) > MOST_DIGITS:
        raise LineError(f"« {text[:30]} » : un nombre démesuré.")
    return found


def _no_constant(text: str) -> NoReturn:
    raise LineError(f"« {text} » n’est pas un nombre.")


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        double = next(key for key, _value in pairs if [name for name, _ in pairs].count(key) > 1)
        raise LineError(f"« {double} » : la clé est écrite deux fois.")
    return found
