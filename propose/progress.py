"""Say what is being done, where it takes more than a few seconds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

SECONDS = 3
LARGE = 20_000_000  # bytes of a file that takes some seconds


class Progress:
    """Lines on the error stream, from the first seconds on."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def say(self, doing: str, *files: Path) -> None:
        """Say a step that begins, if some time has passed or a file of it is large."""
        large = any(file.exists() and file.stat().st_size > LARGE for file in files)
        if large or time.monotonic() - self.start > SECONDS:
            print(doing, file=sys.stderr, flush=True)
