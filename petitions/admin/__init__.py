"""The staff's workplace for petitions."""

from . import confidential_rows, petition, reference

__all__ = ["confidential_rows", "petition", "reference"]
