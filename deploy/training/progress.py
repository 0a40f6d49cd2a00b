"""How far a row of episodes is, on one line of standard error that is written over, where somebody watches."""

import sys
import time


class Progress:
    def __init__(self, total):
        self.total, self.done, self.succeeded, self.began = total, 0, 0, time.monotonic()
        self.live = sys.stderr.isatty()

    def add(self, succeeded):
        """Another episode is over; the line goes before anything else is printed."""
        self.done += 1
        self.succeeded += bool(succeeded)
        if not self.live:
            return
        left = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        end = "" if self.done < self.total else "\r\033[K"
        print("\r\033[K%d of %d, %d succeeded, about %.0f s left" % (self.done, self.total, self.succeeded, left), end=end, file=sys.stderr, flush=True)

    def clear(self):
        if self.live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
