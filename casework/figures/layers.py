"""Orders and places the nodes of a layered drawing so that its edges cross little and run level.

The barycentre method of Sugiyama, Tagawa and Toda (1981), then a levelling by averages that keeps order and
gaps. Pure and deterministic; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node")
Layers = Sequence[Sequence[Node]]
Pairs = Sequence[tuple[Node, Node]]
_SWEEPS = 6


def order(layers: Layers[Node], pairs: Pairs[Node]) -> tuple[tuple[Node, ...], ...]:
    """The layers with their nodes sorted by the mean rank of their neighbours, swept to and fro."""
    near, current = _neighbours(pairs), [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        span = range(1, len(current)) if sweep % 2 == 0 else range(len(current) - 2, -1, -1)
        for i in span:
            fixed = {node: k for k, node in enumerate(current[i - 1 if sweep % 2 == 0 else i + 1])}
            rank = {
                node: (_mean([fixed[n] for n in near.get(node, []) if n in fixed], k), k)
                for k, node in enumerate(current[i])
            }
            current[i].sort(key=rank.__getitem__)
    return tuple(tuple(layer) for layer in current)


def centres(layers: Layers[Node], pairs: Pairs[Node], heights: Mapping[Node, float], gap: float) -> dict[Node, float]:
    """The vertical middle of every node: no two of a layer nearer than `gap`, edges as level as may be."""
    near = _neighbours(pairs)
    middles: dict[Node, float] = {}
    for layer in layers:
        middles.update(zip(layer, _spread([0.0] * len(layer), [heights[n] for n in layer], gap), strict=True))
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 else layers[::-1]:
            wanted = [_mean([middles[n] for n in near.get(node, [])], middles[node]) for node in layer]
            middles.update(zip(layer, _spread(wanted, [heights[n] for n in layer], gap), strict=True))
    return middles


def _neighbours(pairs: Pairs[Node]) -> dict[Node, list[Node]]:
    out: dict[Node, list[Node]] = {}
    for a, b in pairs:
        out.setdefault(a, []).append(b)
        out.setdefault(b, []).append(a)
    return out


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Middles as near as possible to the wanted ones, in order and at least a gap apart.

    Blocks of touching nodes are merged at their mean (pool adjacent violators): the least-squares answer.
    """
    offsets, at = list[float](), 0.0
    for i, height in enumerate(heights):
        at += height / 2 + (heights[i - 1] / 2 + gap if i else 0.0)
        offsets.append(at)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    shifts = [total / count for total, count in blocks for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]
