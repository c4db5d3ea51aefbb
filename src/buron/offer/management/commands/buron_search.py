"""``./buron search "mots"``: search the offer from a script or by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from buron.kernel.commands import USAGE, office_named
from buron.kernel.tenancy import office_scope
from buron.offer.kinds import BY_KEY
from buron.offer.queries import Hit, SearchQuery, SearchResult, search
from buron.offer.queries.facets import commune_label
from buron.offer.search.query import MAX_PAGE_SIZE
from buron.territory import reference

OPEN_WORDS = {"open": "ouvert aujourd’hui", "closed": "fermé aujourd’hui", "unknown": ""}


class Command(BaseCommand):
    help = "Cherche dans l’offre : accents, pluriels et fautes d’une lettre ne comptent pas."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "words", nargs="*", metavar="MOTS", help="ce que l’on cherche (tout, s’il n’y a rien)"
        )
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office (s’il y en a plusieurs)"
        )
        parser.add_argument("--limit", type=_limit, default=20, metavar="N", help="réponses au plus (20)")
        parser.add_argument(
            "--kind", action="append", choices=sorted(BY_KEY), default=[], help="seulement ce type"
        )
        parser.add_argument("--commune", action="append", default=[], metavar="INSEE-OU-NOM")
        parser.add_argument(
            "--open-today", action="store_true", help="seulement ce qui est ouvert aujourd’hui"
        )
        parser.add_argument("--json", action="store_true", help="réponse en JSON, pour les machines")

    def handle(self, *args: Any, **options: Any) -> None:
        office = office_named(options["office"])
        today = timezone.localdate()
        query = SearchQuery(
            text=" ".join(options["words"]),
            kinds=tuple(options["kind"]),
            communes=tuple(_insee(text) for text in options["commune"]),
            open_on=today if options["open_today"] else None,
            page_size=options["limit"],
            day=today,
        )
        with office_scope(office):
            result = search(query)
        self.stdout.write(as_json(result) if options["json"] else as_text(result))


def _limit(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MAX_PAGE_SIZE:
        raise argparse.ArgumentTypeError(f"un nombre de 1 à {MAX_PAGE_SIZE}")
    return value


def _insee(text: str) -> str:
    known = reference.commune(text) if text[:1].isdigit() else reference.commune_by_name(text)
    if known is None:
        raise CommandError(f"Aucune commune ne s’appelle « {text} ».", returncode=USAGE)
    return known.insee


def as_json(result: SearchResult) -> str:
    """The answers and their facets, with the same names as in the code."""
    facets = {
        name: [{"code": value.code, "label": value.label, "count": value.count} for value in values]
        for name, values in asdict_values(result).items()
    }
    answer = {
        "total": result.total,
        "corrected": result.corrected or None,
        "hits": [asdict(hit) for hit in result.hits],
        "facets": facets,
    }
    return orjson.dumps(answer).decode()


def asdict_values(result: SearchResult) -> dict[str, Any]:
    """The facets by name."""
    names = ("kinds", "communes", "labels", "states", "freshness", "rings", "openness")
    return {name: getattr(result.facets, name) for name in names}


def as_text(result: SearchResult) -> str:
    """One line per answer, as a person reads it."""
    if not result.total:
        return "Aucune fiche."
    lines = [f"Résultats pour « {result.corrected} »"] if result.corrected else []
    lines.append("1 fiche" if result.total == 1 else f"{result.total} fiches")
    lines += [line_of(hit) for hit in result.hits]
    if result.total > len(result.hits):
        lines.append(f"… et {result.total - len(result.hits)} autres (--limit).")
    return "\n".join(lines)


def line_of(hit: Hit) -> str:
    """``    12  Cascade du Roc  (Patrimoine naturel, Thiézac, ouvert aujourd’hui)``."""
    facts = [
        hit.subkind or hit.kind_label,
        hit.commune or commune_label(hit.insee),
        OPEN_WORDS[hit.open_today],
    ]
    return f"{hit.id:>7}  {hit.name}  ({', '.join(fact for fact in facts if fact)})"
