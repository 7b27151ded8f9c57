"""Where the files of these tests are: our own beside them, and those that municipalities published, where a machine has them."""

from pathlib import Path

OURS = Path(__file__).parent / "files"
PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data"
TABLES = sorted((*PUBLISHED.glob("yaizu/*.csv"), *PUBLISHED.glob("oyama/*.csv")))
