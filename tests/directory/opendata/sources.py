"""Where the files of these tests are: our own beside them, and those that municipalities published, where a machine has them."""

from pathlib import Path

OURS = Path(__file__).parent / "files"
BESIDE = [folder / "shared" / "data" for folder in Path(__file__).resolve().parents[4:6]]
"""Beside the repository, or beside the folder of its worktrees."""
PUBLISHED = next((folder for folder in BESIDE if folder.exists()), BESIDE[0])
TABLES = sorted((*PUBLISHED.glob("yaizu/*.csv"), *PUBLISHED.glob("oyama/*.csv")))
