"""Fetching from addresses that people type: what is refused, what is bounded, what is said."""

from __future__ import annotations

import http.server
import io
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buron.offer import services
from buron.offer.imports.fetch import FetchError, FetchLimits, check_form, check_url, fetch, is_public, shown
from buron.offer.models import Source


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:0:0:0:0:0:80ff:fffe",
            "pas une adresse",
            "",
        ],
    )
    def test_the_inside_of_a_network_is_refused(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize(
        "address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"]
    )
    def test_the_internet_is_not(self, address):
        assert is_public(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/flux.zip",
            "ftp://example.org/",
            "file:///etc/passwd",
            "https://",
            "https:///x",
            "https://user:secret@example.org/",
            "https://example.org:99999/",
            "https://example.org\\@127.0.0.1/",
            "https://exa mple.org\n/",
            "https://localhost/",
            "https://serveur.local/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://10.0.0.8:8443/flux",
            "//example.org/",
            "javascript:alert(1)",
            "",
            "   ",
            "https://[",
        ],
    )
    def test_what_cannot_be_an_address_of_a_source(self, url):
        with pytest.raises(FetchError) as caught:
            check_form(url)
        assert str(caught.value)

    @pytest.mark.parametrize("literal", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
    def test_odd_spellings_are_judged_by_what_they_resolve_to(self, literal):
        with pytest.raises(FetchError, match="intérieur"):
            check_url(f"https://{literal}/", resolve=lambda *_: ["127.0.0.1"])

    def test_one_private_answer_among_public_ones_is_enough_to_refuse(self):
        with pytest.raises(FetchError, match="intérieur"):
            check_url("https://example.org/", resolve=lambda *_: ["93.184.215.14", "10.0.0.1"])

    def test_a_name_that_is_nowhere(self):
        def nowhere(*_: object) -> list[str]:
            raise OSError

        with pytest.raises(FetchError, match="introuvable"):
            check_url("https://nulle-part.example/", resolve=nowhere)

    def test_secrets_are_never_shown(self):
        guid = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
        text = shown(f"https://wcf.example.org/Syndication/ot/{guid}/Objects?apiKey=abc123&x=1")
        assert text == "https://wcf.example.org/Syndication/ot/…/Objects?…"
        assert shown("https://[") == "adresse illisible"


class Server:
    """A local https server that answers what a test says."""

    def __init__(self, folder: Path) -> None:
        key, cert = folder / "key.pem", folder / "cert.pem"
        subprocess.run(
            [
                *[
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=flux.test",
                ]
            ]
            + [
                "-addext",
                "subjectAltName=DNS:flux.test,DNS:ailleurs.test",
                "-keyout",
                str(key),
                "-out",
                str(cert),
            ],
            check=True,
            capture_output=True,
        )
        self.routes: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, str, str]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append((self.headers["Host"], self.path, self.headers.get("key", "")))
                outer.routes[self.path.split("?")[0]](self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_side.load_cert_chain(cert, key)
        self._http.socket = server_side.wrap_socket(self._http.socket, server_side=True)
        self.context = ssl.create_default_context(cafile=str(cert))
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def url(self, path: str, host: str = "flux.test") -> str:
        return f"https://{host}:{self.port}{path}"

    def fetch(self, path: str, *, limits: FetchLimits | None = None, headers: dict | None = None):
        into = io.BytesIO()
        fetched = fetch(
            self.url(path),
            into,
            headers=headers,
            limits=limits or FetchLimits(connect_seconds=2, read_seconds=2),
            resolve=lambda *_: ["127.0.0.1"],
            context=self.context,
            is_allowed=lambda _: True,
        )
        return fetched, into.getvalue()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def answers(data: bytes, status: int = 200, **headers: str):
    def handle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return handle


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of the local server")
    made = Server(tmp_path_factory.mktemp("tls"))
    yield made
    made.close()


class TestFetching:
    def test_a_file_comes_whole_with_its_name(self, server):
        server.routes["/flux.zip"] = answers(b"PK" * 1000)
        fetched, data = server.fetch("/flux.zip?cle=secret")
        assert (data, fetched.size, fetched.name) == (b"PK" * 1000, 2000, "flux.zip")
        assert server.seen[-1][0] == f"flux.test:{server.port}"

    def test_the_name_that_the_server_gives_is_made_harmless(self, server):
        server.routes["/x"] = answers(
            b"{}", Content_Disposition='attachment; filename="../../etc/flux 2.json"'
        )
        assert server.fetch("/x")[0].name == "flux 2.json"

    def test_redirects_are_followed_with_the_same_checks(self, server):
        server.routes["/ancien"] = answers(b"", 302, Location="/neuf.json")
        server.routes["/neuf.json"] = answers(b"{}")
        assert server.fetch("/ancien")[1] == b"{}"
        for place in (
            "http://flux.test/x",
            "https://127.0.0.1/x",
            "https://localhost/",
            "file:///etc/passwd",
        ):
            server.routes["/ailleurs"] = answers(b"", 301, Location=place)
            with pytest.raises(FetchError):
                server.fetch("/ailleurs")

    def test_a_redirect_to_a_private_name_is_refused(self, server):
        server.routes["/piege"] = answers(b"", 302, Location="https://interne.test/")
        with pytest.raises(FetchError, match="intérieur"):
            fetch(
                server.url("/piege"),
                io.BytesIO(),
                resolve=lambda host, _: ["127.0.0.1"] if host == "flux.test" else ["10.0.0.1"],
                context=server.context,
                is_allowed=lambda address: address == "127.0.0.1",
            )

    def test_redirects_end(self, server):
        server.routes["/rond"] = answers(b"", 302, Location="/rond")
        with pytest.raises(FetchError, match="sans fin"):
            server.fetch("/rond")

    def test_keys_go_to_the_first_host_only(self, server):
        server.routes["/depart"] = answers(b"", 302, Location=server.url("/arrivee", "ailleurs.test"))
        server.routes["/arrivee"] = answers(b"{}")
        server.fetch("/depart", headers={"key": "secret"})
        assert [key for _, _, key in server.seen[-2:]] == ["secret", ""]

    def test_a_wrong_certificate_is_refused(self, server):
        server.routes["/x"] = answers(b"{}")
        with pytest.raises(FetchError, match="certificat"):
            fetch(server.url("/x"), io.BytesIO(), resolve=lambda *_: ["127.0.0.1"], is_allowed=lambda _: True)

    @pytest.mark.parametrize(
        ("status", "word"),
        [(401, "clé"), (403, "clé"), (404, "plus"), (429, "tard"), (500, "panne"), (418, "418")],
    )
    def test_each_refusal_of_a_server_is_said(self, server, status, word):
        server.routes["/refus"] = answers(b"", status)
        with pytest.raises(FetchError, match=word):
            server.fetch("/refus")

    def test_size_is_bounded_whatever_is_announced(self, server):
        limits = FetchLimits(connect_seconds=2, read_seconds=2, most_bytes=1000)
        server.routes["/gros"] = answers(b"x" * 5000)
        with pytest.raises(FetchError, match="dépasse"):
            server.fetch("/gros", limits=limits)

        def endless(request: http.server.BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.end_headers()
            request.wfile.write(b"x" * 3_000_000)

        server.routes["/gros"] = endless
        with pytest.raises(FetchError, match="dépasse"):
            server.fetch("/gros", limits=limits)

    def test_an_answer_cut_short_is_refused(self, server):
        server.routes["/coupe"] = answers(b"x" * 100, Content_Length="5000")
        with pytest.raises(FetchError):
            server.fetch("/coupe")

    def test_silence_is_bounded(self, server):
        def silent(request: http.server.BaseHTTPRequestHandler) -> None:
            threading.Event().wait(3)

        server.routes["/muet"] = silent
        with pytest.raises(FetchError, match="temps"):
            server.fetch("/muet", limits=FetchLimits(connect_seconds=1, read_seconds=0.3))

    def test_drops_are_bounded_in_all(self, server):
        server.routes["/lent"] = answers(b"x" * 100)
        with pytest.raises(FetchError, match="lent"):
            server.fetch("/lent", limits=FetchLimits(total_seconds=-1))


@pytest.mark.usefixtures("scoped")
class TestSources:
    @pytest.mark.parametrize(
        "place", ["http://example.org/x", "https://127.0.0.1/x", "https://localhost/x", "/etc/passwd"]
    )
    def test_a_person_cannot_name_a_place_inside(self, office, make_member, place):
        from buron.kernel.actors import Actor

        actor = Actor.member(make_member(office, "etourisme"))
        with pytest.raises(services.ImportProblem):
            services.create_source(actor=actor, name="Flux", connector="apidae", location=place)
        assert Source.objects.count() == 0

    def test_keys_stay_out_of_the_journal(self, system):
        from buron.kernel.models import JournalEntry

        services.create_source(
            actor=system,
            name="Agenda",
            connector="openagenda",
            location="https://api.example.org/v2/agendas/1/events?key=SECRET1",
            settings={"headers": {"key": "SECRET2"}},
        )
        assert "SECRET" not in str(list(JournalEntry.objects.values()))

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": ""},
            {"name": "x" * 81},
            {"connector": "geotrek"},
            {"priority": -1},
            {"priority": True},
            {"priority": "10"},
            {"settings": {"x": object()}},
            {"settings": {"x": "y" * 300_000}},
            {"location": "https://example.org/" + "x" * 500},
        ],
    )
    def test_nonsense_is_refused(self, system, fields):
        with pytest.raises(services.ImportProblem):
            services.create_source(actor=system, **{"name": "Flux", "connector": "apidae", **fields})

    def test_two_sources_have_two_names(self, system):
        services.create_source(actor=system, name="Flux", connector="apidae")
        with pytest.raises(services.ImportProblem, match="nom"):
            services.create_source(actor=system, name="Flux", connector="csv")
