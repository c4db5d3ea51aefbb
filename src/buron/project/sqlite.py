"""The SQLite that the program runs on.

Every SQLite before 3.51.3 (but 3.44.6 and 3.50.7) can, very rarely, corrupt a database in WAL mode that
several connections use (sqlite.org/wal.html, "WAL-reset bug"). The ``pysqlite3`` wheel bundles a safe one and takes
the place of the standard module; where no wheel exists, a vulnerable library runs with
``journal_mode=TRUNCATE``,
slower and safe.
"""

from __future__ import annotations

import sqlite3 as _system_sqlite3
import sys
from functools import cache

SAFE_FROM = (3, 51, 3)
SAFE_BACKPORTS = frozenset({(3, 44, 6), (3, 50, 7)})

PRAGMAS_NEW = ("page_size=8192",)
"""Only a database that is still empty takes it: two fiches of 1.5 kB fill a page of 4 kB by three quarters, five fill
one of 8 kB whole; what an import writes shrinks by a fifth, and the time that it holds the lock by a third.
"""
PRAGMAS_SAFE = ("journal_mode=WAL", "synchronous=FULL")
PRAGMAS_VULNERABLE = ("journal_mode=TRUNCATE", "synchronous=FULL")
PRAGMAS_ALWAYS = ("cache_size=-65536", "temp_store=MEMORY", "journal_size_limit=67108864", "mmap_size=0")


def install() -> None:
    """Put the bundled SQLite in the place of the standard module; must run before Django opens a database."""
    try:
        import pysqlite3
    except ImportError:
        return
    if pysqlite3.sqlite_version_info > _system_sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


@cache
def version() -> tuple[int, int, int]:
    """The version of the SQLite in use."""
    import sqlite3

    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return major, minor, patch


def is_safe(candidate: tuple[int, int, int]) -> bool:
    """Whether WAL can be trusted on that version."""
    return candidate >= SAFE_FROM or candidate in SAFE_BACKPORTS


def init_command() -> str:
    """The pragmas of each new connection."""
    first = PRAGMAS_SAFE if is_safe(version()) else PRAGMAS_VULNERABLE
    return ";".join(f"PRAGMA {pragma}" for pragma in (*PRAGMAS_NEW, *first, *PRAGMAS_ALWAYS))
