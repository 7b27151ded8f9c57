"""`make screenshots`: the public site for eyes to look at, and the picture that README.md shows.

    python -m tools.screenshots                        every page in every way of looking, into build/screenshots/
    python -m tools.screenshots home column --as phone  only these pages, only in this way
    python -m tools.screenshots --readme               docs/images/site.png alone

The demo is served from build/screenshots/site/; take that folder away to have it made anew. SITE=http://… looks at a
site that runs already.
"""

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tools.demo_site import ROOT, demo_site

OUT = ROOT / "build" / "screenshots"
README_PICTURE = ROOT / "docs" / "images" / "site.png"

PAGES = {
    "home": "/",
    "home-en": "/en/",
    "section": "/topics/",
    "ages": "/ages/",
    "guide": "/ages/age-0/",
    "guide-en": "/en/ages/age-0/",
    "topic": "/topics/temporary-care/",
    "topic-en": "/en/topics/temporary-care/",
    "news-list": "/news/",
    "news": "/news/winter-hours/",
    "columns": "/columns/",
    "column": "/columns/crying/",
    "column-en": "/en/columns/crying/",
    "contributor": "/contributors/1/",
    "network": "/network/",
    "declaration": "/network/declaration/",
    "declaration-en": "/en/network/declaration/",
    "reports": "/network/reports/",
    "report": "/network/reports/play-park-autumn/",
    "members": "/members/",
    "members-en": "/en/members/",
    "organisations": "/organisations/",
    "organisation": "/organisations/1/",
    "phonebook": "/phonebook/",
    "phonebook-en": "/en/phonebook/",
    "hospitals": "/hospitals/",
    "circles": "/circles/",
    "map": "/map/",
    "map-near": "/map/?age=0&months=10&open=now&lat=35.701&lon=139.503",
    "programs": "/programs/?age=0",
    "program": "/programs/1/",
    "place": "/places/1/",
    "browse": "/browse/?age=0",
    "search": "/search/?q=預かり",
    "search-en": "/en/search/?q=childcare",
    "search-nothing": "/search/?q=ゔぃーぐる",
    "search-empty": "/search/",
    "not-found": "/nowhere/",
    "feed": "/feeds/news.xml",
    "api": "/api/v2/docs/",
}

# Ways of looking: options of the browser's context; `text` enlarges the letters, in percent, as a reader's settings do.
WAYS: dict[str, dict[str, Any]] = {
    "narrow": {"width": 320},
    "phone": {"width": 360},
    "phone-dark": {"width": 360, "color_scheme": "dark"},
    "phone-text-200": {"width": 360, "text": 200},
    "desktop": {"width": 1280},
    "desktop-dark": {"width": 1280, "color_scheme": "dark"},
    "desktop-text-200": {"width": 1280, "text": 200},
    "forced": {"width": 1280, "forced_colors": "active"},
    "no-script": {"width": 360, "java_script_enabled": False},
    "print": {"width": 1280},
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Screenshots of the public site.")
    parser.add_argument("pages", nargs="*", metavar="page", help=f"of {', '.join(PAGES)}")
    parser.add_argument("--as", dest="ways", action="append", choices=WAYS, help="a way of looking; may be repeated")
    parser.add_argument("--readme", action="store_true", help="the picture for README.md alone")
    asked = parser.parse_args()
    if unknown := set(asked.pages) - set(PAGES):
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("No Chromium is installed (looked for CHROMIUM and on the PATH).")
    running = os.environ.get("SITE", "").rstrip("/")
    with nullcontext(running) if running else demo_site(OUT / "site") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        if not asked.readme:
            for way in asked.ways or WAYS:
                take(browser, site, way, asked.pages or list(PAGES))
        if asked.readme or not (asked.pages or asked.ways):
            compose(browser, site)
        browser.close()


def take(browser: Browser, site: str, way: str, names: list[str]) -> None:
    folder = OUT / way
    folder.mkdir(parents=True, exist_ok=True)
    page = look(browser, WAYS[way])
    for name in names:
        page.goto(site + PAGES[name])
        if way == "print":
            print_sheet(page, folder / name)
        else:
            ready(page, WAYS[way].get("text", 100))
            page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.context.close()
    print(f"{folder.relative_to(ROOT)}/: {len(names)}")


def look(browser: Browser, way: dict[str, Any], *, height: int = 800, scale: float = 1) -> Page:
    options = {name: value for name, value in way.items() if name not in {"width", "text"}}
    viewport = {"width": way["width"], "height": height}
    # Waiting for pictures needs a script of ours, which the site's own policy would not let run.
    context = browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        device_scale_factor=scale,
        locale="ja-JP",
        bypass_csp=True,
        **options,
    )
    return context.new_page()


def ready(page: Page, text: int = 100) -> None:
    """Lets every picture come, those far down too, and enlarges the letters."""
    if page.evaluate("document.contentType") != "text/html":
        return
    page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%` }", text)
    page.evaluate("document.querySelectorAll('img').forEach(each => { each.loading = 'eager' })")
    page.wait_for_function("[...document.images].every(each => each.complete)")


def print_sheet(page: Page, path: Path) -> None:
    """The page as A4: a PDF, and its sheets as pictures where pdftoppm is installed."""
    ready(page)
    page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True)
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", "70", "-png", path.with_suffix(".pdf"), path], check=True)


def compose(browser: Browser, site: str) -> None:
    """The home page on a phone beside a column on a desktop, for README.md."""
    phone = shot(browser, site + PAGES["home"], width=360, height=780)
    desktop = shot(browser, site + PAGES["column"], width=1180, height=780)
    margin, gap = 40, 36
    whole = Image.new("RGB", (phone.width + desktop.width + 2 * margin + gap, phone.height + 2 * margin), "#e6e0d3")
    for picture, left in ((phone, margin), (desktop, margin + phone.width + gap)):
        rounded = Image.new("L", picture.size, 0)
        ImageDraw.Draw(rounded).rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), 14, fill=255)
        whole.paste(picture, (left, margin), rounded)
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(256, dither=Image.Dither.NONE).save(README_PICTURE, optimize=True)
    print(f"{README_PICTURE.relative_to(ROOT)}: {README_PICTURE.stat().st_size // 1000} kB")


def shot(browser: Browser, url: str, *, width: int, height: int) -> Image.Image:
    page = look(browser, {"width": width}, height=height)
    page.goto(url)
    ready(page)
    path = OUT / "for-readme.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    page.context.close()
    return Image.open(path).convert("RGB")


if __name__ == "__main__":
    main()
