"""`annotator recover`: a new project from what a damaged one still holds."""

import argparse
import sys
from pathlib import Path

from annotator.cli.terminal import Complaints


def recover(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code is 1 when something could not be recovered."""
    from annotator.store.recovery import recover as recovered

    report = recovered(arguments.project, Path(arguments.output))
    sys.stdout.write(f"{report.sentence()}\n")
    complaints = Complaints()
    for problem in report.problems:
        complaints.add(problem)
    complaints.end()
    return int(bool(report.problems))
