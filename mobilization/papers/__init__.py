"""Papers of the mobilization work, each described once and printed as Word, PDF and page."""

from .consolidation import consolidation_paper

__all__ = ["consolidation_paper"]
