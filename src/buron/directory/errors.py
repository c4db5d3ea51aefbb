"""What can be wrong with a change of the directory."""

from buron.kernel.errors import Refusal


class DirectoryError(Refusal):
    """The directory cannot be changed so."""
