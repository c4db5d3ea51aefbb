"""A program that holds a key, for the tests of the programming interface."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.services.tokens import create_token

ROOT = "/api/v1"


class Program:
    """Calls the interface with a key of an office."""

    def __init__(self, office: Office, *, can_write: bool = False) -> None:
        self.token, self.secret = create_token(
            actor=Actor.system("tests", office), name="Site de l’office", can_write=can_write
        )
        self.client = Client(headers={"authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(
            f"{ROOT}{path}", headers={name.replace("_", "-"): text for name, text in headers.items()}
        )

    def post(self, path: str, data: Any, **headers: str) -> Any:
        return self._send(self.client.post, path, data, headers)

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self._send(self.client.patch, path, data, headers)

    def _send(self, method: Any, path: str, data: Any, headers: dict[str, str]) -> Any:
        content = data if isinstance(data, (bytes, str)) else json.dumps(data)
        return method(
            f"{ROOT}{path}",
            content,
            content_type="application/json",
            headers={name.replace("_", "-"): text for name, text in headers.items()},
        )
