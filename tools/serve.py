"""`make run`: brings the database up to date, sets the site up, loads the sample content once, and serves it all."""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://localhost:{PORT}"


def main() -> None:
    if not PORT.isdigit() or is_taken(int(PORT)):
        sys.exit(
            f"ポート {PORT} は使えません（ほかのプログラムが使っているかもしれません）。\n"
            "PORT=8080 make run のように変えられます。\n"
            f"Port {PORT} cannot be used; choose another with PORT=8080 make run."
        )
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    os.environ.setdefault("PUBLIC_URL", ADDRESS)
    prepare()
    print(f"\n  サイト   {ADDRESS}/\n  管理画面 {ADDRESS}/admin/\n  API      {ADDRESS}/api/v2/\n")
    print_accounts()
    print("  止めるには Ctrl+C\n", flush=True)
    os.execv(sys.executable, [sys.executable, "manage.py", "runserver", "--skip-checks", "--noreload", f"127.0.0.1:{PORT}"])


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def prepare() -> None:
    import django
    from django.conf import settings

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command

    from cms.core.demo import load

    call_command("check")
    call_command("migrate", verbosity=0)
    call_command("setup")
    load()


def print_accounts() -> None:
    from cms.core.demo.loader import DEMO_PASSWORD, demo_accounts

    accounts = list(demo_accounts())
    if accounts:
        print(f"  見本のアカウント（パスワードはどれも {DEMO_PASSWORD}）")
        for username, title in accounts:
            print(f"    {username:<12} {title}")
        print()


if __name__ == "__main__":
    main()
