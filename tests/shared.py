"""Real articles and annotation files to develop against; tests that read them skip where they are not."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = SHARED / "corpora"
