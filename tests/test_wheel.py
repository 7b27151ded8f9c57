"""The wheel, and what it gives a plain new Wagtail project whose owner does what docs/plugins.md says, line by line."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cms", "home", "partnership", "directory", "search")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
UNREACHABLE = re.compile(r"No matching distribution|Failed to establish|ConnectionError|Temporary failure|Network is unreachable")
# An environment in which nothing but the project itself says what is set.
BARE = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("DJANGO_", "PYTHON", "COV_")) and name not in {"SUITE_APPS", "DATABASE_URL", "PUBLIC_URL", "VAR_DIR"}
}


def run(*command: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> str:
    """What the command says on both channels. A failure for want of a registry is a skip; any other fails the test."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=BARE | (environment or {}), capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    if done.returncode and UNREACHABLE.search(said):
        missing(f"no package registry can be reached ({' '.join(map(str, command[1:4]))})")
    assert done.returncode == 0, said
    return said


def sources() -> list[Path]:
    """The files of the apps, from the root of the repository."""
    files = (path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return [path for path in files if "__pycache__" not in path.parts and path.suffix != ".pyc"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in [*sources(), Path("pyproject.toml"), Path("README.md"), Path("LICENSE")]:
        (folder / "source" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, folder / "source" / path)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, folder / "source", cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment's Python with the wheel in it.

    Under REQUIRE_ALL=1 everything is installed from the registry. Otherwise the libraries that run these tests are lent to it,
    which takes seconds; whether they are what the wheel asks for is then `pip check`'s to say.
    """
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    interpreter = folder / "bin" / "python"
    if os.environ.get("REQUIRE_ALL") == "1":
        run(interpreter, "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    else:
        (packages,) = folder.glob("lib/python*/site-packages")
        lent = {str(Path(path).resolve()) for path in sys.path if path.endswith("site-packages")}
        (packages / "lent.pth").write_text("\n".join(sorted(lent)))
        run(interpreter, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    run(interpreter, "-m", "pip", "check", cwd=folder)
    return interpreter


def start(python: Path, folder: Path) -> Path:
    """What `wagtail start mysite` makes."""
    run(python, "-c", "from wagtail.bin.wagtail import main; main()", "start", "mysite", folder, cwd=folder)
    return folder


def written(language: str = "python") -> list[str]:
    """The indented blocks of code in the steps of docs/plugins.md, in their order."""
    steps = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8").split("## Into a Wagtail project", 1)[1]
    return [textwrap.dedent(block) for block in re.findall(rf"\n *```{language}\n(.*?)\n *```", steps, flags=re.S)]


@pytest.fixture(scope="module")
def project(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The new project after the steps."""
    folder = start(python, tmp_path_factory.mktemp("project"))
    base, urls = folder / "mysite/settings/base.py", folder / "mysite/urls.py"
    settings_block, urls_block = written()
    for app in ("home", "search"):
        shutil.rmtree(folder / app)
        base.write_text(base.read_text().replace(f'    "{app}",\n', ""))
    base.write_text(f"{base.read_text()}\n{settings_block}\n", encoding="utf-8")
    urls.write_text(urls_block)
    for command in (["check", "--fail-level", "WARNING"], ["migrate"], ["setup"], ["setup"], ["demo"]):
        run(python, "manage.py", *command, cwd=folder)
    return folder


PLACE = """
from directory.models import Place
from wagtail.models import Locale
Place.objects.create(
    name="ひだまり児童館", kana="ひだまりじどうかん", kind="facility", note="雨の日も遊べます。",
    locale=Locale.objects.get(language_code="ja"),
)
"""


@pytest.fixture(scope="module")
def address(python: Path, project: Path) -> Iterator[str]:
    """Where the project answers while the tests run."""
    run(python, "manage.py", "shell", "--no-imports", "--command", PLACE, cwd=project)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (project / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=project, env=BARE, stdout=log, stderr=log)
        try:
            yield answering(f"http://127.0.0.1:{port}", server, project / "server.log")
        finally:
            server.terminate()
            server.wait(timeout=30)


def answering(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    for _attempt in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urlopen(f"{url}/health/live").close()  # noqa: S310 (an address of our own)
        except URLError:
            time.sleep(0.2)
        else:
            return url
    raise AssertionError(log.read_text())


def read(url: str) -> str:
    with urlopen(url) as answer:  # noqa: S310 (an address of our own)
        return answer.read().decode()


def words_of(html: str) -> str:
    """What a reader reads: a hit's words are marked one by one."""
    return re.sub(r"<[^>]+>", "", html)


def test_every_requirement_is_pinned_within_its_range() -> None:
    """The ranges are for projects that take the suite in; the pins are what these tests ran with."""
    ranges = [Requirement(each) for each in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["server"]]]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines if line and not line.startswith("#")}
    assert {canonicalize_name(each.name) for each in ranges} == set(pins)
    for each in ranges:
        (pin,) = pins[canonicalize_name(each.name)].specifier
        assert each.specifier.contains(pin.version), f"{each} does not allow {pin}"


def test_the_apps_import_nothing_that_the_wheel_does_not_bring() -> None:
    """Only the settings and the server may need the extra `server`."""
    named = {canonicalize_name(Requirement(each).name) for each in PROJECT["dependencies"]}
    # A library's own libraries come with it: Wagtail brings modelcluster, taggit, the REST framework.
    brought = named | {
        canonicalize_name(Requirement(each).name)
        for name in named
        for each in metadata.requires(name) or ()
        if "extra" not in each
    }
    of = metadata.packages_distributions()
    strange: dict[str, object] = {}
    for path in sources():
        if path.suffix == ".py" and path.parts[:2] != ("cms", "settings"):
            roots = imported(ROOT / path) - set(sys.stdlib_module_names) - set(PACKAGES)
            strange |= {
                f"{path}: {root}": of.get(root) for root in roots if not {*map(canonicalize_name, of.get(root, []))} & brought
            }
    assert strange == {}


def imported(module: Path) -> set[str]:
    """The top-level names of all that a module imports, wherever in it."""
    roots = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots


@pytest.mark.network
def test_the_wheel_holds_every_file_of_the_apps_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == {path.as_posix() for path in sources()}
    for kind in (
        r"/templates/.*\.html$",
        r"/templates/.*\.txt$",
        r"/static/.*\.css$",
        r"/static/.*\.(svg|png)$",
        r"/locale/\w+/LC_MESSAGES/\w+\.mo$",
        r"/migrations/0001_initial\.py$",
        r"/data/demo\.yaml$",
    ):
        assert any(re.search(kind, name) for name in names), kind


@pytest.mark.network
def test_the_wheel_says_what_it_is_and_under_which_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (described,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    assert "\nName: nobinobi\n" in described
    assert "\nLicense-Expression: BSD-3-Clause\n" in described
    assert "\nRequires-Python: >=3.11\n" in described
    (licence,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/LICENSE")]
    assert "Nobinobi contributors" in licence


@pytest.mark.network
def test_a_project_that_only_names_the_apps_is_told_all_that_it_lacks(python: Path, tmp_path: Path) -> None:
    folder = start(python, tmp_path)
    base = folder / "mysite/settings/base.py"
    base.write_text(
        base.read_text().replace('    "search",\n', "")
        + 'INSTALLED_APPS = ["cms.core", "search", "directory", *INSTALLED_APPS]\n'
    )
    done = subprocess.run([str(python), "manage.py", "check"], cwd=folder, env=BARE, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cms.core needs wagtail_localize, wagtail_localize.locales, wagtail_headless_preview" in done.stderr
    assert f"{folder.resolve()}/search is another app of that name" in done.stderr
    assert "rename or remove it" in done.stderr


@pytest.mark.network
def test_a_project_with_all_apps_and_nothing_else_is_told_each_setting_and_each_address(python: Path, tmp_path: Path) -> None:
    folder = start(python, tmp_path)
    base, urls = folder / "mysite/settings/base.py", folder / "mysite/urls.py"
    shutil.rmtree(folder / "search")
    apps = written()[0].split("MIDDLEWARE", 1)[0]
    base.write_text(f"{base.read_text()}\n{apps}\n".replace('    "search",\n', ""), encoding="utf-8")
    urls.write_text("\n".join(line for line in urls.read_text().splitlines() if "search_views" not in line))
    done = subprocess.run([str(python), "manage.py", "check"], cwd=folder, env=BARE, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for named in (
        "WAGTAILIMAGES_IMAGE_MODEL = 'core.Image'",
        "WAGTAILDOCS_DOCUMENT_MODEL = 'core.Document'",
        "WAGTAIL_I18N_ENABLED = True",
        "WAGTAIL_CONTENT_LANGUAGES",
        "MIDDLEWARE lacks cms.core.api.middleware.PublicApiMiddleware",
        "MIDDLEWARE lacks django.middleware.locale.LocaleMiddleware",
        "mysite.urls has none of the suite's addresses",
        "search.backends.sqlite",
    ):
        assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.network
def test_the_suite_that_runs_there_is_the_wheels(python: Path, project: Path) -> None:
    where = "import cms, directory, search; print(*(m.__path__[0] for m in (cms, directory, search)))"
    for path in run(python, "-c", where, cwd=project).split():
        assert Path(path).is_relative_to(python.parent.parent)
        assert not Path(path).is_relative_to(ROOT)


@pytest.mark.network
def test_its_models_need_no_migration_of_the_projects_own(python: Path, project: Path) -> None:
    run(python, "manage.py", "makemigrations", "--check", "--dry-run", cwd=project)


@pytest.mark.network
def test_a_japanese_place_is_found_by_the_search_of_site_and_api(address: str) -> None:
    words = quote("児童館")
    assert "ひだまり児童館" in words_of(read(f"{address}/search/?q={words}"))
    hits = json.loads(read(f"{address}/api/v2/search?q={words}"))
    assert "ひだまり児童館" in [hit["title"] for hit in hits["hits"]]


@pytest.mark.network
def test_the_directory_is_on_its_site_with_style_samples_and_english(address: str) -> None:
    front = read(f"{address}/")
    assert 'href="/map/"' in front
    assert "ひだまり児童館" in read(f"{address}/map/")
    style = re.search(r'href="(/static/core/site[^"]*\.css)"', front)
    assert style
    assert "--" in read(f"{address}{style[1]}")
    english = read(f"{address}/en/search/?q=park")
    assert '<html lang="en"' in english
    assert "検索" not in english.split("</head>", 1)[0]


@pytest.mark.network
def test_the_api_describes_the_directory_and_no_room_that_is_not_installed(address: str) -> None:
    described = json.loads(read(f"{address}/api/v2/openapi.json"))
    assert {"/api/v2/pages/", "/api/v2/search"} <= set(described["paths"])
    schemas = set(described["components"]["schemas"])
    assert "directory.DirectoryPage" in schemas
    assert not [name for name in schemas if name.startswith(("home.", "partnership."))]


@pytest.mark.network
def test_the_admin_is_there(address: str) -> None:
    assert "csrfmiddlewaretoken" in read(f"{address}/admin/login/")
