"""What figures share while one page is built, and never longer."""

from __future__ import annotations

from buron.kernel.once import Memory, once, remembering


def test_without_a_memory_everything_is_read_anew():
    reads = iter(range(5))
    assert [once("words", lambda: next(reads)) for _ in range(2)] == [0, 1]


def test_a_memory_reads_once_even_from_one_block_to_the_next():
    reads, memory = iter(range(5)), Memory()
    for _ in range(2):
        with remembering(memory):
            assert once("words", lambda: next(reads)) == 0
    with remembering(Memory()):
        assert once("words", lambda: next(reads)) == 1, "another page reads again"


def test_what_is_not_there_is_remembered_too():
    reads, memory = [], Memory()
    for _ in range(2):
        with remembering(memory):
            assert once(("day", 3), lambda: reads.append(1)) is None
    assert len(reads) == 1
