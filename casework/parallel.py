"""Rim: the same work on several processors, by forked processes that share what is in memory.

Workers take turns' numbers from one pipe and send results through another each, so that none waits for another and
none outlives its work: when this process is killed, they find their pipes closed and end.  Pickles pass between this
process and its own children only; none is ever kept.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, TypeVar

T = TypeVar("T")

NUMBER = struct.Struct("=I")
TURNS = 4_096
"""At most so many: their numbers fit into a pipe before anybody reads it."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[int], T], count: int, workers: int) -> Iterator[T]:
    """`work(0)` … `work(count - 1)`, in whatever order they are done.

    What a worker raises is raised here; ChildProcessError where one was ended from outside.
    """
    if workers < 2 or count < 2 or not hasattr(os, "fork"):
        yield from map(work, range(count))
        return
    size = -(-count // TURNS)
    turns = _turns(-(-count // size))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else each child would say it again
    gc.freeze()  # else a collection in a child would copy every page of memory
    children: dict[int, Connection] = {}
    try:
        for _ in range(workers):
            receiver, sender = Pipe(duplex=False)
            child = os.fork()
            if child == 0:
                for inherited in (receiver, *children.values()):
                    inherited.close()  # else it would wait for ever for itself to read what nobody else will
                _work(lambda turn: [*map(work, range(count)[turn * size : (turn + 1) * size])], turns, sender)
            sender.close()
            children[child] = receiver
        yield from _received(list(children.values()), count)
    finally:
        os.close(turns)
        for child, receiver in children.items():
            receiver.close()
            os.waitpid(child, 0)
        gc.unfreeze()


def _turns(count: int) -> int:
    """A pipe that holds the numbers from 0 up to `count`, each to be taken once."""
    receive, send = os.pipe()
    os.write(send, b"".join(map(NUMBER.pack, range(count))))
    os.close(send)
    return receive


def _work(turn: Callable[[int], list[Any]], turns: int, sender: Connection) -> None:
    """What a child does from its first moment to its last: it must never run on into its parent's code."""
    try:
        while taken := os.read(turns, NUMBER.size):
            sender.send((turn(NUMBER.unpack(taken)[0]), None))
    except BrokenPipeError:
        pass  # nobody waits for us any more
    except BaseException as fault:  # noqa: BLE001
        sender.send(([], fault))
    finally:
        os._exit(0)


def _received(receivers: list[Connection], count: int) -> Iterator[Any]:
    """The results of all workers, as they come."""
    while receivers:
        for receiver in wait(receivers):
            assert isinstance(receiver, Connection)
            try:
                results, fault = receiver.recv()
            except EOFError:
                receivers.remove(receiver)
                continue
            if fault is not None:
                raise fault
            count -= len(results)
            yield from results
    if count:
        raise ChildProcessError("a worker was ended from outside")
