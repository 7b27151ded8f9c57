"""The catalogues: the admin in Japanese, the public site in English.

Wagtail and its companions leave about half of the admin untranslated. What they lack, and what they say in words that
confuse an editor, stands in `cms/core/locale/ja/`, which settings.LOCALE_PATHS puts above their own catalogues. Our own
texts are Japanese in the source; each app's `locale/en/` says them in English.

    python tools/catalogue.py update    brings new strings into our catalogues (needs GNU gettext), and compiles them
    python tools/catalogue.py compile   writes every .mo from its .po (needs no gettext)
    python tools/catalogue.py report    says how much of each package is in Japanese, before and with ours
    python tools/catalogue.py missing   lists what still has no translation

After `update`, fill in the empty msgstr of the .po files, in the words of docs/glossary.md, and run `compile`.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
JAPANESE = ROOT / "cms" / "core" / "locale" / "ja" / "LC_MESSAGES"
APPS = ("cms/core", "search", "directory", "partnership", "home")
# What editors meet besides Django, whose own catalogues are complete.
PACKAGES = ("wagtail", "wagtail_localize", "wagtail_headless_preview", "taggit", "modelsearch", "django_tasks", "django_tasks_db")
# For those who build templates with Wagtail: no editor ever sees it.
LEFT_OUT = ("contrib/styleguide",)
# Parts of Django that are not installed here: what their catalogues say, nobody hears.
NOT_INSTALLED = tuple(f"django/contrib/{name}/" for name in ("admindocs", "flatpages", "gis", "postgres", "redirects", "sites"))
DOMAINS = ("django", "djangojs")
METADATA = {
    "Project-Id-Version": "nobinobi",
    "Language": "ja",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str, str]  # context, msgid


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


# What the installed packages say and lack


def package_folder(package: str) -> Path | None:
    """Where an installed package lies; None when it is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def source_strings(package: str, domain: str) -> dict[Key, polib.POEntry]:
    """Every string of an installed package: from its English catalogues, or from its source where it has none.

    Reading the source needs xgettext; without it a package that brings no English catalogue counts as empty.
    """
    folder = package_folder(package)
    if folder is None:
        return {}
    files = [
        file
        for file in sorted(folder.rglob(f"locale/en/LC_MESSAGES/{domain}.po"))
        if not any(part in file.as_posix() for part in LEFT_OUT)
    ]
    if not files and domain == "django" and shutil.which("xgettext"):
        return _extracted(folder)
    entries: dict[Key, polib.POEntry] = {}
    for file in files:
        app = file.relative_to(folder.parent).parts[:-4]
        for entry in polib.pofile(str(file)):
            kept = entries.setdefault(key(entry), entry)
            kept.occurrences = [("/".join((*app, name.rpartition("/")[2])), "") for name, _line in kept.occurrences[:1]] or []
    return entries


def _extracted(folder: Path) -> dict[Key, polib.POEntry]:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("locale", "tests", "static", "node_modules"))
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "-v", "0"]
        subprocess.run(command, cwd=copy, check=True, env=_plain_environment())
        made = copy / "locale" / "en" / "LC_MESSAGES" / "django.po"
        return {key(entry): entry for entry in polib.pofile(str(made))} if made.exists() else {}


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


def upstream_japanese(domain: str) -> set[Key]:
    """What the installed packages, and Django itself, say in Japanese."""
    folders = [folder for package in (*PACKAGES, "django") if (folder := package_folder(package))]
    if domain == "djangojs":  # the admin's scripts get Wagtail's catalogue, not Django's
        folders = [folder for folder in folders if folder.name != "django"]
    files = [file for folder in folders for file in sorted(folder.rglob(f"locale/ja/LC_MESSAGES/{domain}.mo"))]
    files = [file for file in files if not any(part in file.as_posix() for part in NOT_INSTALLED)]
    return {key(entry) for file in files for entry in polib.mofile(str(file)) if _says_something(entry)}


def our_japanese(domain: str) -> dict[Key, polib.POEntry]:
    """Our Japanese entries, translated or not."""
    return {key(entry): entry for entry in polib.pofile(str(JAPANESE / f"{domain}.po")) if not entry.obsolete}


def _says_something(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr or any(entry.msgstr_plural.values())) and "fuzzy" not in entry.flags


def coverage() -> list[tuple[str, int, int, int]]:
    """For each package: name, strings, how many of them in Japanese as it comes, and how many with our catalogue."""
    rows = []
    for package in PACKAGES:
        total = before = after = 0
        for domain in DOMAINS:
            strings = set(source_strings(package, domain))
            theirs = upstream_japanese(domain)
            ours = {k for k, entry in our_japanese(domain).items() if _says_something(entry)}
            total += len(strings)
            before += len(strings & theirs)
            after += len(strings & (theirs | ours))
        if total:
            rows.append((package, total, before, after))
    return rows


def untranslated() -> Iterator[tuple[str, polib.POEntry]]:
    """(package, entry) of every string of the installed packages that nobody says in Japanese."""
    for domain in DOMAINS:
        said = upstream_japanese(domain) | {k for k, entry in our_japanese(domain).items() if _says_something(entry)}
        for package in PACKAGES:
            for k, entry in source_strings(package, domain).items():
                if k not in said:
                    yield package, entry


