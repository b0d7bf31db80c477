"""Places numbers on an axis: the domain, linear or logarithmic, its ticks, and positions.

Pure arithmetic; it draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import msgspec

from casework.figures.text import SMALL, width

Tick = tuple[float, str]
_LOG_FROM = 100.0  # a logarithmic axis from this ratio of the largest to the smallest value on
_TICK_GAP = 16.0
_MOST = 9  # ticks


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """An axis from the value `low` at coordinate `left` to the value `high` at `right`; `low` < `high`."""

    low: float
    high: float
    left: float
    right: float
    log: bool = False


def at(scale: Scale, value: float) -> float:
    """The coordinate of a value, held within the axis."""
    low, high, v = scale.low, scale.high, min(max(value, scale.low), scale.high)
    if scale.log:
        low, high, v = math.log(low), math.log(high), math.log(v)
    share = (v - low) / (high - low)
    return scale.left + min(max(share, 0.0), 1.0) * (scale.right - scale.left)


def _nice_steps(rough: float) -> Iterator[float]:
    """Steps of 1, 2 and 5 times a power of ten, from the last one at or below `rough` upwards."""
    power = 10.0 ** math.floor(math.log10(rough))
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _linear(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of the step that embrace low and high."""
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{k * step:.12g}") for k in range(first, max(last, first + 1) + 1))


def _decades(low: float, high: float) -> tuple[float, ...]:
    """The powers of ten that embrace low and high."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    return tuple(10.0**power for power in range(first, last + 1))


def _fits(labels: Sequence[str], room: float) -> bool:
    """Whether tick labels, spread evenly over `room`, keep their distance."""
    each = room / (len(labels) - 1)
    return max(width(label, SMALL) for label in labels) + _TICK_GAP <= each


def domain(values: Sequence[float]) -> tuple[float, float, bool]:
    """The lowest and highest value to show and whether the axis is logarithmic.

    Zero belongs to the axis unless the values differ by less than a tenth, when it would hide that.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low > 0 and high > low * _LOG_FROM:
        return low, high, True
    largest = max(abs(low), abs(high))
    if not 0 < (high - low) < largest / 10:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high, False) if low < high else (0.0, 1.0, False)


def _linear_ticks(
    low: float, high: float, room: float, number: Callable[[float], str], *, whole: bool
) -> tuple[float, ...]:
    """The finest nice ticks whose labels fit; whole numbers when the values are whole."""
    rough = max((high - low) / 10, 1.0 if whole else 0.0)
    for step in _nice_steps(rough):
        marks = _linear(low, high, step)
        if len(marks) <= 3 or (len(marks) <= _MOST and _fits([number(value) for value in marks], room)):
            return marks
    raise AssertionError  # pragma: no cover - the steps grow without end


def _thinned(marks: tuple[float, ...], room: float, number: Callable[[float], str]) -> tuple[float, ...]:
    """Every n-th of some ticks, with the smallest n for which the labels fit."""
    each = room / (len(marks) - 1)
    widest = max(width(number(value), SMALL) for value in marks) + _TICK_GAP
    return marks[:: max(1, math.ceil(widest / each))]


def fit(
    values: Sequence[float], left: float, right: float, number: Callable[[float], str]
) -> tuple[Scale, tuple[Tick, ...]]:
    """The axis for some values between two coordinates, and its ticks with labels that do not touch."""
    low, high, log = domain(values)
    whole = all(value == int(value) for value in values)
    room = right - left
    marks = _decades(low, high) if log else _linear_ticks(low, high, room, number, whole=whole)
    scale = Scale(low=marks[0], high=marks[-1], left=left, right=right, log=log)
    shown = _thinned(marks, room, number) if log else marks
    return scale, tuple((at(scale, value), number(value)) for value in shown)
