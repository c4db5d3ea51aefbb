"""Why a file or a folder cannot be used, in French: the system says it in English."""

from __future__ import annotations

import errno

FULL = "le disque est plein"
FORBIDDEN = "vous n’avez pas le droit d’y accéder"
REASONS = {
    errno.ENOENT: "ce chemin n’existe pas",
    errno.ENOTDIR: "une partie de ce chemin n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EEXIST: "c’est un fichier, pas un dossier",
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.EROFS: "ce disque est en lecture seule",
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EIO: "le disque ne répond pas bien",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


def reason(error: OSError) -> str:
    """What the system refused, to end a sentence with; its own words for what is rare."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)
