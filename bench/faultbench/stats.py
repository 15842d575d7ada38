"""Small statistics."""

import math


def percentile(values, share):
    """The nearest-rank percentile; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ms(seconds):
    """Milliseconds as text with three significant digits; '-' for None."""
    if seconds is None:
        return "-"
    value = seconds * 1000
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def share(part, whole):
    """A share in percent as text that never rounds up to 100."""
    if not whole:
        return "-"
    if part == whole:
        return "100 %"
    return f"{math.floor(1e5 * part / whole) / 1e3:.3f} %"
