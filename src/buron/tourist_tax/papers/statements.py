"""The état récapitulatif on paper, written from its frozen content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from buron.directory.papers.letters import Letter, band, box, letters_pdf, table, text, title
from buron.kernel.formats import amount, date_text, number
from buron.kernel.models import Office
from buron.tourist_tax.models import PayingTerms, Statement

Json = dict[str, Any]
COLUMNS = (
    "Mois", "Nuitées taxées", "Exonérées", "Collectivité", "Département", "Région", "Total",
)  # fmt: skip
WIDTHS = (0, 24, 20, 26, 24, 20, 26)
RIGHT = (1, 2, 3, 4, 5, 6)
KINDS = {"none": "aucun client", "platforms": "plateformes seulement", "forfait": "forfait de l’année"}


def statement_pdf(statement: Statement) -> bytes:
    """One statement, as it was issued."""
    return statements_pdf(statement.office, [statement])


def statements_pdf(office: Office, statements: Sequence[Statement]) -> bytes:
    """Several statements as one file, each on its own pages."""
    terms = PayingTerms.objects.first()
    with translation.override("fr"):  # an administrative paper, whoever asks for it
        letters = [statement_letter(statement, terms) for statement in statements]
        return letters_pdf(office, letters, _("États récapitulatifs de la taxe de séjour"))


def statement_letter(statement: Statement, terms: PayingTerms | None) -> Letter:
    content = statement.content
    return Letter(
        address=content["address"],
        date=_("Le %s") % date_text(statement.issued_on),
        subject=_("Taxe de séjour : état récapitulatif nº %(reference)s, %(period)s")
        % {"reference": statement.reference, "period": content["period"]},
        blocks=[
            *text(_opening(statement)),
            _declared(statement),
            *_others(content),
            *_payments(content),
            _balance(statement, terms),
        ],
        footer=f"{statement.reference} · {content['office']}",
    )


def _opening(statement: Statement) -> str:
    span = _("du %(first)s au %(last)s") % {
        "first": _day(statement.content["first"]),
        "last": _day(statement.content["last"]),
    }
    words = _(
        "Voici ce que vous avez déclaré %(span)s, et ce que le compte en dit au %(day)s. Les montants sont par "
        "bénéficiaire : l’office encaisse pour tous."
    ) % {"span": span, "day": date_text(statement.issued_on)}
    if statement.complements_id is None:
        return words
    more = _("Il complète l’état nº %s : une déclaration a été corrigée depuis. Celui-ci le remplace.")
    return f"{words} {more % statement.content.get('complements', '')}"


def _declared(statement: Statement) -> Json:
    rows: list[Any] = []
    for lodging in statement.content["lodgings"]:
        known = [f"nº {lodging['number']}", lodging["nature"], lodging["commune"], lodging["registration"]]
        rows.append(band(f"{lodging['name']} ({', '.join(part for part in known if part)})", len(COLUMNS)))
        rows += [_month(month) for month in lodging["months"]]
    taxed = sum(month["taxed"] for one in statement.content["lodgings"] for month in one["months"])
    exempt = sum(month["exempt"] for one in statement.content["lodgings"] for month in one["months"])
    total = [
        _("Dû en tout") if statement.content["others"] else _("Total"),
        number(taxed),
        number(exempt),
        amount(statement.base),
        amount(statement.department),
        amount(statement.region),
        amount(statement.due),
    ]
    return table(COLUMNS, rows, right=RIGHT, widths=WIDTHS, total=total)


def _month(month: Json) -> list[str]:
    year, number_of = month["month"].split("-")
    label = f"{number_of}/{year}"
    if month["kind"] in KINDS:
        label += f", {KINDS[month['kind']]}"
    parts = (month["base"], month["department"], month["region"])
    return [label, number(month["taxed"]), number(month["exempt"]), *map(amount, parts), amount(sum(parts))]


def _others(content: Json) -> list[Json]:
    if not content["others"]:
        return []
    rows = [
        [_day(one["day"]) if one["day"] else "", one["label"], amount(one["amount"])]
        for one in content["others"]
    ]
    return [
        title(_("Autres écritures, comprises dans le total dû")),
        table(("Date", "Objet", "Montant"), rows, right=(2,), widths=(34, 0, 30)),
    ]


def _payments(content: Json) -> list[Json]:
    if not content["payments"]:
        return []
    rows = [
        [_day(one["day"]), f"{one['label']} (nº {one['number']})", amount(one["amount"])]
        for one in content["payments"]
    ]
    return [
        title(_("Paiements reçus")),
        table(("Date", "Paiement", "Montant"), rows, right=(2,), widths=(34, 0, 30)),
    ]


def _balance(statement: Statement, terms: PayingTerms | None) -> Json:
    if statement.balance <= 0:
        over = -statement.balance
        words = _("Rien à payer.") if not over else _("Trop versé : %s.") % amount(over)
        after = _("Dites à l’office si vous préférez un remboursement ou un report.") if over else ""
        return box(words, *([after] if after else []))
    due = _("Reste à payer : %(amount)s, au plus tard le %(day)s") % {
        "amount": amount(statement.balance),
        "day": _day(statement.content["pay_by"]),
    }
    return box(due, *ways_to_pay(terms, statement.reference))


def ways_to_pay(terms: PayingTerms | None, reference: str) -> list[str]:
    """How to pay, as the office wrote it."""
    lines = []
    if terms and terms.iban:
        lines.append(
            _("Par virement à %(payee)s, IBAN %(iban)s%(bic)s.")
            % {
                "payee": terms.payee or _("l’office"),
                "iban": " ".join(terms.iban[i : i + 4] for i in range(0, len(terms.iban), 4)),
                "bic": f", BIC {terms.bic}" if terms.bic else "",
            }
        )
    if terms and terms.other_ways:
        lines.append(terms.other_ways)
    lines.append(_("Référence à rappeler : %s") % reference)
    return lines


def _day(iso: str) -> str:
    return date_text(dt.date.fromisoformat(iso))
