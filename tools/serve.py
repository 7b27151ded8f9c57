"""`make run`: brings the database up to date, sets the site up, loads the sample content once, and serves it all.

While it serves, it does once a minute what a server's timer does: publishes what is due and takes down what has expired.
"""

import io
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
MINUTE = 60
PATIENCE = 60


def main() -> int:
    port = chosen_port()
    address = f"http://localhost:{port}"
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    os.environ.setdefault("PUBLIC_URL", address)
    os.environ.setdefault("DEBUG", "0")
    signal.signal(signal.SIGTERM, stop)
    prepare_or_explain()
    command = [sys.executable, "manage.py", "runserver", "--skip-checks", "--noreload", "--insecure", f"{HOST}:{port}"]
    with subprocess.Popen(command) as server:
        try:
            wait_until_it_answers(server, port)
            print(f"\n  サイト   {address}/\n  管理画面 {address}/admin/\n  API      {address}/api/v2/\n")
            print_accounts()
            print("  止めるには Ctrl+C / Ctrl+C stops it\n", flush=True)
            return keep_time(server)
        finally:
            server.terminate()


def chosen_port() -> int:
    """PORT, if it is a port and free."""
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65_536:
        sys.exit(f"PORT={given} はポート番号ではありません。 / PORT={given} is no port number.")
    port = int(given)
    if not is_free(port):
        other = next((candidate for candidate in range(port + 1, port + 100) if is_free(candidate)), port + 1)
        sys.exit(
            f"ポート {port} は、ほかのプログラムが使っています。PORT={other} make run のように変えられます。\n"
            f"Port {port} cannot be used, another program may have it; choose another with PORT={other} make run."
        )
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def prepare_or_explain() -> None:
    """What is wrong with the settings or the database ends the program in a sentence, not in a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import SystemCheckError
    from django.db import OperationalError

    try:
        prepare()
    except ImproperlyConfigured as error:
        sys.exit(f"設定の誤り / Configuration: {error}")
    except ModuleNotFoundError as error:
        from cms.settings.env import without_settings

        reason = without_settings(error)
        if reason is None:
            raise
        sys.exit(f"設定の誤り / Configuration: {reason}")
    except SystemCheckError as error:
        sys.exit(str(error))
    except OperationalError as error:
        from cms.core.connection import why_closed

        reason = why_closed(error)
        if reason is None:
            raise
        sys.exit(f"設定の誤り / Configuration: {reason}")


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from cms.core.demo import load

    call_command("check", stdout=io.StringIO())
    if not connection.introspection.table_names():
        say("データベースを作っています（はじめての時は1分ほど）", "Making the database (up to a minute, the first time)")
    call_command("migrate", verbosity=0)
    call_command("setup")
    load()


def wait_until_it_answers(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("サーバーが始まりませんでした。上の表示を見てください。 / The server did not start; see above.")


def print_accounts() -> None:
    from django.conf import settings

    from cms.core.demo.loader import demo_accounts

    accounts = list(demo_accounts())
    password = getattr(settings, "DEMO_PASSWORD", "")
    if accounts and password:
        print(f"  見本のアカウント（パスワードはどれも {password} / the password of each is {password}）")
        for username, title in accounts:
            print(f"    {username:<12} {title}")
        print()


def keep_time(server: "subprocess.Popen[bytes]") -> int:
    """Publishes and takes down what is due, once a minute, until the server ends; its exit status."""
    from django.core.management import call_command

    while True:
        try:
            call_command("publish_scheduled")
        except Exception:
            logging.exception("publish_scheduled failed; it is tried again in a minute.")
        try:
            return server.wait(MINUTE)
        except subprocess.TimeoutExpired:
            continue


def say(japanese: str, english: str) -> None:
    print(f"  {japanese} / {english}", flush=True)


def stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\n  止めました。 / Stopped.")
