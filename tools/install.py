"""The first thing that `make run` and `make test` do: a virtual environment, and in it what a requirements file pins.

    python3 tools/install.py VENV REQUIREMENTS

It runs under the system's Python before anything is installed, so it needs the standard library alone. The first time takes
a minute or two; it says so, shows that it goes on, and where it cannot go on, what to do about it.
"""

import subprocess
import sys
import time
from pathlib import Path

LAST_LINES = 15
VERSION = sys.version.split()[0]
# What pip or venv says, and what to tell a person instead.
REASONS = (
    (
        ("No space left on device", "Disk quota exceeded"),
        "ディスクの空きが足りません（1 GB ほど必要です）。",
        "The disk is full; about 1 GB is needed.",
    ),
    (
        ("Read-only file system", "Permission denied"),
        "このフォルダーに書き込めません。書き込める場所に置いて、もう一度実行してください。",
        "This folder cannot be written to; put the project where you may write, and run again.",
    ),
    (
        ("ConnectionError", "NameResolutionError", "TimeoutError", "ProxyError", "SSLError", "Retrying"),
        "ライブラリの配布元（PyPI）につながりません。ネットワークやプロキシ（HTTPS_PROXY）を確かめて、もう一度実行してください。",
        "The package index (PyPI) cannot be reached. Check the network or the proxy (HTTPS_PROXY), and run again.",
    ),
    (
        ("No matching distribution found", "Could not find a version", "Failed building wheel"),
        f"この Python（{VERSION}）用のライブラリがありません。PYTHON=python3.11 make run のように指定できます。",
        f"There is no package for this Python ({VERSION}); name another with PYTHON=python3.11 make run.",
    ),
)


def main() -> int:
    venv, requirements = Path(sys.argv[1]), sys.argv[2]
    python = venv / "bin" / "python"
    if not works(python):
        say("Python の仮想環境（.venv）を作っています", "Making a virtual environment")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(venv)],
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if made.returncode:
            return give_up(made.stdout.splitlines(), *venv_reason(made.stdout))
    say(
        f"{requirements} のライブラリを入れています（はじめての時は1〜3分）",
        f"Installing what {requirements} pins (one to three minutes the first time)",
    )
    return install(python, requirements)


def works(python: Path) -> bool:
    """Whether the environment is whole; an interrupted start leaves one without pip, an upgrade of the system a dead link."""
    try:
        return subprocess.run([str(python), "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def venv_reason(output: str) -> "tuple[str, str]":
    if "ensurepip" in output:
        return (
            "Python の venv が使えません（Debian / Ubuntu では sudo apt install python3-venv）。",
            "This Python cannot make a virtual environment (on Debian and Ubuntu: sudo apt install python3-venv).",
        )
    return reason(output)


def install(python: Path, requirements: str) -> int:
    """Runs pip; shows one line that counts on a terminal, and none elsewhere."""
    started = time.monotonic()
    options = ["--disable-pip-version-check", "--progress-bar", "off", "-c", "constraints.txt", "-r", requirements]
    command = [str(python), "-m", "pip", "install", *options]
    lines = []
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line.rstrip())
            word, _, rest = line.strip().partition(" ")
            if word == "Collecting":
                count += 1
                show(f"{count:4d}  {rest.split(' ')[0]}")
            elif word == "Installing":
                show(f"{count:4d}  …")
            elif "Retrying" in line:
                show("ネットワークの返事を待っています / Waiting for the network")
    show("")
    if pip.returncode:
        return give_up(lines, *reason("\n".join(lines)))
    say(f"できました（{time.monotonic() - started:.0f} 秒）", f"Done in {time.monotonic() - started:.0f} s")
    return 0


def reason(output: str) -> "tuple[str, str]":
    """What to do about it, in Japanese and English."""
    for signs, japanese, english in REASONS:
        if any(sign in output for sign in signs):
            return japanese, english
    return "ライブラリを入れられませんでした。", "The libraries could not be installed."


def give_up(lines: "list[str]", japanese: str, english: str) -> int:
    told = [line for line in lines if "Retrying" not in line]
    for line in told[-LAST_LINES:]:
        print(f"    {line}", file=sys.stderr)
    print(f"\n  {japanese}\n  {english}\n", file=sys.stderr)
    return 1


def say(japanese: str, english: str) -> None:
    print(f"  {japanese} / {english}", flush=True)


def show(text: str) -> None:
    """Writes over the terminal's present line."""
    if sys.stdout.isatty():
        print(f"\r\033[K    {text}", end="" if text else "\r", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\n  中断しました。もう一度実行すると、続きから始まります。 / Interrupted; run it again to go on.")
