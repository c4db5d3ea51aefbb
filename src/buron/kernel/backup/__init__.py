"""Backup and restore: one file holds the database and the office's files, and is verified before it is
trusted.
"""

from buron.kernel.backup.archive import Report, restore, save, verify
from buron.kernel.backup.errors import BackupError

__all__ = ["BackupError", "Report", "restore", "save", "verify"]
