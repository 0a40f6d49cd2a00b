"""Everything that is wrong is reported at once, each with where, expected and actual."""


class ExportError(Exception):
    """An export cannot go on; `lines` says why."""

    def __init__(self, lines):
        super().__init__("; ".join(lines))
        self.lines = list(lines)


class Problems:
    """Collects what is wrong, so that one run shows all of it."""

    def __init__(self):
        self.lines = []

    def add(self, where, expected, actual):
        self.lines.append("%s: expected %s, got %s" % (where, expected, actual))

    def raise_any(self):
        if self.lines:
            raise ExportError(self.lines)
