"""Ways that rooms offer to the readers of public pages, without being imported by the pages that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buron.kernel.models import Office
from buron.kernel.registry import Registry

if TYPE_CHECKING:
    from buron.kernel.contributions import Text


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A link at the foot of public pages; ``path`` of the office and the language, empty where there is nothing."""

    key: str
    title: Text
    path: Callable[[Office, str], str]


public_links: Registry[PublicLink] = Registry("links of public pages")
