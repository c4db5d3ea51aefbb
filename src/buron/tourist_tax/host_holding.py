"""What the tax holds about a contact: its account and its link. Erasing the contact cuts the link, not the ledger.

Lines of the ledger, payments and statements stay under the number of the contact, for the years of the accounts; a
statement keeps the name and the address that it was sent to, which no later erasure changes. Until an account is
settled, its contact may not be erased.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.directory.holdings import Holding, Line
from buron.directory.models import Party
from buron.kernel import formats
from buron.tourist_tax.models import FactsProposal, HostLink
from buron.tourist_tax.queries.accounts import Holder, balance_of, credit_of


def lines(party: Party) -> Sequence[Line]:
    """The account of a host and its living link; nothing for whoever never had either."""
    holder = Holder(party.pk)
    url = reverse("tourist_tax_collect_account", kwargs={"office": party.office.slug, "pk": party.pk})
    links = HostLink.objects.filter(party=party, revoked_at=None)
    found = [Line(_("Lien d’hébergeur"), url, link.expires_on, _("ouvert")) for link in links]
    if holder.lines.exists() or holder.payments.exists():
        found.append(Line(_("Compte : %s") % formats.amount(balance_of(holder)), url))
    return found


def keeps(party: Party) -> str:
    """An account that is not settled keeps its contact."""
    holder = Holder(party.pk)
    left = balance_of(holder) - credit_of(holder)
    if not left:
        return ""
    return _("Le compte de taxe de séjour de ce contact n’est pas soldé (%s) : réglez-le d’abord.") % (
        formats.amount(left)
    )


def forget(party: Party) -> int:
    """Cut the links of a contact and what it proposed by them; what it declared and paid stays in the accounts."""
    links = HostLink.objects.filter(party=party, revoked_at=None).update(
        revoked_at=timezone.now(), token=None, code_digest="", code_until=None
    )
    proposed, _models = FactsProposal.objects.filter(party=party).delete()
    return links + proposed


HOLDING = Holding(
    "tourist_tax.host", gettext_lazy("Taxe de séjour"), "tourist_tax.accounts", lines, keeps, forget
)
