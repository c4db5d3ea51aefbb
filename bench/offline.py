"""The desk without network: what it receives, how fast it opens and searches, how fast it is emptied.

The browser's parts need chromium and playwright (``.ci/run`` installs them); without them they are not measured, and a
line says so.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.common import ROOT, Measure, data_folder, percentile
from bench.office import EMAIL, PASSWORD, SLUG, Client, Server, environment, prepare, query, served

FICHES, MANY = 600, 5_000
WAITING = 1_000
CHANGED = 30
"""Fiches that change in a day: one in twenty."""
LOT, PACK, SENT = 100, 40, 200
"""Entries, pictures and acts of one request, as the page's own scripts ask."""
QUESTIONS = 400
CHROMIUM = shutil.which("chromium")
DESK = f"/{SLUG}/accueil/"
OFFLINE = f"{DESK}hors-ligne/"

FILL = """
import django; django.setup()
import io, random, sys
from pathlib import Path
import orjson
from PIL import Image
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer.services import create_fiche
from buron.offer.services.photos import add_photo
from buron.offer.bundle import entries_of, manifest
from bench.search_speed import Writer, _communes, fill
office = Office.objects.get(slug='office-de-mesure')
actor = Actor.system("mesure", office)
chance = random.Random(1)

def picture(rank):
    noise = Image.frombytes("RGB", (40, 30), chance.randbytes(3600)).resize((800, 600), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=80)
    return out

with office_scope(office):
    writer = Writer(1, _communes())
    for rank in range(int(sys.argv[1])):
        body = {key: value for key, value in writer.body(rank).items() if key != "labels"}
        fiche = create_fiche(actor=actor, body=body)
        file = picture(rank)
        add_photo(actor=actor, fiche=fiche, upload=file, size=len(file.getvalue()))
many = fill(int(sys.argv[2]))[0]
with office_scope(many):
    told = manifest(audience="staff")
    ids = [fiche for fiche, _digest in told["entries"]]
    entries = [one for start in range(0, len(ids), 200) for one in entries_of(ids[start:start + 200], audience="staff")]
Path(sys.argv[3]).write_bytes(orjson.dumps({"manifest": told, "entries": entries}))
"""
CHANGE = """
import django; django.setup()
import sys
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer.models import Fiche
from buron.offer.search import index
with office_scope(Office.objects.get(slug='office-de-mesure')):
    for fiche in Fiche.objects.order_by("pk")[:int(sys.argv[1])]:
        fiche.body = {**fiche.body, "short": {"fr": f"Nouveau texte du jour pour {fiche.name}."}}
        fiche.save()
        index([fiche.pk])
"""


def main() -> int:
    with data_folder() as data:
        prepare(data)
        many = data / "many.json"
        run(data, FILL, str(FICHES), str(MANY), str(many))
        with served(data) as server:
            measures = [*bundle(server, data), *replayed(server, data)]
            measures += in_browser(server, many) if has_browser() else [absent()]
    print(json.dumps([measure.as_dict() for measure in measures], ensure_ascii=False))
    return int(not all(measure.held for measure in measures))


def run(data: Path, script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, env=environment(data), check=True)


def signed_in(server: Server) -> Client:
    client = Client(server.port, timeout=120)
    client.sign_in()
    return client


# -- The bundle --------------------------------------------------------------------------------------------


def bundle(server: Server, data: Path) -> list[Measure]:
    """What a desk receives the first time, and the day after."""
    with closing(signed_in(server)) as client:
        started = time.perf_counter()
        first = received(client, "")
        seconds = time.perf_counter() - started
        run(data, CHANGE, str(CHANGED))
        second = received(client, first[1])
    detail = f"{FICHES} fiches, {first[2]} vignettes, {seconds:.1f} s"
    return [
        Measure("premier paquet de l’offre", first[0] / 1e6, "Mo", 8, detail),
        Measure("différence d’un jour", second[0] / 1e3, "ko", 200, f"{CHANGED} fiches changées"),
    ]


def received(client: Client, since: str) -> tuple[int, str, int]:
    """Bytes on the wire, version, pictures: everything that a page would ask for after that version."""
    told, size = asked(client, f"{OFFLINE}offre/?since={since}")
    manifest = json.loads(told)
    ids = [str(fiche) for fiche, _digest in manifest["entries"]]
    thumbs = [digest for _fiche, digest in manifest["thumbs"]] if manifest["full"] else []
    for start in range(0, len(ids), LOT):
        size += asked(client, f"{OFFLINE}fiches/?ids={','.join(ids[start : start + LOT])}")[1]
    for start in range(0, len(thumbs), PACK):
        size += asked(client, f"{OFFLINE}vignettes/?digests={','.join(thumbs[start : start + PACK])}")[1]
    return size, manifest["version"], len(thumbs)


def asked(client: Client, path: str) -> tuple[bytes, int]:
    """The content of an answer, and its length on the wire."""
    status, content = client.get(path, **{"Accept-Encoding": "gzip"})
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    packed = client.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(content) if packed else content), len(content)


