"""The same doors without a window: prelabel, check, export; only this room writes to the terminal."""

from annotator.cli.command import main as main
