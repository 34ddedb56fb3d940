"""The embedded PostgreSQL: the only module that knows which wheel brings it."""

from pathlib import Path
from urllib.parse import quote


def embedded_url(data_dir: Path) -> str:
    """Return the DATABASE_URL of the server that lives in this data folder."""
    return f"postgresql://postgres@/wardportal?host={quote(str(data_dir / 'run'))}"
