"""The two dates of the year for a decision: the vote (L2333-30) and the notification to the DGFiP (R2333-43)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.rules.decision import notice_deadline, vote_deadline

SOON = 60
"""Days before a date from which it is shown as near."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A date of the year: what is due before it, the decision that it is about, days left (negative: gone by)."""

    key: str
    title: str
    before: dt.date
    days: int
    article: str
    decision: Decision | None

    @property
    def tone(self) -> str:
        if self.days <= 0:
            return "bad"
        return "warn" if self.days <= SOON else "info"


def clocks(today: dt.date) -> list[Clock]:
    """What is still to be done for the next year: a vote that is not recorded, a notification that is not noted.

    A vote may stay away (the tariffs of the last one go on), so its clock stops on its date; a notification that is
    late remains to be done until the year begins.
    """
    law = current_law()
    begins = dt.date(today.year + 1, 1, 1)
    found = []
    following = Decision.objects.filter(
        valid_from=begins, state__in=(Decision.State.DRAFT, Decision.State.IN_FORCE)
    ).order_by("-state", "pk")
    kept = list(following)
    vote = vote_deadline(law, begins)
    unvoted = next((one for one in kept if one.voted_on is None), None)
    if vote is not None and today < vote and (not kept or unvoted):
        title = _("Vote des tarifs %(year)s") % {"year": begins.year}
        article = law.cite("adoption.deadline", vote)
        found.append(Clock("vote", title, vote, (vote - today).days, article, unvoted))
    notice = notice_deadline(law, begins)
    for one in kept:
        if notice is not None and one.voted_on is not None and one.notified_on is None:
            title = _("Notification à la DGFiP : %(title)s") % {"title": one.title}
            article = law.cite("adoption.notice", notice)
            found.append(Clock("notice", title, notice, (notice - today).days, article, one))
    return found
