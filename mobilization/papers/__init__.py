"""Papers of the mobilization work, each described once and printed as Word, PDF and page."""

from .consolidation import consolidation_paper
from .supplement import supplement_paper

__all__ = ["consolidation_paper", "supplement_paper"]
