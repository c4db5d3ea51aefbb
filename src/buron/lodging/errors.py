"""What can be wrong with a change of the register."""

from buron.kernel.errors import Refusal


class LodgingError(Refusal):
    """The register cannot be changed so."""
