"""``./buron bench [NAME…] [--json]``: runs the measures, exits 1 when a promise is not held."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

from bench.common import ROOT, machine
from buron.project.cli.words import speak_french

MEASURES = {
    "import": "bench.import_speed",
    "search": "bench.search_speed",
    "desks": "bench.desks",
    "offline": "bench.offline",
    "pages": "bench.pages",
    "tax": "bench.tax_speed",
    "collection": "bench.statements",
    "delta": "bench.delta",
}


def main() -> int:
    speak_french()
    parser = argparse.ArgumentParser(prog="buron bench", description="Mesure les promesses de vitesse.")
    parser.add_argument(
        "names", nargs="*", metavar="NOM", help=f"parmi {', '.join(MEASURES)} (toutes par défaut)"
    )
    parser.add_argument("--json", action="store_true", help="compte rendu pour les machines")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASURES)
    if unknown:
        parser.error(f"mesure inconnue : {', '.join(sorted(unknown))} (parmi {', '.join(MEASURES)})")
    report = {"machine": machine(), "measures": []}
    if not options.json:
        print(" · ".join(f"{key} {value}" for key, value in report["machine"].items()), flush=True)
    failed = False
    for name in options.names or MEASURES:
        failed |= not run(name, report["measures"], options.json)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    return int(failed)


def run(name: str, measures: list, quiet: bool) -> bool:
    """One measure; its lines are printed as they come."""
    started = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-m", MEASURES[name], "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if process.returncode not in (0, 1) or not process.stdout.strip():
        print(f"{name} : la mesure a échoué", file=sys.stderr)
        return False
    found = json.loads(process.stdout.strip().splitlines()[-1])
    for measure in found:
        measures.append({"bench": name, **measure})
        if not quiet:
            bound = f" (au plus {measure['most']:g})" if measure["most"] is not None else ""
            mark = "tenu    " if measure["held"] else "NON TENU"
            text = f"{mark} {measure['name']} : {measure['value']:.4g} {measure['unit']}{bound}"
            print(f"{text}   {measure['detail']}", flush=True)
    if not quiet:
        print(f"         [{name} : {time.monotonic() - started:.0f} s]", flush=True)
    return all(measure["held"] for measure in found)


if __name__ == "__main__":
    raise SystemExit(main())
