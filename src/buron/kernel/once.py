"""What several figures of one page read, read once: the labels of closed lists, the desks, a day that was kept.

Whoever asks for many figures opens a memory with :func:`remembering` around each; what it holds lives no
longer than the
page or the report that it belongs to, so nothing can be old. Outside of it everything is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Found = TypeVar("Found")
Memory = dict[Hashable, Any]

_memory: ContextVar[Memory | None] = ContextVar("buron_once", default=None)


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Keep what is read inside the block in ``memory``, and find again what an earlier block put there."""
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)


@contextmanager
def within() -> Iterator[None]:
    """Use the memory that is open, else one for the block alone."""
    memory = _memory.get()
    with remembering({} if memory is None else memory):
        yield


def once(key: Hashable, read: Callable[[], Found]) -> Found:
    """What ``read`` gives, read once for each key in the memory that is open; the office belongs to the key."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    return cast(Found, memory[key])
