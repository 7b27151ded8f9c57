"""`manage.py check --deploy` with production's settings: a warning is a failure."""

import os
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "www.example.jp",
    "PUBLIC_URL": "https://www.example.jp",
    "DEFAULT_FROM_EMAIL": "no-reply@example.jp",
}

if __name__ == "__main__":
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    root = Path(__file__).resolve().parent.parent
    sys.exit(subprocess.run(command, env=os.environ | ENVIRONMENT, cwd=root, check=False).returncode)
