#!/usr/bin/env python3
"""Writes tests/golden/failure/: scores and thresholds of failure prediction, in double precision.

Independent of the C# code, and with the standard library only: cells are counted in a dictionary against a list of edges, the
discrepancy is three plain means over all pairs, quantiles are interpolated by hand. Samples are a formula, rounded to six decimals:

    samples[b][h][k] = round(sin(1.3·b + 0.7·h + 1.9·k + salt) · (1 + 0.1·k), 6)

Run without arguments; the files are committed, and the tests read them.
"""
import json
import math
import pathlib


def samples(count, steps, size, salt):
    return [[[round(math.sin(1.3 * b + 0.7 * h + 1.9 * k + salt) * (1 + 0.1 * k), 6) for k in range(size)] for h in range(steps)]
            for b in range(count)]


def cells(values, size):
    low, high = min(values), max(values)
    low, high = low - 0.01 * (high - low), high + 0.01 * (high - low)
    edges = []
    while not edges or low + len(edges) * size < high + size:
        edges.append(low + len(edges) * size)
    return [sum(edge <= value for edge in edges) - 1 for value in values]


def entropy(chunks, past, dimensions, sizes):
    total = 0.0
    for h in range(past, len(chunks[0])):
        counts = {}
        for cell in zip(*[cells([chunk[h][k] for chunk in chunks], size) for k, size in zip(dimensions, sizes)]):
            counts[cell] = counts.get(cell, 0) + 1
        total -= sum(n / len(chunks) * math.log2(n / len(chunks)) for n in counts.values())
    return total / (len(chunks[0]) - past)


def median(values):
    ordered = sorted(values)
    return 0.5 * (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2])


def discrepancy(before, now, past, dimensions, elapsed):
    flat = lambda chunk, first, count: [chunk[h][k] for h in range(first, first + count) for k in dimensions]
    common = len(now[0]) - past - elapsed
    x = [flat(chunk, past + elapsed, common) for chunk in before]
    y = [flat(chunk, past, common) for chunk in now]
    square = lambda a, b: sum((p - q) ** 2 for p, q in zip(a, b))
    gamma = 1 / (2 * median([d for d in (square(a, b) for a in x + y for b in x + y) if d > 0]))
    mean = lambda s, t: sum(math.exp(-gamma * square(a, b)) for a in s for b in t) / (len(s) * len(t))
    return mean(x, x) + mean(y, y) - 2 * mean(x, y)


def spread(chunks, past, dimensions):
    variances = []
    for h in range(past, len(chunks[0])):
        for k in dimensions:
            column = [chunk[h][k] for chunk in chunks]
            mean = sum(column) / len(column)
            variances.append(sum((value - mean) ** 2 for value in column) / len(column))
    return sum(variances) / len(variances)


def case(count, steps, past, size, dimensions, sizes, elapsed, salt):
    before, now = samples(count, steps, size, salt + 0.4), samples(count, steps, size, salt)
    flat = lambda chunks: [value for chunk in chunks for action in chunk for value in action]
    return {
        "count": count, "steps": steps, "past": past, "size": size, "dimensions": dimensions, "cell_sizes": sizes, "elapsed": elapsed,
        "before": flat(before), "now": flat(now),
        "ace": entropy(now, past, dimensions, sizes),
        "stac": discrepancy(before, now, past, dimensions, elapsed),
        "spread": spread(now, past, dimensions),
    }


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "failure"
    folder.mkdir(exist_ok=True)
    cases = {
        "one_dimension": case(9, 4, 0, 1, [0], [0.25], 1, 0.3),
        "three_of_five": case(32, 8, 1, 5, [4, 0, 2], [0.4, 0.3, 0.2], 4, 1.1),
        "two_samples": case(2, 3, 0, 2, [0, 1], [0.1, 0.1], 0, 2.0),
        "even_pairs": case(16, 6, 2, 3, [1, 2], [0.06, 0.06], 3, 0.7),
    }
    for name, content in cases.items():
        (folder / f"{name}.json").write_text(json.dumps(content) + "\n")
