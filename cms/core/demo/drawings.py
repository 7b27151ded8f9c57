"""Sample pictures, drawn by code: nobody is on them, and nobody's rights are touched."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin

from PIL import Image as PillowImage
from PIL import ImageDraw

Canvas = ImageDraw.ImageDraw
SIZE = (1600, 1000)
PAPER, SAND, LEAF, PINE, SKY, SUN, CLAY, INK = (
    "#f6f1e7", "#e7d8bd", "#7fa98a", "#2f6b5e", "#cfe3e6", "#f0b95a", "#c97b5a", "#2b3a38",
)  # fmt: skip


def _hills(draw: Canvas) -> None:
    draw.rectangle((0, 0, 1600, 1000), fill=SKY)
    draw.ellipse((1080, 130, 1330, 380), fill=SUN)
    draw.ellipse((-420, 560, 900, 1700), fill=LEAF)
    draw.ellipse((500, 620, 2100, 1900), fill=PINE)
    for x, y, r in ((260, 500, 90), (380, 540, 70), (1240, 560, 80)):
        draw.rectangle((x - 10, y, x + 10, y + 170), fill=INK)
        draw.ellipse((x - r, y - r, x + r, y + r), fill="#5d8f6c")


def _leaf(draw: Canvas) -> None:
    draw.rectangle((0, 0, 1600, 1000), fill=PAPER)
    for cx, cy, length, turn, colour in ((640, 520, 430, -0.5, LEAF), (980, 520, 430, 0.45, CLAY)):
        outline = []
        for step in range(121):
            t = step / 60 * pi
            x, y = 190 * sin(t) * abs(sin(t / 2)) ** 0.6, -length * cos(t)
            outline.append((cx + x * cos(turn) - y * sin(turn), cy + x * sin(turn) + y * cos(turn)))
        draw.polygon(outline, fill=colour)
        tip = (cx + length * sin(turn), cy - length * cos(turn))
        foot = (cx - (length + 90) * sin(turn), cy + (length + 90) * cos(turn))
        draw.line((tip, foot), fill=INK, width=9)


def _blocks(draw: Canvas) -> None:
    draw.rectangle((0, 0, 1600, 1000), fill=PAPER)
    draw.rectangle((0, 800, 1600, 1000), fill=SAND)
    for x, y, width, height, colour in ((430, 560, 300, 240, PINE), (790, 560, 380, 240, SUN), (590, 320, 320, 240, CLAY)):
        draw.rounded_rectangle((x, y, x + width, y + height), radius=22, fill=colour)
        draw.ellipse((x + width / 2 - 60, y + 60, x + width / 2 + 60, y + 180), fill=PAPER)


def _books(draw: Canvas) -> None:
    draw.rectangle((0, 0, 1600, 1000), fill=SKY)
    draw.rectangle((0, 820, 1600, 1000), fill=SAND)
    x = 330
    for width, height, colour in ((120, 520, PINE), (90, 460, SUN), (150, 560, CLAY), (100, 490, LEAF), (130, 540, INK)):
        draw.rounded_rectangle((x, 820 - height, x + width, 820), radius=10, fill=colour)
        draw.rectangle((x + 18, 820 - height + 60, x + width - 18, 820 - height + 90), fill=PAPER)
        x += width + 14
    draw.polygon(((1040, 820), (1110, 330), (1240, 348), (1170, 820)), fill=LEAF)


def _bowl(draw: Canvas) -> None:
    draw.rectangle((0, 0, 1600, 1000), fill=PAPER)
    draw.ellipse((340, 730, 1260, 880), fill=SAND)
    draw.chord((430, 130, 1170, 850), 0, 180, fill=PINE)
    draw.ellipse((430, 420, 1170, 560), fill=SUN)
    draw.line(((1010, 470), (1380, 190)), fill=CLAY, width=34)
    draw.ellipse((1330, 130, 1460, 250), fill=CLAY)


DRAWINGS: dict[str, tuple[str, str, str, Callable[[Canvas], None]]] = {
    "hills": ("見本の絵：丘", "丘の上に日が出ている", "The sun above hills", _hills),
    "leaf": ("見本の絵：葉", "大きな葉が二枚重なっている", "Two large leaves", _leaf),
    "blocks": ("見本の絵：積み木", "木の積み木が三つ重なっている", "Three wooden blocks", _blocks),
    "books": ("見本の絵：本", "棚に本が並んでいる", "Books on a shelf", _books),
    "bowl": ("見本の絵：おわん", "おわんとさじ", "A bowl and a spoon", _bowl),
}


def draw(key: str) -> bytes:
    """One of DRAWINGS as a PNG of 1600 × 1000 pixels."""
    picture = PillowImage.new("RGB", SIZE, PAPER)
    DRAWINGS[key][3](ImageDraw.Draw(picture))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
