"""The catalogues of what visitors read: words of the public pages, from French to English, German, Dutch and Spanish.

Staff screens are in French; only the sources listed in :data:`PUBLIC` are looked at. Each room has its own catalogues,
``src/buron/<room>/locale/<language>/LC_MESSAGES/django.po``, beside the compiled ``.mo``. Nothing but Python is needed.

    python tools/messages.py            read the sources, keep the translations, write .po and .mo
    python tools/messages.py offer      only these rooms
    python tools/messages.py --check    write nothing; exit 1 when a catalogue is not up to date or not complete
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "buron"
LANGUAGES = ("en", "de", "nl", "es")
PUBLIC: dict[str, tuple[str, ...]] = {
    "kernel": (
        "templates/404.html",
        "templates/429.html",
        "templates/kernel/public.html",
        "templates/kernel/error.html",
        "templates/kernel/shell/toasts.html",
        "templates/kernel/shell/dialogs.html",
        "templates/kernel/components/map.html",
        "templates/kernel/components/error_summary.html",
        "templates/kernel/forms/*.html",
        "forms.py",
        "templates/kernel/components/languages.html",
        "templates/kernel/components/pagination.html",
        "templatetags/kit.py",
    ),
    "territory": (
        "templates/territory/public/**/*.html",
        "templatetags/desks.py",
        "queries/desks_shown.py",
    ),
    "directory": ("templates/directory/public/**/*.html", "templates/directory/mails/*.txt", "mails.py"),
    "offer": ("templates/offer/public/**/*.html", "views/public*.py"),
    "reception": (
        "templates/reception/public/**/*.html",
        "templates/reception/mails/*.txt",
        "queries/carnets.py",
        "documents.py",
        "mails.py",
        "request_letters.py",
        "views/request_public.py",
    ),
    "tourist_tax": (
        "templates/tourist_tax/host/**/*.html",
        "templates/tourist_tax/mails/host_*.txt",
        "host_derivation.py",
        "host_forms.py",
        "host_mails.py",
        "host_ranking_forms.py",
        "host_words.py",
        "services/declarations.py",
        "services/monthly.py",
        "services/register.py",
        "papers/host_receipt.py",
        "rules/derivation.py",
        "views/host_entrance.py",
        "views/host_month.py",
        "tariff_link.py",
        "views/host_offline.py",
        "views/host_ranking.py",
        "views/host_register.py",
        "views/host_account.py",
    ),
}
CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "said",
    "counted",
}
HEADER = (
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nMIME-Version: 1.0\n"
    "Language: {language}\nPlural-Forms: nplurals=2; plural=({plural});\n"
)
PLURALS = {"fr": "n > 1"}
CONTEXT_MARK = "\x04"


@dataclass
class Message:
    """A text to translate; ``plural`` is empty when it has one form."""

    context: str
    single: str
    plural: str = ""
    places: list[str] = field(default_factory=list)
    translations: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.single

    @property
    def is_translated(self) -> bool:
        return len(self.translations) == (2 if self.plural else 1) and all(self.translations)


# Reading the sources


def messages_of(room: str) -> dict[tuple[str, str], Message]:
    """The messages of a room in the order of its files."""
    found: dict[tuple[str, str], Message] = {}
    for pattern in PUBLIC[room]:
        for path in sorted((SOURCE / room).glob(pattern)):
            code = path.read_text(encoding="utf-8")
            calls = _template_calls(code) if path.suffix in (".html", ".txt") else ast.walk(ast.parse(code))
            for message in _messages(calls):
                kept = found.setdefault(message.key, message)
                kept.plural = kept.plural or message.plural
                place = path.relative_to(SOURCE).as_posix()
                if place not in kept.places:
                    kept.places.append(place)
    return found


def _template_calls(code: str) -> Iterator[ast.AST]:
    """Django turns a template into something like Python, of which only the calls are read."""
    text = templatize(code)
    for start in re.finditer(r"(?<![\w.])(?:n?p?gettext|_)\(", text):
        yield from ast.walk(ast.parse(_call(text, start.start())))


def _call(text: str, start: int) -> str:
    """The source of the call that begins there: up to the parenthesis that closes it."""
    depth, quote, place = 0, "", start
    while place < len(text):
        char = text[place]
        if quote:
            place += char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return text[start : place + 1]
        place += 1
    raise ValueError(f"a call that does not end: {text[start : start + 60]!r}")


def _messages(nodes: Iterable[ast.AST]) -> Iterator[Message]:
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
        if name not in CALLS or not texts:
            continue
        if name.startswith("pgettext"):
            yield Message(texts[0], texts[1])
        elif name.startswith("ngettext") or name == "counted":
            yield Message("", texts[0], texts[1])
        else:
            yield Message("", texts[0])


# Catalogues


def catalogue(room: str, language: str) -> Path:
    return SOURCE / room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> dict[tuple[str, str], Message]:
    """The messages of a .po, the header left out."""
    found: dict[tuple[str, str], Message] = {}
    if not path.exists():
        return found
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields = _fields(block)
        if fields.get("msgid"):
            forms = [fields[key] for key in ("msgstr", "msgstr[0]", "msgstr[1]") if key in fields]
            message = Message(
                fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""), [], forms
            )
            found[message.key] = message
    return found


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        told = re.match(r'(msg[a-z_]+(?:\[\d\])?)?\s*(".*")\s*$', line)
        if told and not line.startswith("#"):
            name = told[1] or name
            fields[name] = fields.get(name, "") + ast.literal_eval(told[2])
    return fields


def header(language: str) -> str:
    """What a catalogue says of itself; zero is singular in French."""
    return HEADER.format(language=language, plural=PLURALS.get(language, "n != 1"))


def written(messages: Iterable[Message], language: str) -> str:
    """A .po."""
    blocks = [f'msgid ""\nmsgstr {_quoted(header(language))}']
    for message in messages:
        lines = [f"#: {place}" for place in message.places]
        if message.context:
            lines.append(f"msgctxt {_quoted(message.context)}")
        lines.append(f"msgid {_quoted(message.single)}")
        if message.plural:
            forms = [*message.translations, "", ""][:2]
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += [f"msgstr[{rank}] {_quoted(form)}" for rank, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(message.translations[0] if message.translations else '')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    def quote(part: str) -> str:
        escaped = part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'

    lines = text.splitlines(keepends=True)
    return quote(text) if len(lines) < 2 else "\n".join(['""', *map(quote, lines)])


def compiled(messages: Iterable[Message], language: str) -> bytes:
    """A .mo (https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html), untranslated messages left out."""
    texts = {"": header(language)}
    for message in messages:
        if message.is_translated:
            context = f"{message.context}{CONTEXT_MARK}" if message.context else ""
            plural = f"\0{message.plural}" if message.plural else ""
            texts[f"{context}{message.single}{plural}"] = "\0".join(message.translations)
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    start = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    data = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), start + len(data)]
            data += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{4 * len(pairs)}I", *tables[0], *tables[1]) + data


def merged(room: str, language: str) -> list[Message]:
    """The messages of the sources with the translations that the catalogue has."""
    known = read(catalogue(room, language))
    messages = []
    for key, message in messages_of(room).items():
        had = known.get(key)
        forms = had.translations if had and had.plural == message.plural else []
        messages.append(Message(message.context, message.single, message.plural, message.places, forms))
    return messages


def update(room: str, language: str) -> list[str]:
    """Write both files of a catalogue; returns what is left to translate."""
    path = catalogue(room, language)
    messages = merged(room, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(messages, language), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(messages, language))
    return [message.single for message in messages if not message.is_translated]


def problems(room: str, language: str) -> list[str]:
    """What is not up to date, or not translated."""
    path = catalogue(room, language)
    messages = merged(room, language)
    name = path.relative_to(SOURCE).as_posix()
    if not path.exists() or path.read_text(encoding="utf-8") != written(messages, language):
        return [f"{name}: not up to date"]
    compiled_path = path.with_suffix(".mo")
    if not compiled_path.exists() or compiled_path.read_bytes() != compiled(messages, language):
        return [f"{name}: not compiled"]
    return [f"{name}: {message.single!r}" for message in messages if not message.is_translated]


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    rooms = [name for name in arguments if not name.startswith("-")] or list(PUBLIC)
    work = problems if check else update
    left = [
        f"{room}/{language}: {line}"
        for room in rooms
        for language in LANGUAGES
        for line in work(room, language)
    ]
    sys.stdout.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
