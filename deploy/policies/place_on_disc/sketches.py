"""Goals as strokes on the front camera's picture: what people draw, and the raster that the network sees."""

import numpy as np

SIZE = 96
RADIUS = 1.5
WIDTH, HEIGHT = 320, 240


def raster(strokes, width=WIDTH, height=HEIGHT):
    """float32 [1,96,96]: lines of radius 1.5 pixels with soft edges, the brighter the later they were drawn.

    `strokes` is a list of lists of (x, y), pixels from the centre of the upper left pixel of a width x height picture.
    """
    result = np.zeros((SIZE, SIZE))
    scaled = [(np.asarray(stroke, float).reshape(-1, 2) + 0.5) * (SIZE / width, SIZE / height) - 0.5 for stroke in strokes]
    total = sum(len(stroke) for stroke in scaled)
    drawn = 0
    for stroke in scaled:
        # A stroke of a single point is a segment without length.
        ends = range(1, len(stroke)) if len(stroke) > 1 else (0,)
        for end in ends:
            a, b = stroke[max(0, end - 1)], stroke[end]
            share = 0.25 + 0.75 * (drawn + end + 1) / total
            paint(result, a, b, share)
        drawn += len(stroke)
    return result.astype(np.float32)[None]


def paint(result, a, b, value):
    # Nothing is painted farther than two pixels from the segment.
    low = np.clip(np.floor(np.minimum(a, b) - RADIUS - 1), 0, SIZE).astype(int)
    high = np.clip(np.ceil(np.maximum(a, b) + RADIUS + 2), 0, SIZE).astype(int)
    if (low >= high).any():
        return
    y, x = np.mgrid[low[1]:high[1], low[0]:high[0]]
    along = b - a
    length = along @ along
    t = np.clip(((x - a[0]) * along[0] + (y - a[1]) * along[1]) / length, 0, 1) if length > 0 else np.zeros(x.shape)
    distance = np.hypot(x - a[0] - t * along[0], y - a[1] - t * along[1])
    part = result[low[1]:high[1], low[0]:high[0]]
    np.maximum(part, np.clip(RADIUS + 0.5 - distance, 0, 1) * value, out=part)


# --- hands -----------------------------------------------------------------------------------------------------------------

class Hand:
    """Draws at a disc: centre and half extents in pixels of the picture. Lines tremble and miss a little."""

    def __init__(self, disc, rng):
        self.rng = rng
        self.radius = np.array(disc[2:])
        self.centre = np.array(disc[:2]) + rng.normal(0, 0.15, 2) * self.radius
        self.tremble = rng.uniform(0, 2.0)

    def stroke(self, points):
        points = np.asarray(points, float)
        return (points + self.rng.normal(0, self.tremble, points.shape)).tolist()

    def around(self, centre, radius, turns, count, growth=1.0):
        angle = self.rng.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi * turns, count) * self.rng.choice((-1, 1))
        reach = np.linspace(1, growth, count)[:, None]
        return self.stroke(centre + reach * radius * np.stack([np.cos(angle), np.sin(angle)], 1))

    def anywhere(self):
        return np.array([self.rng.uniform(60, 290), self.rng.uniform(85, 220)])

    def loop(self):
        return [self.around(self.centre, self.radius * self.rng.uniform(0.5, 1.4), self.rng.uniform(0.85, 2.5), self.rng.integers(8, 40))]

    def scribble(self):
        count = self.rng.integers(6, 25)
        along = np.linspace(-0.8, 0.8, count)
        points = np.stack([along, 0.7 * np.where(np.arange(count) % 2, 1, -1)], 1)
        if self.rng.random() < 0.5:
            points = points[:, ::-1]
        return [self.stroke(self.centre + points * self.radius)]

    def cross(self):
        reach = self.radius * self.rng.uniform(0.4, 1.1)
        count = self.rng.integers(2, 8)
        return [self.stroke(self.centre + np.linspace(-1, 1, count)[:, None] * reach * side) for side in ((1, 1), (1, -1))]

    def dots(self):
        return [self.stroke([self.centre + self.rng.normal(0, 0.25, 2) * self.radius]) for _ in range(self.rng.integers(1, 4))]

    def path(self, start):
        end = self.centre + self.rng.normal(0, 0.15, 2) * self.radius
        bend = (start + end) / 2 + self.rng.normal(0, 0.25) * (end - start)[::-1] * (1, -1)
        t = np.linspace(0, 1, self.rng.integers(2, 40))[:, None]
        return (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t ** 2 * end, end - bend

    def head(self, tip, direction):
        angle = np.arctan2(direction[1], direction[0])
        length = self.rng.uniform(8, 18)
        barbs = [tip + length * np.array([np.cos(angle + turn), np.sin(angle + turn)]) for turn in (2.6, -2.6)]
        if self.rng.random() < 0.5:
            return [self.stroke([barbs[0], tip, barbs[1]])]
        return [self.stroke([barb, tip]) for barb in barbs]

    def arrow(self):
        points, direction = self.path(self.anywhere())
        strokes = [self.stroke(points)]
        return strokes + (self.head(points[-1], direction) if self.rng.random() < 0.7 else [])

    def loop_then_arrow(self):
        start = self.anywhere()
        ring = self.around(start, np.array([14, 12]) * self.rng.uniform(0.8, 1.5), self.rng.uniform(0.9, 1.5), self.rng.integers(8, 25))
        points, direction = self.path(start)
        return [ring, self.stroke(points)] + (self.head(points[-1], direction) if self.rng.random() < 0.5 else [])

    def loop_then_loop(self):
        start = self.anywhere()
        ring = self.around(start, np.array([14, 12]) * self.rng.uniform(0.8, 1.5), self.rng.uniform(0.9, 1.5), self.rng.integers(8, 25))
        return [ring] + self.loop()

    # Two that are kept from the training.
    def spiral(self):
        return [self.around(self.centre, self.radius * 0.15, self.rng.uniform(2, 4), self.rng.integers(20, 60), growth=self.rng.uniform(5, 8))]

    def tick(self):
        bottom = self.centre + np.array([-0.2, 0.5]) * self.radius
        return [self.stroke([bottom - (0.5, 0.6) * self.radius, bottom, bottom + (1.1, -1.6) * self.radius])]


TRAINING = ("loop", "scribble", "cross", "dots", "arrow", "arrow", "loop_then_arrow", "loop_then_loop")
HELD_OUT = ("spiral", "tick")


def draw(disc, kinds, rng):
    """Strokes that mean a disc, and what kind of drawing they are, first."""
    hand, kind = Hand(disc, rng), kinds[rng.integers(len(kinds))]
    return kind, getattr(hand, kind)()
