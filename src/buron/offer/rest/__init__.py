"""The offer by program: REST, version 1, mounted at ``/api/v1/`` (see docs/develop/api.md).

Reads are those of the screens; writes go through the services with the actor of the key.
"""

from buron.offer.rest import files, ideas, reading, writing
from buron.offer.rest.base import router

__all__ = ["files", "ideas", "reading", "router", "writing"]
