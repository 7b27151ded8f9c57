"""A service that takes announcements: a web server of the test's own, which apprise's json:// posts to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cms.core.announcing import sending
from cms.core.models import AnnouncementChannel

SECRET = "hemitsu-token-4711"


class Service:
    """What it was sent, and what it answers: a status, or `hang up` without a word."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.got: list[dict[str, Any]] = []
        self.answers: list[int | str] = []
        self.before_answering: Any = None

    @property
    def url(self) -> str:
        return f"json://user:{SECRET}@127.0.0.1:{self.port}/rooms/"

    @property
    def texts(self) -> list[str]:
        return [each["message"] for each in self.got]

    def channel(self, name: str = "テスト先", **fields: Any) -> AnnouncementChannel:
        channel = AnnouncementChannel(name=name, **fields)
        sending.set_address(channel, self.url)
        channel.save()
        return channel


@contextmanager
def service() -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            running.got.append(json.loads(body))
            if running.before_answering:
                running.before_answering()
            answer = running.answers.pop(0) if running.answers else 200
            if answer == "hang up":
                self.close_connection = True
                return
            self.send_response(int(answer))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Service(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
