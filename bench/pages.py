"""The demonstration office: time to start, weight of the desk's page, time of its pages and of the yearly report."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urljoin

from bench.common import ROOT, Measure, data_folder, percentile
from bench.office import Client, Server, environment

SLUG = "hauts-burons"
ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|mjs|svg))"')
IMPORT = re.compile(rb'(?:import|from)\s*"(\.[^"]+|/static/[^"]+)"')
LATER = re.compile(rb'import\s*\(\s*"(\.[^"]+|/static/[^"]+)"')
"""What a script asks for once the page is in use."""
FONT = re.compile(rb'url\("?([^")]+\.woff2)"?\)')
PAGES = (
    ("offre", f"/{SLUG}/offre/"),
    ("actes", f"/{SLUG}/accueil/actes/"),
    ("tableau de l’accueil", f"/{SLUG}/observatoire/tableaux/reception.welcome/"),
)


def main() -> int:
    with data_folder() as data:
        building = build(data)
        server = Server(data)
        started = time.perf_counter()
        server.start()
        start = time.perf_counter() - started
        try:
            measures = [
                Measure("démonstration faite", building, "s", 60),
                Measure("ouverture jusqu’à la première réponse", start, "s", 3),
                *pages(server),
            ]
        finally:
            server.stop()
        measures += report(data)
    print(json.dumps([measure.as_dict() for measure in measures], ensure_ascii=False))
    return int(not all(measure.held for measure in measures))


def build(data: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "buron", "demo", "--prepare-only"],
        cwd=ROOT,
        env=environment(data),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def pages(server: Server) -> list[Measure]:
    """Weights and times as somebody signed in at the desk meets them."""
    with closing(Client(server.port)) as client:
        client.get("/comptes/login/")
        sign_in(client)
        desk = desk_of(client)
        client.request(
            "POST",
            f"/{SLUG}/accueil/poste/",
            urlencode({"desk": desk, "channel": "counter"}).encode(),
            "application/x-www-form-urlencoded",
        )
        page = weight(client, f"/{SLUG}/accueil/", IMPORT)
        whole = weight(client, f"/{SLUG}/accueil/", IMPORT, LATER)
        measures = [
            Measure("page du comptoir, première fois", page / 1000, "ko", 120),
            Measure("page du comptoir, ce qui la suit", (whole - page) / 1000, "ko"),
        ]
        for name, path in PAGES:
            times = []
            for _ in range(12):
                started = time.perf_counter()
                status, _content = client.get(path)
                times.append(time.perf_counter() - started)
                if status != 200:
                    raise RuntimeError(f"{path} answered {status}")
            measures.append(Measure(f"page : {name}, p50", percentile(times, 50) * 1000, "ms"))
    return measures


def sign_in(client: Client) -> None:
    from buron.demo.people import PASSWORD

    form = urlencode({"login": "direction@buron.example", "password": PASSWORD}).encode()
    status, _ = client.request("POST", "/comptes/login/", form, "application/x-www-form-urlencoded")
    if status != 302:
        raise RuntimeError("the director cannot sign in")


def desk_of(client: Client) -> str:
    _, page = client.get(f"/{SLUG}/accueil/poste/")
    found = re.search(rb'name="desk"[^>]*value="(\d+)"', page)
    if found is None:
        raise RuntimeError("no desk to choose")
    return found.group(1).decode()


def weight(client: Client, path: str, *imports: re.Pattern[bytes]) -> int:
    """Compressed bytes of a page with its styles, scripts, the modules of these imports, icons and the fonts of French
    text.
    """
    status, page = client.get(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    total, seen = len(gzip.compress(page, 6)), set()
    waiting = [match.group(1).decode() for match in ASSET.finditer(page)]
    while waiting:
        asset = waiting.pop().split("#")[0]
        if asset in seen:
            continue
        seen.add(asset)
        client.get(asset, **{"Accept-Encoding": "gzip"})
        total += int(client.headers["Content-Length"] or 0)
        _, content = client.get(asset)
        waiting += [
            urljoin(asset, one.group(1).decode()) for kind in imports for one in kind.finditer(content)
        ]
        waiting += [
            urljoin(asset, match.group(1).decode())
            for match in FONT.finditer(content)
            if b"ext" not in match.group(1) and b"italic" not in match.group(1)
        ]
    return total


def report(data: Path) -> list[Measure]:
    """The yearly report of the demonstration by the command: HTML, then what the PDF adds."""
    year = dt.date.today().year - 1
    seconds = {form: written(data, year, form) for form in ("html", "pdf")}
    return [
        Measure(f"rapport {year} en HTML", seconds["html"], "s", 2),
        Measure("rapport : PDF en plus", max(0.0, seconds["pdf"] - seconds["html"]), "s", 1),
    ]


def written(data: Path, year: int, form: str) -> float:
    """Seconds that the command says it took, start of the program left out."""
    file = data / f"rapport.{form}"
    arguments = ["report", str(year), "--format", form, "-o", str(file), "--office", SLUG, "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "buron", *arguments],
        cwd=ROOT,
        env=environment(data),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(json.loads(told.stdout)["seconds"])


if __name__ == "__main__":
    sys.exit(main())
