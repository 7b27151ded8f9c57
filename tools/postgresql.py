"""A PostgreSQL for the tests: the one that DATABASE_URL names, or a cluster of our own from the installed programs."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PostgresNotFoundError(Exception):
    """There is no PostgreSQL here; the message says what was looked for."""


@contextmanager
def server() -> Iterator[str]:
    """A database URL that is good while the context lasts.

    Raises:
        PostgresNotFoundError: neither DATABASE_URL nor PostgreSQL's programs are there.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        yield url
        return
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="nobinobi-postgresql-"))
    user = as_user(folder)
    try:
        run(user, programs / "initdb", "-D", folder / "data", "-U", "nobinobi", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8")
        port = free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        control = (programs / "pg_ctl", "-D", folder / "data")
        run(user, *control, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgres://nobinobi@127.0.0.1:{port}/postgres"
        finally:
            run(user, *control, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder of initdb and pg_ctl: the one that POSTGRESQL_BIN names, or the newest version of those installed."""
    named = os.environ.get("POSTGRESQL_BIN", "")
    folders = [Path(named)] if named else installed()
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    if not found:
        where = f"POSTGRESQL_BIN={named} does not hold them" if named else "they are not installed"
        raise PostgresNotFoundError(
            f"PostgreSQL's initdb and pg_ctl are needed, and {where}; nor does DATABASE_URL name a server"
        )
    return max(found, key=lambda folder: [int(part) for part in folder.parent.name.split("-")[-1].split(".") if part.isdigit()])


def installed() -> list[Path]:
    """Folders that may hold PostgreSQL's programs."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin"), Path("/opt/homebrew/bin")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return folders


def as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the words before a command that make it somebody else's, and the folder theirs."""
    if os.geteuid() != 0:
        return []
    name = next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
    entry = pwd.getpwnam(name)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def run(user: list[str], *command: str | Path) -> None:
    result = subprocess.run([*user, *map(str, command)], capture_output=True, text=True, cwd="/", check=False)
    if result.returncode:
        raise RuntimeError(f"{command[0]} failed: {result.stderr or result.stdout}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
