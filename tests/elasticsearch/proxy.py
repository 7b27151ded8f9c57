"""Stands between the site and a node, and passes everything on until it is told to answer by itself."""

import threading
import urllib.error
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OWN_HEADERS = {"content-length", "transfer-encoding", "connection", "content-encoding", "host", "accept-encoding"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Proxy"

    def pass_on(self) -> None:
        self.server.authorizations.add(self.headers.get("Authorization", ""))
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.status:
            self.answer(self.server.status, b'{"error":"unavailable"}', {"Content-Type": "application/json"})
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
        request = urllib.request.Request(  # noqa: S310 (our own address)
            self.server.target + self.path, data or None, headers, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                self.answer(response.status, response.read(), dict(response.headers))
        except urllib.error.HTTPError as error:
            self.answer(error.code, error.read(), dict(error.headers))
        except OSError:
            # As a client sees it whose server went away.
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = pass_on  # noqa: N815 (the names that it has there)

    def answer(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):
                self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name that it has there)
        """Nobody reads it."""


class Proxy(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.status = 0
        """What it answers instead of the node; 0 passes on."""
        self.authorizations: set[str] = set()
        """What clients have shown to be let in."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gives up is no fault of ours."""