# -- The outbox --------------------------------------------------------------------------------------------


def replayed(server: Server, data: Path) -> list[Measure]:
    """A thousand acts sent by lots as the page does, then sent again."""
    chance = random.Random(3)
    entries = [waiting(chance, rank) for rank in range(WAITING)]
    with closing(signed_in(server)) as client:
        started = time.perf_counter()
        first = send_all(client, entries)
        seconds = time.perf_counter() - started
        again = send_all(client, entries)
    stored = len(query(data, "SELECT client_id FROM reception_act"))
    if first.count("accepted") != WAITING or again.count("present") != WAITING:
        raise RuntimeError(f"{first.count('accepted')} accepted, then {again.count('present')} present")
    return [
        Measure(f"envoi de {WAITING} actes en attente", seconds, "s", 10, f"par {SENT}"),
        Measure("actes perdus ou comptés deux fois", abs(stored - WAITING), "", 0),
    ]


def waiting(chance: random.Random, rank: int) -> dict[str, Any]:
    return {
        "client_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "desk": rank % 8 + 1,
        "channel": "counter",
        "answers": {
            "party": chance.choice(["couple", "family", "solo"]),
            "origin": chance.choice(["FR-15", "BE"]),
        },
        "fiches": chance.sample(range(1, FICHES), 3),
        "at": (time.time() - (WAITING - rank) * 60) * 1000,
    }


def send_all(client: Client, entries: list[dict[str, Any]]) -> list[str]:
    statuses = []
    for start in range(0, len(entries), SENT):
        body = json.dumps({"sent": time.time() * 1000, "entries": entries[start : start + SENT]}).encode()
        status, content = client.request("POST", f"{OFFLINE}envoi/", body, "application/json")
        if status != 200:
            raise RuntimeError(f"the sending answered {status}: {content[:200]!r}")
        statuses += [one["status"] for one in json.loads(content)["entries"]]
    return statuses


# -- The browser -------------------------------------------------------------------------------------------


def has_browser() -> bool:
    return bool(CHROMIUM) and importlib.util.find_spec("playwright") is not None


def absent() -> Measure:
    return Measure(
        "ouverture et recherche sans réseau", 0, "", None, "non mesurées : ni chromium ni playwright ici"
    )


def in_browser(server: Server, many: Path) -> list[Measure]:
    """Cold start of the desk with the network cut, and its search on many fiches."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = opened.new_context(base_url=f"http://127.0.0.1:{server.port}", locale="fr-FR").new_page()
        enter(page)
        starts = cold_starts(page)
        times = json.loads(page.evaluate(SEARCHES, [many.read_text(), QUESTIONS]))
        opened.close()
    detail = f"{len(times)} recherches, p50 {percentile(times, 50):.1f} ms, max {max(times):.0f} ms"
    return [
        Measure(
            "ouverture de l’accueil sans réseau", max(starts), "s", 1, f"{FICHES} fiches, {len(starts)} fois"
        ),
        Measure(f"recherche sans réseau, {MANY} fiches, p99", percentile(times, 99), "ms", 30, detail),
    ]


def enter(page: Any) -> None:
    """Sign in, say where one is, and wait until the desk holds everything."""
    page.goto("/comptes/login/")
    page.locator("input[name=login]").first.fill(EMAIL)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto(f"{DESK}poste/")
    for key in ("1", "1", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**{DESK}")
    until(lambda: page.evaluate("() => navigator.serviceWorker.controller !== null"))
    until(lambda: "offre du" in page.locator("[data-net-text]").inner_text())
    time.sleep(1)


def until(test: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise TimeoutError("the desk is not ready")
        time.sleep(0.05)


def cold_starts(page: Any, times: int = 5) -> list[float]:
    """Seconds from the request of the page to the desk that answers, each time in a new tab."""
    page.context.set_offline(True)
    found = []
    for _ in range(times):
        tab = page.context.new_page()
        tab.goto(DESK)
        tab.wait_for_selector("html[data-desk-ready]", state="attached")
        found.append(tab.evaluate("() => performance.getEntriesByName('desk-ready')[0].startTime") / 1000)
        tab.close()
    return found


SEARCHES = """async ([bundle, questions]) => {
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const { OfflineSearch } = await import(loaded.find((one) => /offer\\/offline\\/search\\./.test(one)));
    const { manifest, entries } = JSON.parse(bundle);
    const search = new OfflineSearch(entries, manifest);
    const words = search.vocabulary.filter((word) => word.length > 3);
    const times = [];
    let seed = 7;
    const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let count = 0; count < questions; count += 1) {
        const typed = Array.from({ length: 1 + (count % 3) }, () => words[Math.floor(chance() * words.length)]);
        typed[typed.length - 1] = typed.at(-1).slice(0, 3 + (count % 2));
        const started = performance.now();
        search.search({ text: typed.join(" "), near: { lat: 45.1, lon: 2.7 }, pageSize: 12, facets: true });
        times.push(performance.now() - started);
    }
    return JSON.stringify(times);
}"""


if __name__ == "__main__":
    sys.exit(main())
