"""Files from outside: what is let in, how pictures are made harmless, how files are given out again."""

from .cleaning import CleanFile, Limits, clean_upload
from .disk import free_bytes, has_room, remove_orphans
from .kinds import ACCEPT
from .serving import serve_file
from .sizes import serve_picture, srcset, with_sizes

__all__ = [
    "ACCEPT",
    "CleanFile",
    "Limits",
    "clean_upload",
    "free_bytes",
    "has_room",
    "remove_orphans",
    "serve_file",
    "serve_picture",
    "srcset",
    "with_sizes",
]
