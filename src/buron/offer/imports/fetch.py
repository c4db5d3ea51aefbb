"""Fetching a payload from an address that a person typed, without letting it reach the inside of the network.

Only https is spoken. The name is resolved first, every address it gives must be public, and the connection is
made to the address that was checked, so that a second answer of the DNS cannot lead elsewhere. Redirects go
through the same checks. Size, each wait and the whole duration are bounded. Errors are French sentences that
never repeat the secrets of the address (:func:`shown`).
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from buron.offer.imports.storage import StorageError, explain

MIB = 1 << 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRET = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{24,}")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]


class FetchError(Exception):
    """The payload cannot be fetched; the message is French, for the person who gave the address."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a fetch may cost: seconds, bytes, redirects."""

    connect_seconds: float = 10
    read_seconds: float = 60
    total_seconds: float = 900
    most_bytes: int = 2048 * MIB
    redirects: int = 5


class Fetched(NamedTuple):
    """What was written: SHA-256 of it in hexadecimal, its size in bytes, and the name that the server gives it."""

    digest: str
    size: int
    name: str


class _Target(NamedTuple):
    url: str
    host: str
    port: int
    path: str
    addresses: list[str]


def fetch(
    url: str,
    into: BinaryIO,
    *,
    headers: Mapping[str, str] | None = None,
    limits: FetchLimits | None = None,
    resolve: Resolver | None = None,
    context: ssl.SSLContext | None = None,
    is_allowed: Callable[[str], bool] | None = None,
) -> Fetched:
    """Write what the address answers into a file. Raises :class:`FetchError`.

    ``headers`` (a key, for instance) are sent to the host of ``url`` only. ``resolve``, ``context`` and
    ``is_allowed`` are for tests.
    """
    limits = limits or FetchLimits()
    deadline = time.monotonic() + limits.total_seconds
    first_host = ""
    for _ in range(limits.redirects + 1):
        target = check_url(url, resolve=resolve, is_allowed=is_allowed)
        first_host = first_host or target.host
        own = dict(headers or {}) if target.host == first_host else {}
        connection = _Pinned(target, limits, context or ssl.create_default_context())
        try:
            with closing(_ask(connection, target, own)) as answer:
                if answer.status not in REDIRECTS:
                    _check_status(answer, target)
                    return _save(answer, into, target, limits, deadline)
                url = _next(target, answer)
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(_explain(error, target)) from error
        finally:
            connection.close()
    raise FetchError(f"{shown(url)} renvoie sans fin vers d’autres adresses.")


def shown(url: str) -> str:
    """The address as it may be shown and kept in the journal: keys and identifiers that open it are left out."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "adresse illisible"
    path = _SECRET.sub("…", unquote(parts.path))
    return f"{parts.scheme}://{host}{port}{path}{'?…' if parts.query else ''}"[:300]


# Checking


def check_form(url: str) -> tuple[SplitResult, str, int]:
    """The parts, host and port of an address, without asking the DNS; :class:`FetchError` when it cannot be right."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or 443
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise FetchError("L’adresse n’est pas valable.") from None
    if parts.scheme != "https":
        raise FetchError("L’adresse doit commencer par https://.")
    if not host or parts.username is not None or "\\" in url or not url.isprintable():
        raise FetchError("L’adresse n’est pas valable.")
    if _is_inside(host):
        raise FetchError(f"L’adresse {host} mène à l’intérieur d’un réseau : elle est refusée.")
    return parts, host, port


