"""The colours can be read: ratios computed from the stylesheet's own custom properties (WCAG 2.2, relative luminance)."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.once
BODY = ["--ink"]
TEXT = ["--ink-quiet", "--link", "--accent", "--urgent", "--ok"]
BORDERS = ["--control", "--focus"]


def css() -> str:
    return Path(str(finders.find("core/site.css"))).read_text(encoding="utf-8")


def colours(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", css(), re.S)[:2]
    found = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", light))
    return found if theme == "light" else found | dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_it_should_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_controls_stand_out(theme: str) -> None:
    roles = colours(theme)
    weak = [
        f"{ink} on {ground}: {ratio:.2f} < {least}"
        for inks, grounds, least in (
            (BODY, ["--paper", "--surface", "--urgent-surface"], 7),
            (TEXT, ["--paper", "--surface"], 4.5),
            (["--urgent"], ["--urgent-surface"], 4.5),
            (["--on-accent"], ["--accent"], 4.5),
            (BORDERS, ["--paper", "--surface"], 3),
        )
        for ink in inks
        for ground in grounds
        if (ratio := contrast(roles[ink], roles[ground])) < least
    ]
    assert weak == []


def test_every_role_has_a_dark_side() -> None:
    light, dark = colours("light"), colours("dark")
    assert {role for role in light if light[role] == dark[role]} == set()


def test_no_colour_stands_outside_the_roles_and_nothing_is_fetched() -> None:
    screen = css().split("@layer print {")[0]
    components = screen.split("@layer base {")[1]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\})", components) == []
    assert re.findall(r"(?:color|background|border[a-z-]*): [^;]*#[0-9a-fA-F]{3,8}", components) == []
    assert "url(" not in css()
    assert "@import" not in css()
