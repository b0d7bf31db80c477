"""Rim: the same work on several processors, by forked processes that share what is in memory.

This process works too, since each one that was forked comes to hold most of what is in memory for itself: to look at a
value is to count who refers to it, and that is written.  All take turns' numbers from one pipe; the forked ones send
results through another each, which a thread empties, so that none waits for another.  None outlives its work: when this
process is killed, they find their pipes closed and end.  Pickles pass between this process and its own children only;
none is ever kept.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

NUMBER = struct.Struct("=I")
TURNS = 4_096
"""At most so many: their numbers fit into a pipe before anybody reads it."""
Sent = SimpleQueue[bytes | None]
"""What children have sent; None when no more will come."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def give_back() -> None:
    """Give memory that is free back to the system, where its library can: what was read is large, and gone in pieces."""
    import ctypes

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


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
    give_back()

    def turn(number: int) -> list[T]:
        return [*map(work, range(count)[number * size : (number + 1) * size])]

    children: dict[int, Connection] = {}
    sent: Sent = SimpleQueue()
    thread = Thread(target=_collect, args=(children, sent))
    try:
        for _ in range(workers - 1):
            receiver, sender = Pipe(duplex=False)
            child = os.fork()
            if child == 0:
                for inherited in (receiver, *children.values()):
                    inherited.close()  # else it would wait for ever for itself to read what nobody else will
                _work(turn, turns, sender)
            sender.close()
            children[child] = receiver
        thread.start()
        yield from _counted(_results(turn, turns, sent), count)
    finally:
        while os.read(turns, TURNS * NUMBER.size):
            pass  # where this ends too early, nobody is to begin anything more
        os.close(turns)
        if thread.ident:
            thread.join()
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


def _collect(children: dict[int, Connection], sent: Sent) -> None:
    """Take what children send, as it comes."""
    receivers = [*children.values()]
    while receivers:
        for receiver in wait(receivers):
            assert isinstance(receiver, Connection)
            try:
                sent.put(receiver.recv_bytes())
            except (EOFError, OSError):
                receivers.remove(receiver)
    sent.put(None)


def _results(turn: Callable[[int], list[T]], turns: int, sent: Sent) -> Iterator[list[T]]:
    """The results of each turn, as they come: this process takes turns until none is left, then waits for the others."""
    while taken := os.read(turns, NUMBER.size):
        yield turn(NUMBER.unpack(taken)[0])
        for _ in range(sent.qsize()):
            if message := sent.get():
                yield _unpacked(message)
            else:
                sent.put(None)
    while message := sent.get():
        yield _unpacked(message)


def _unpacked(message: bytes) -> list[Any]:
    """What a child has sent; what it raised is raised."""
    results, fault = ForkingPickler.loads(message)
    if fault is not None:
        raise fault
    return list(results)


def _counted(turns: Iterator[list[T]], count: int) -> Iterator[T]:
    for results in turns:
        count -= len(results)
        yield from results
    if count:
        raise ChildProcessError("a worker was ended from outside")
