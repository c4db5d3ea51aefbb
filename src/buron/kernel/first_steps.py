"""From an empty office to the first welcome: what is done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from buron.kernel import contributions
from buron.kernel.actors import Actor
from buron.kernel.contributions import FirstStep, Setting
from buron.kernel.models import Office
from buron.kernel.services.settings import setting_of

SHOWN = "kernel.first_steps"

SETTINGS = (
    Setting(
        SHOWN,
        _("Montrer les premiers pas à l’ouverture"),
        _("À la direction et à l’administration, tant qu’il en reste à faire."),
        "",
        default=1,
        minimum=0,
        maximum=1,
    ),
)


def _is_described(office: Office) -> bool:
    return bool(office.address and (office.phone or office.email))


def _has_a_team(office: Office) -> bool:
    return office.invitations.exists() or office.memberships.count() > 1


FIRST_STEPS = (
    FirstStep(
        "kernel.described",
        _("Donner l’adresse de l’office"),
        _(
            "Avec le téléphone ou le courriel : ils paraissent sur les carnets, les pages publiques, le rapport."
        ),
        "kernel_office",
        "kernel.office",
        _is_described,
        30,
    ),
    FirstStep(
        "kernel.team",
        _("Inviter l’équipe"),
        _(
            "Chaque personne reçoit un lien et choisit son mot de passe ; ses rôles disent ce qu’elle peut faire."
        ),
        "kernel_members",
        "kernel.members",
        _has_a_team,
        50,
    ),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that somebody may take, and whether it is done; ``is_next`` for the first that is not."""

    step: FirstStep
    done: bool
    is_next: bool


def progress(office: Office, actor: Actor) -> list[Progress]:
    """The steps in their order."""
    held = [step for step in contributions.first_steps if actor.can(step.permission)]
    seen = [(step, step.done(office)) for step in sorted(held, key=lambda step: step.order)]
    first = next((step for step, done in seen if not done), None)
    return [Progress(step, done, step is first) for step, done in seen]


def begin_with(office: Office, actor: Actor) -> bool:
    """Whether somebody's day begins with the steps that remain."""
    if not actor.can("kernel.office") or not setting_of(office, SHOWN):
        return False
    return any(one.is_next for one in progress(office, actor))
