"""The command line: ``buron demo | serve | test | bench | import | search | report | taxe | backup | restore |
deplacer | check | office | compte``.

Each command is a function of one module; the ones that work on an office's rows are Django commands of their
room, so
that they can also be run by ``buron manage``. Messages are French; the exit code is 0 only when all went
well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from buron.project.cli.words import speak_french

DJANGO_OPTIONS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
}
"""What Django adds to each of its commands, and an office has no use for."""

ROOM_COMMANDS = {
    "import": "buron_import",
    "search": "buron_search",
    "report": "buron_report",
    "borne": "buron_kiosk",
    "courrier": "buron_courrier",
}


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point; ends the process with the command's exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    try:
        code = dispatch(arguments)
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nInterrompu.\n")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 141
    raise SystemExit(code)


def dispatch(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    if arguments and arguments[0] in ROOM_COMMANDS:
        return room_command(arguments[0], arguments[1:])
    if arguments and arguments[0] == "manage":
        return manage(arguments[1:])
    if arguments and arguments[0] == "test":
        from buron.project.cli.checkout import run_tests

        return run_tests(arguments[1:])
    if arguments and arguments[0] == "bench":
        from buron.project.cli.checkout import run_bench

        return run_bench(arguments[1:])
    if arguments and arguments[0] == "taxe":
        speak_french()
        from buron.tourist_tax.commands import main as tax

        return tax(arguments[1:])
    if arguments and arguments[0] == "classement":
        speak_french()
        from buron.lodging.commands import main as ranking

        return ranking(arguments[1:])
    from buron.project.cli.parser import parser

    options = parser().parse_args(arguments)
    return int(options.run(options))


def room_command(name: str, arguments: list[str]) -> int:
    """A command of a room, on a database that is ready."""
    from django.core.management import CommandError, ManagementUtility

    from buron.project.cli.prepare import open_installation, start_django

    if {"-h", "--help"} & set(arguments):
        start_django()
    elif problem := open_installation():
        sys.stderr.write(problem + "\n")
        return 2
    speak_french()
    command = ManagementUtility(["buron"]).fetch_command(ROOM_COMMANDS[name])
    command.suppressed_base_arguments = DJANGO_OPTIONS
    command.requires_system_checks = []
    try:
        # Asked for its trace, Django raises the error, which is then told without its English name.
        command.run_from_argv(["buron", name, "--traceback", *arguments])
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    return 0


def manage(arguments: list[str]) -> int:
    """Run a Django command; its error becomes a message and an exit code, never a trace."""
    from django.core.management import CommandError, ManagementUtility

    utility = ManagementUtility(["buron manage", *arguments])
    try:
        utility.execute()
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    return 0
