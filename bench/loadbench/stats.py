"""Medians of paired ratios, and how sure they are."""

import random
import statistics

SEED = 20250921
RESAMPLES = 4000


def median(values):
    return statistics.median(values)


def median_interval(values, level=0.95):
    """Median with its bootstrap confidence interval: (median, low, high)."""
    values = list(values)
    rng = random.Random(SEED)
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    tail = (1 - level) / 2
    return statistics.median(values), medians[int(tail * RESAMPLES)], medians[int((1 - tail) * RESAMPLES) - 1]


def steady_pairs(pairs, drift=0.15):
    """The pairs whose reference value lies within `drift` of the median of all reference values."""
    middle = median([reference for reference, _ in pairs])
    return [pair for pair in pairs if abs(pair[0] / middle - 1) <= drift]


def slope(points):
    """Least-squares slope of (x, y) points."""
    n = len(points)
    mean_x = sum(x for x, _ in points) / n
    mean_y = sum(y for _, y in points) / n
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)