def left_behind() -> list[tuple[str, polib.POEntry]]:
    """(domain, entry) of our Japanese entries that no installed package asks for any more."""
    found = []
    for domain in DOMAINS:
        asked = {k for package in PACKAGES for k in source_strings(package, domain)}
        found += [(domain, entry) for k, entry in our_japanese(domain).items() if k not in asked]
    return found


# What a translation must keep

PLACEHOLDER = re.compile(r"%\([^)]*\)[sdf]|(?<!%)%[sdf]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")


def damage(entry: polib.POEntry) -> str:
    """What a translated entry lost or added: placeholders and HTML tags. Empty when it is whole.

    The form for many has to hold all that the plural holds. Another form may say its number as a word.
    """
    sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    said = [text for _number, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]
    for name, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
        allowed = {found for source in sources for found in pattern.findall(source)}
        for text in said:
            found = set(pattern.findall(text))
            needed = set(pattern.findall(sources[-1])) if text is said[-1] else set()
            if not needed <= found <= allowed:
                return f"{name} {sorted(needed)} became {sorted(found)}"
    return ""


# Writing


def update() -> None:
    """Brings what the packages and our own source say now into our catalogues. Keeps every translation."""
    for domain in DOMAINS:
        path = JAPANESE / f"{domain}.po"
        ours = our_japanese(domain) if path.exists() else {}
        theirs = upstream_japanese(domain)
        asked = {k: entry for package in PACKAGES for k, entry in source_strings(package, domain).items()}
        kept = [_entry(source, ours.get(k)) for k, source in asked.items() if k in ours or k not in theirs]
        write(path, kept)
    extract_own()


def _entry(source: polib.POEntry, ours: polib.POEntry | None) -> polib.POEntry:
    plural = {0: ours.msgstr_plural.get(0, "") if ours else ""} if source.msgid_plural else {}
    return polib.POEntry(
        msgctxt=source.msgctxt,
        msgid=source.msgid,
        msgid_plural=source.msgid_plural,
        msgstr="" if source.msgid_plural else (ours.msgstr if ours else ""),
        msgstr_plural=plural,
        occurrences=source.occurrences,
        flags=[flag for flag in source.flags if flag.endswith("-format")],
        tcomment=ours.tcomment if ours else "",
    )


def write(path: Path, entries: Iterable[polib.POEntry]) -> None:
    """A catalogue in a stable order, so that a change shows as a change."""
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = METADATA
    catalogue.extend(sorted(entries, key=lambda e: (e.occurrences[:1], e.msgid, e.msgctxt or "")))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def extract_own() -> None:
    """Our own texts into each app's English catalogue (GNU gettext through Django's makemessages).

    What stands at the roof, outside every app, goes into the ground's catalogue.
    """
    for app in APPS:
        (ROOT / app / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    ignored = [
        part for name in ("tests", "tools", "docs", ".venv", "var", "build", "node_modules") for part in ("--ignore", name)
    ]
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "-l",
        "en",
        "--add-location",
        "file",
        "--no-wrap",
        "-v",
        "0",
        *ignored,
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    for path in own_english():
        catalogue = polib.pofile(str(path), wrapwidth=0)
        for entry in [entry for entry in catalogue if entry.obsolete]:
            catalogue.remove(entry)
        for entry in catalogue:  # a guess from a similar text is no translation
            if "fuzzy" in entry.flags:
                entry.flags.remove("fuzzy")
                entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
                entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        catalogue.metadata = {**METADATA, "Language": "en", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
        catalogue.metadata_is_fuzzy = False
        catalogue.header = ""
        catalogue.save()


def own_english() -> list[Path]:
    """The English catalogues of our apps."""
    return [path for app in APPS if (path := ROOT / app / "locale" / "en" / "LC_MESSAGES" / "django.po").exists()]


def catalogues() -> list[Path]:
    """Every .po file of ours."""
    return [*(JAPANESE / f"{domain}.po" for domain in DOMAINS), *own_english()]


def compile_all() -> None:
    for path in catalogues():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main() -> int:
    parser = argparse.ArgumentParser(description="The catalogues: the admin in Japanese, the public site in English.")
    parser.add_argument("command", choices=["update", "compile", "report", "missing"])
    command = parser.parse_args().command
    say = sys.stdout.write
    if command == "update":
        update()
    if command in ("update", "compile"):
        compile_all()
    if command == "missing":
        for package, entry in untranslated():
            say(f"{package}: {entry.msgid!r}\n")
        for path in own_english():
            for entry in polib.pofile(str(path)).untranslated_entries():
                say(f"{path.relative_to(ROOT)}: {entry.msgid!r}\n")
    if command in ("update", "report"):
        for package, total, before, after in coverage():
            say(f"{package:26}{total:6} strings, in Japanese as it comes {before / total:6.1%}, with ours {after / total:6.1%}\n")
        for path in own_english():
            catalogue = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
            done = sum(entry.translated() for entry in catalogue)
            say(f"{path.relative_to(ROOT).parents[3]!s:26}{len(catalogue):6} texts of ours, in English {done}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
