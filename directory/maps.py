"""The map's tiles: whose, from where, and what has to be said of them. None is loaded until a visitor asks for the map."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GSI_URL = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png"
GSI_NAME = _("地理院タイル（国土地理院）")
GSI_TERMS = "https://maps.gsi.go.jp/development/ichiran.html"


@dataclass(frozen=True)
class Tiles:
    """Pictures of the map, 256 pixels square, by {z}, {x} and {y}; who made them, and the page that says so."""

    url: str
    name: str | Promise
    terms: str

    @property
    def origin(self) -> str:
        """The host that the browser has to be let ask for them."""
        parts = urlsplit(self.url.replace("{s}", "*"))
        return f"{parts.scheme}://{parts.netloc}"


def leaflet_files() -> Path:
    """Where django-leaflet keeps Leaflet's files, for STATICFILES_DIRS. As an app it would need GDAL, which no map here does."""
    found = find_spec("leaflet")
    if found is None or not found.origin:
        raise ModuleNotFoundError("django-leaflet is not installed.")
    return Path(found.origin).parent / "static"


def tiles() -> Tiles:
    """Those that MAP_TILES_URL, MAP_TILES_NAME and MAP_TILES_TERMS name; without them the Geospatial Authority's pale map."""
    url = getattr(settings, "MAP_TILES_URL", "")
    if not url:
        return Tiles(GSI_URL, GSI_NAME, GSI_TERMS)
    return Tiles(url, getattr(settings, "MAP_TILES_NAME", ""), getattr(settings, "MAP_TILES_TERMS", ""))
