"""Backup and restore: one file holds the database and the office's files, and is verified before it is
trusted.
"""

from buron.kernel.backup.archive import BackupError, Report, restore, save, verify

__all__ = ["BackupError", "Report", "restore", "save", "verify"]
