"""Static files under names that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also renames what JavaScript modules import from each other.

    Without it a page would take the new ``app.js`` after an upgrade, and the browser's old ``toasts.js``.
    """

    support_js_module_import_aggregation = True
