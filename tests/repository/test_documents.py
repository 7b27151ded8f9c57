"""What is written about the product is true of it: links lead somewhere, tables are complete."""

import ast
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# What is read elsewhere than in cms/settings, where a call of cms.settings.env says the name.
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE", "PORT", "PYTHON", "TESTS"}
READ_ELSEWHERE |= {"REQUIRE_ALL", "CHROMIUM", "POSTGRESQL_BIN", "ES_JAVA_HOME"}

SUITE = ("cms", "search", "directory", "partnership", "home")


def pages() -> list[str]:
    """The Markdown files of the repository."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(
        str(path) for path in found if not path.parts[0].startswith(".") and path.parts[0] not in {"var", "build", "dist"}
    )


def anchors(page: Path) -> set[str]:
    """The fragments by which headings are reached, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", pages())
def test_every_link_within_the_repository_leads_somewhere(name):
    page = ROOT / name
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (fragment and target.suffix == ".md" and fragment not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("name", pages())
def test_every_address_that_is_to_be_typed_is_escaped(name):
    """A server may refuse what is not ASCII; curl escapes only what comes by --data-urlencode."""
    addresses = re.findall(r"\bcurl [^\n]*?'(https?://[^']*)'", (ROOT / name).read_text(encoding="utf-8"))
    assert [address for address in addresses if not address.isascii() or " " in address] == []


def names_of(requirements: str) -> set[str]:
    lines = (ROOT / requirements).read_text().splitlines()
    return {re.split(r"[\[=]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_has_a_line_that_says_what_it_is_for(requirements):
    rows = re.findall(r"^\| ([\w.\-]+)", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert names_of(requirements) - {name.lower() for name in rows} == set()


def test_no_library_is_explained_that_is_not_there():
    rows = re.findall(r"^\| ([\w.\-]+)", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = names_of("requirements.txt") | names_of("requirements-dev.txt")
    assert {name.lower() for name in rows} - named - {"library"} == set()


def imported(folders: Iterable[str]) -> set[str]:
    """The top-level modules that the code in these folders imports."""
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_what_the_product_imports_is_named_and_does_not_just_come_along():
    # What Django, Wagtail and Ninja are made of is theirs to choose the version of: its classes are in what they give us.
    parts = {
        re.split(r"[^\w.\-]", line)[0] for library in ("Django", "wagtail", "django-ninja") for line in requires(library) or ()
    }
    named = {canonical(name) for name in names_of("requirements.txt") | parts}
    homes = packages_distributions()
    unnamed = {module for module in imported(SUITE) if module in homes and not named & set(map(canonical, homes[module]))}
    assert unnamed == set()


def canonical(name: str) -> str:
    return name.lower().replace("_", "-")


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_version_is_pinned(requirements):
    lines = (ROOT / requirements).read_text().splitlines()
    assert [line for line in lines if line and not line.startswith(("#", "-r ")) and "==" not in line] == []


def table() -> dict[str, str]:
    """Variable → default, as docs/settings.md has them."""
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", text, re.MULTILINE))


def read_by_the_settings() -> dict[str, ast.expr | None]:
    """Variable → its default's expression, from the calls of `env.…("NAME", default)` in cms/settings."""
    found: dict[str, ast.expr | None] = {}
    for path in (ROOT / "cms/settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *rest]):
                    found[name] = rest[0] if rest else found.get(name)
    return found


def test_every_variable_is_in_the_table_and_the_table_holds_no_other():
    assert set(table()) == set(read_by_the_settings()) | READ_ELSEWHERE


def test_the_tables_defaults_are_those_of_the_code():
    written = table()
    for name, default in read_by_the_settings().items():
        if isinstance(default, ast.Constant):
            value = int(default.value) if isinstance(default.value, bool) else default.value
            assert written[name] == (str(value) or "empty"), name


def test_the_variables_of_commands_and_tests_are_really_read():
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ["Makefile", "manage.py", "tests/conftest.py"])
    folders = (ROOT / "tools", ROOT / "tests/elasticsearch")
    text += "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py"))
    assert [name for name in READ_ELSEWHERE if name not in text] == []


def test_the_python_that_is_promised_is_the_one_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    assert "Python 3.11 or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(3, 11)" in (ROOT / "Makefile").read_text(encoding="utf-8")
