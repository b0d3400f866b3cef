"""A node whose wall clock a test moves while it runs: libfaketime reads the shift from a file each time it is asked."""

import math
import time
from pathlib import Path

from .service import Service

DAY = 86_400


class Clock:
    """The wall clock of one node and of this test's requests."""

    def __init__(self, node: Service, monkeypatch):
        self.path = Path(node.folder) / "clock"
        self.shift = 0
        self.path.write_text("+0s\n")
        node.clock_file = self.path
        true_time = time.time
        # Requests carry the time at which they are signed.
        monkeypatch.setattr(time, "time", lambda: true_time() + self.shift)

    def now(self) -> float:
        return time.time()

    def set(self, moment: float):
        """Moves to a moment, in seconds since 1970; rounded up, so that it is never before it."""
        self.shift += math.ceil(moment - time.time())
        sign = "+" if self.shift >= 0 else "-"
        # Replaced as a whole, so that half a number is never read.
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{sign}{abs(self.shift)}s\n")
        fresh.replace(self.path)
