"""What can be wrong with a change of the territory."""

from buron.kernel.errors import Refusal


class TerritoryError(Refusal):
    """The territory cannot be changed so."""