def _is_inside(host: str) -> bool:
    """Whether the host is written as an address of a private network, or names this machine."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def check_url(
    url: str, *, resolve: Resolver | None = None, is_allowed: Callable[[str], bool] | None = None
) -> _Target:
    """The parts of an address, and the public addresses of its host; :class:`FetchError` for any other."""
    parts, host, port = check_form(url)
    addresses = _addresses(host, port, resolve or _resolve, is_allowed or is_public)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return _Target(url, host, port, f"{path}?{query}" if query else path, addresses)


def _addresses(host: str, port: int, resolve: Resolver, is_allowed: Callable[[str], bool]) -> list[str]:
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise FetchError(f"Le nom {host} est introuvable : vérifiez l’adresse et la connexion à internet.")
    if not all(is_allowed(address) for address in found):
        raise FetchError(f"L’adresse {host} mène à l’intérieur d’un réseau : elle est refusée.")
    return list(dict.fromkeys(found))


def _resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an IP address, or the one that it wraps, is on the public internet."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    inner = _wrapped(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_private or ip.is_loopback
    )


def _wrapped(ip: Address) -> Address | None:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


# Asking


class _Pinned(http.client.HTTPSConnection):
    """A connection to one of the addresses that were checked, under the name that was asked for."""

    def __init__(self, target: _Target, limits: FetchLimits, context: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=limits.connect_seconds, context=context)
        self._addresses = target.addresses
        self._limits = limits
        self._tls = context

    def connect(self) -> None:
        error: OSError | None = None
        for address in self._addresses[:4]:
            try:
                plain = socket.create_connection((address, self.port), self._limits.connect_seconds)
            except OSError as fault:
                error = fault
                continue
            try:
                self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
            except OSError:
                plain.close()
                raise
            self.sock.settimeout(self._limits.read_seconds)
            return
        raise error or OSError("no address")


def _ask(connection: _Pinned, target: _Target, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    sent = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Buron", **headers}
    connection.request("GET", target.path, headers=sent)
    return connection.getresponse()


def _next(target: _Target, answer: http.client.HTTPResponse) -> str:
    place = answer.headers.get("Location")
    if not place:
        raise FetchError(f"{shown(target.url)} renvoie ailleurs sans dire où.")
    return urljoin(target.url, place)


def _check_status(answer: http.client.HTTPResponse, target: _Target) -> None:
    status, where = answer.status, shown(target.url)
    if status == 200:
        return
    if status in (401, 403):
        raise FetchError(
            f"{where} refuse l’accès ({status}) : vérifiez la clé ou l’identifiant de l’adresse."
        )
    if status in (404, 410):
        raise FetchError(f"{where} n’existe pas ou plus ({status}).")
    if status == 429:
        raise FetchError(f"{where} reçoit trop de demandes ({status}) : réessayez plus tard.")
    if status >= 500:
        raise FetchError(f"{where} est en panne ({status}) : réessayez plus tard.")
    raise FetchError(f"{where} a répondu par le code {status}.")


def _save(
    answer: http.client.HTTPResponse, into: BinaryIO, target: _Target, limits: FetchLimits, deadline: float
) -> Fetched:
    announced = answer.length
    too_big = FetchError(f"{shown(target.url)} dépasse {limits.most_bytes // MIB} Mo.")
    if announced is not None and announced > limits.most_bytes:
        raise too_big
    digest, size = hashlib.sha256(), 0
    while chunk := answer.read(MIB):
        size += len(chunk)
        if size > limits.most_bytes:
            raise too_big
        if time.monotonic() > deadline:
            raise FetchError(f"{shown(target.url)} est trop lent : arrêté au bout du temps permis.")
        digest.update(chunk)
        _write(into, chunk)
    if announced is not None and size != announced:
        raise FetchError(f"{shown(target.url)} s’est interrompu : {size} octets reçus sur {announced}.")
    return Fetched(digest.hexdigest(), size, _file_name(answer, target))


def _write(into: BinaryIO, chunk: bytes) -> None:
    """A full disk is not a fault of the address."""
    try:
        into.write(chunk)
    except OSError as error:
        raise StorageError(explain(error, Path(str(getattr(into, "name", "données"))))) from error


def _file_name(answer: http.client.HTTPResponse, target: _Target) -> str:
    given = answer.headers.get_filename() or unquote(PurePosixPath(urlsplit(target.url).path).name)
    name = re.sub(r"[^\w.\- ]+", "_", Path(given).name).strip(". ")[-80:]
    return name or "donnees"


def _explain(error: BaseException, target: _Target) -> str:
    where = shown(target.url)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Le certificat de {target.host} n’est pas valable : l’adresse est refusée."
    if isinstance(error, ssl.SSLError):
        return f"La connexion sécurisée avec {target.host} a échoué."
    if isinstance(error, TimeoutError):
        return f"{where} ne répond pas dans le temps permis."
    if isinstance(error, http.client.IncompleteRead):
        return f"{where} s’est interrompu avant la fin."
    if isinstance(error, ConnectionError | http.client.HTTPException):
        return f"{where} a coupé la connexion ou répondu de travers."
    return f"{where} est injoignable : vérifiez l’adresse et la connexion à internet."
