"""The national file of délibérations (DELTA): read as a stream, compared, written. No database here."""

from buron.tourist_tax.delta.printed import DeltaError, Printed, as_body
from buron.tourist_tax.delta.reading import MOST_BYTES, Reading, read_delta

__all__ = ["MOST_BYTES", "DeltaError", "Printed", "Reading", "as_body", "read_delta"]
