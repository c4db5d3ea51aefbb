"""Reminders on paper, the formal notice, the assessment, the receipt of the régie.

The papers of a procedure are drafts for the président of the collectivity, who signs them: the office prepares. The
mentions of the assessment are those of R2333-48, the ones that nullity sanctions among them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.papers.letters import (
    Letter,
    box,
    envelope_of,
    letters_pdf,
    signature,
    table,
    text,
    title,
)
from buron.kernel.formats import amount, date_text, month_text, number
from buron.kernel.models import Office
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import CashReceipt, PayingTerms, Procedure, ProcedureLine, Reminder
from buron.tourist_tax.queries.accounts import Holder, positions
from buron.tourist_tax.queries.board import missing_months

HELD_COLUMNS = (
    "Hébergement, nature, catégorie et adresse", "Mois", "Nuitées", "Coût par personne et nuit", "Données employées",
)  # fmt: skip


def reminder_letters_pdf(office: Office, reminders: Sequence[Reminder]) -> bytes:
    """The reminders as letters, one after the other."""
    letters = [
        Letter(
            address=envelope_of(one.party),
            date=_today(),
            subject=one.subject,
            blocks=text(*one.text.split("\n\n")),
        )
        for one in reminders
    ]
    return letters_pdf(office, letters, _("Relances de la taxe de séjour"))


def notice_pdf(procedure: Procedure) -> bytes:
    """The mise en demeure, to be signed by the président and sent by registered letter."""
    days = current_law().on("control.formal_notice", timezone.localdate())
    delay = days.value if days else "…"
    opening = (
        _("Vous n’avez pas déclaré la taxe de séjour de la période « %s », dont l’échéance est passée.")
        if procedure.reason == Procedure.Reason.UNDECLARED
        else _(
            "La taxe de séjour de la période « %s » n’a pas été reversée, ou pas en entier, à son échéance."
        )
    )
    blocks = [
        *text(_("Lettre recommandée avec avis de réception"), opening % procedure.period.title),
        *_faults(procedure),
        *text(
            _(
                "Je vous mets en demeure de régulariser dans un délai de %(days)s jours à compter de la "
                "notification de cette lettre (code général des collectivités territoriales, article L2333-38)."
            )
            % {"days": delay},
            _(
                "Sans régularisation dans ce délai, un avis de taxation d’office motivé vous sera communiqué ; le "
                "montant ainsi fixé serait mis en recouvrement trente jours au moins après cet avis. Tout retard de "
                "versement porte intérêt."
            ),
        ),
        signature(_("Le président,")),
    ]
    return _one(procedure, _("Taxe de séjour : mise en demeure"), blocks)


def assessment_pdf(procedure: Procedure) -> bytes:
    """The avis de taxation d'office with its mandatory mentions."""
    lines = list(procedure.lines.select_related("lodging"))
    law = current_law()
    answer = law.on("control.answer", timezone.localdate())
    days = answer.value if answer else "…"
    blocks = [
        *text(
            _("Une mise en demeure vous a été notifiée le %s. Elle est restée sans régularisation.")
            % (date_text(procedure.notified_on) if procedure.notified_on else "…"),
            _("En application de l’article L2333-38 du code général des collectivités territoriales, la taxe due pour "
              "l’année %(year)d, période « %(period)s », est fixée d’office comme suit.")
            % {"year": procedure.period.first.year, "period": procedure.period.title},
        ),
        *_computed(lines),
        title(_("Observations antérieures")),
        *text(procedure.exchanges or _("Aucune observation n’a été présentée avant cet avis.")),
        box(
            _("Vos droits (mentions prévues à peine de nullité, article R2333-48)"),
            _("Vous disposez de %(days)s jours à compter de la notification de cet avis "
              "pour présenter vos observations.")
            % {"days": days},
            _("Vous pouvez vous faire assister d’un conseil de votre choix "
              "pour discuter cette proposition ou y répondre."),
            _("Le président vous répondra par une position définitive et motivée. La somme ne sera mise en "
              "recouvrement que trente jours au moins après cet avis."),
        ),
        signature(_("Le président,")),
    ]  # fmt: skip
    return _one(procedure, _("Taxe de séjour : avis de taxation d’office"), blocks)


def position_pdf(procedure: Procedure) -> bytes:
    """The final position, and the proposal of a titre de recettes for the président and the public accountant."""
    total = sum(line.amount for line in procedure.lines.all())
    blocks = [
        *text(
            _("Avis de taxation d’office du %s.")
            % (date_text(procedure.assessed_on) if procedure.assessed_on else "…"),
            _("Vos observations : %s") % procedure.observations
            if procedure.observations
            else _("Vous n’avez pas présenté d’observations dans le délai."),
            procedure.position or _("Position définitive à rédiger."),
        ),
        box(
            _("Somme fixée d’office : %s") % amount(total),
            _("Un titre de recettes sera émis par la collectivité et recouvré par le comptable public."),
            _("Pour contester : payer à titre provisoire, réclamer au président (L2333-37, de mémoire, à vérifier), "
              "puis saisir le tribunal judiciaire."),
        ),
        signature(_("Le président,")),
    ]  # fmt: skip
    return _one(procedure, _("Taxe de séjour : position définitive"), blocks)


