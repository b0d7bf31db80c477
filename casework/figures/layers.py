"""Orders and places the nodes of a layered drawing so that its edges cross little and run level.

The barycentre method of Sugiyama, Tagawa and Toda (1981), then a levelling by averages that keeps order and
gaps. Pure and deterministic; it draws nothing.

Most chains have one of a few shapes, so the work is done on the nodes' numbers and remembered by shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

Node = TypeVar("Node")
Layers = tuple[tuple[Node, ...], ...]
Numbers = tuple[tuple[int, ...], ...]
Pairs = tuple[tuple[int, int], ...]
_SWEEPS = 6
_SHAPES = 4096  # remembered at most


def order(layers: Layers[Node], pairs: Sequence[tuple[Node, Node]]) -> Layers[Node]:
    """The layers with their nodes sorted by the mean rank of their neighbours, swept to and fro."""
    nodes = [node for layer in layers for node in layer]
    ordered = _order(*_numbered(layers, pairs))
    return tuple(tuple(nodes[number] for number in layer) for layer in ordered)


def centres(
    layers: Layers[Node] | Sequence[Sequence[Node]],
    pairs: Sequence[tuple[Node, Node]],
    heights: Mapping[Node, float],
    gap: float,
) -> dict[Node, float]:
    """The vertical middle of every node: no two of a layer nearer than `gap`, edges as level as may be."""
    nodes = [node for layer in layers for node in layer]
    middles = _centres(*_numbered(layers, pairs), tuple(heights[node] for node in nodes), gap)
    return dict(zip(nodes, middles, strict=True))


def _numbered(layers: Sequence[Sequence[Node]], pairs: Sequence[tuple[Node, Node]]) -> tuple[Numbers, Pairs]:
    number = {node: i for i, node in enumerate(node for layer in layers for node in layer)}
    numbers = tuple(tuple(number[node] for node in layer) for layer in layers)
    return numbers, tuple((number[a], number[b]) for a, b in pairs)


def _neighbours(pairs: Pairs) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for a, b in pairs:
        out.setdefault(a, []).append(b)
        out.setdefault(b, []).append(a)
    return out


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


@lru_cache(maxsize=_SHAPES)
def _order(layers: Numbers, pairs: Pairs) -> Numbers:
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


@lru_cache(maxsize=_SHAPES)
def _centres(layers: Numbers, pairs: Pairs, heights: tuple[float, ...], gap: float) -> tuple[float, ...]:
    near = _neighbours(pairs)
    middles: dict[int, float] = {}
    for layer in layers:
        middles.update(zip(layer, _spread([0.0] * len(layer), [heights[n] for n in layer], gap), strict=True))
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 else layers[::-1]:
            wanted = [_mean([middles[n] for n in near.get(node, [])], middles[node]) for node in layer]
            middles.update(zip(layer, _spread(wanted, [heights[n] for n in layer], gap), strict=True))
    return tuple(middles[node] for node in sorted(middles))


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
