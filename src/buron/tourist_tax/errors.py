"""What can be wrong with a change of the tourist tax."""

from buron.kernel.errors import Refusal


class TaxError(Refusal):
    """It cannot be recorded so."""
