#!/usr/bin/env python3
"""Writes tests/golden/selection/: choices among candidates by bidirectional decoding, in double precision.

Independent of the C# choosers, and with the standard library only: distances are computed for all pairs and sorted. Candidates,
the weak model's chunks and the chunk in use are formulas, rounded to single precision by six decimals:

    strong[n][j][d] = round(sin(1.3·n + 0.7·j + 1.9·d + salt), 6)
    weak[n][j][d]   = round(1.5·cos(0.9·n + 0.4·j + 2.3·d + salt), 6)
    prior[j][d]     = round(0.8·sin(0.5·j + 1.1·d + 2·salt), 6)

Run without arguments; the files are committed, and the tests read them.
"""
import json
import math
import pathlib


def norm(a, b):
    return math.sqrt(sum((x - y) ** 2 for x, y in zip(a, b)))


def chunk_distance(a, b):
    return sum(norm(x, y) for x, y in zip(a, b)) / len(a)


def bidirectional(strong, weak, prior, beta):
    count = len(strong)
    overlap = min(len(prior), len(strong[0]))
    weights = [beta ** j for j in range(overlap)]
    backward = lambda chunk: sum(w * norm(chunk[j], prior[j]) for j, w in enumerate(weights)) / sum(weights) if overlap else 0.0
    kept = max(1, count // 3) if overlap else count
    best = lambda chunks: sorted(range(count), key=lambda n: backward(chunks[n]))[:kept]
    half = max(1, kept // 2)
    mean = lambda values: sum(values) / len(values) if values else 0.0
    costs = {}
    for n in best(strong):
        near = sorted(chunk_distance(strong[n], strong[m]) for m in best(strong) if m != n)[:half]
        far = sorted(chunk_distance(strong[n], weak[m]) for m in best(weak))[:half] if weak else []
        costs[n] = backward(strong[n]) + mean(near) - mean(far)
    return costs


def case(count, steps, size, known, beta, has_weak, salt):
    strong = [[[round(math.sin(1.3 * n + 0.7 * j + 1.9 * d + salt), 6) for d in range(size)] for j in range(steps)] for n in range(count)]
    weak = [[[round(1.5 * math.cos(0.9 * n + 0.4 * j + 2.3 * d + salt), 6) for d in range(size)] for j in range(steps)] for n in range(count)]
    prior = [[round(0.8 * math.sin(0.5 * j + 1.1 * d + 2 * salt), 6) for d in range(size)] for j in range(known)]
    costs = bidirectional(strong, weak if has_weak else None, prior, beta)
    return {
        "count": count, "steps": steps, "size": size, "beta": beta,
        "strong": strong, "weak": weak if has_weak else None, "prior": prior,
        "costs": [costs.get(n) for n in range(count)],
        "picked": min(costs, key=lambda n: (costs[n], n)),
    }


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "selection"
    folder.mkdir(exist_ok=True)
    cases = {
        "bid_fifteen_weak": case(15, 8, 2, 6, 0.5, True, 0.3),
        "bid_ten_alone": case(10, 16, 3, 11, 0.99, False, 1.1),
        "bid_first_chunk": case(9, 4, 2, 0, 0.9, True, 0.7),
        "bid_two_candidates": case(2, 4, 2, 3, 0.9, True, 0.2),
        "bid_prior_longer": case(12, 4, 1, 7, 0.8, True, 2.5),
    }
    for name, value in cases.items():
        (folder / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")