def receipt_pdf(receipt: CashReceipt) -> bytes:
    """A quittance of the régie for cash."""
    payment = receipt.payment
    party = payment.party
    blocks = [
        box(_("Reçu : %s en espèces") % amount(payment.amount)),
        *text(
            _("Taxe de séjour. Reçu le %(day)s de %(payer)s. Paiement nº %(number)d.")
            % {
                "day": date_text(payment.received_on),
                "payer": payment.payer,
                "number": payment.number,
            },
            _("Quittance à conserver.")
            if not hasattr(payment, "cancelled_by")
            else _("ANNULÉE : ce paiement a été annulé depuis."),
        ),
        signature(_("Le régisseur,"), receipt.keeper),
    ]
    letter = Letter(
        address=envelope_of(party) if party else [payment.payer],
        date=_("Le %s") % date_text(payment.received_on),
        subject=_("Régie de la taxe de séjour : quittance nº %d") % receipt.number,
        blocks=blocks,
    )
    return letters_pdf(receipt.office, [letter], str(receipt))


def _one(procedure: Procedure, subject: str, blocks: Sequence[dict]) -> bytes:  # type: ignore[type-arg]
    letter = Letter(
        address=envelope_of(procedure.party),
        date=_today(),
        subject=subject,
        blocks=blocks,
        footer=_(
            "%(procedure)s · document préparé par l’office, à signer par le président de la collectivité"
        )
        % {"procedure": procedure},
    )
    return letters_pdf(procedure.office, [letter], subject)


def _faults(procedure: Procedure) -> list[dict]:  # type: ignore[type-arg]
    """What is missing: the months, or the sums."""
    if procedure.reason == Procedure.Reason.UNDECLARED:
        found = missing_months(procedure.period, timezone.localdate(), [procedure.party_id])
        pairs = found.get(procedure.party_id, [])
        months = sorted({month for _lodging, month in pairs})
        names = ", ".join(month_text(month) for month in months)
        return [box(_("Mois non déclarés : %s") % (names or _("voir ci-joint")))]
    owed = sum(
        one.amount
        for one in positions(Holder(procedure.party_id))
        if one.period_id == procedure.period_id and one.amount > 0
    )
    terms = PayingTerms.objects.first()
    return [
        box(
            _("Reste à payer : %s") % amount(owed),
            *([terms.other_ways] if terms and terms.other_ways else []),
        )
    ]


def _computed(lines: Sequence[ProcedureLine]) -> list[dict]:  # type: ignore[type-arg]
    """The nights held, how each amount came about, and the total."""
    return [
        title(_("Hébergements, nuitées retenues et données employées")),
        table(
            HELD_COLUMNS,
            [_held(line) for line in lines],
            right=(2, 3),
            widths=(56, 22, 17, 22, 0),
        ),
        title(_("Calcul")),
        *[
            block
            for line in lines
            for block in text(
                f"{line.lodging.name}, {month_text(line.month)} :\n" + "\n".join(line.derivation)
            )
        ],
        table(
            ("Hébergement", "Mois", "Collectivité", "Département", "Région", "Total"),
            [
                [
                    line.lodging.name,
                    month_text(line.month),
                    amount(line.base),
                    amount(line.department),
                    amount(line.region),
                    amount(line.amount),
                ]
                for line in lines
            ],
            right=(2, 3, 4, 5),
            widths=(0, 30, 24, 24, 22, 24),
            total=("", "", "", "", _("Total"), amount(sum(line.amount for line in lines))),
        ),
    ]


def _held(line: ProcedureLine) -> list[str]:
    lodging = line.lodging
    ranking = next((one for one in lodging.rankings.all() if one.valid_from <= line.month), None)
    place = ", ".join(
        part
        for part in (
            lodging.name,
            lodging.get_nature_display(),
            f"{ranking.stars} étoiles" if ranking else _("sans classement"),
            lodging.address.replace("\n", ", "),
            f"{lodging.postcode} {lodging.commune_name}".strip(),
        )
        if part
    )
    cost = amount(line.price // line.nights) if line.price and line.nights else _("sans objet")
    return [place, month_text(line.month), number(line.nights), cost, line.data_used]


def _today() -> str:
    return _("Le %s") % date_text(timezone.localdate())
