"""Which files who parses: every file is parsed, none is given away twice, and workers stay near the reader."""

import random

import pytest

from vault_tools.workers import queue
from vault_tools.workers.queue import Queue


def paths(count: int) -> list[str]:
    return [f"{number:05}.md" for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 511, 512, 513, 529, 5_000])
@pytest.mark.parametrize("speed", [0, 1, 5, 1_000])
def test_every_file_is_given_once_or_read(count: int, speed: int) -> None:
    """Workers parse up to `speed` files while the reader reads one."""
    files, found, given, done = paths(count), Queue(paths(count)), list[str](), set[str]()
    for path in files:
        found.read(path)
        while len(given) - len(done) < speed and (chunk := found.give()):
            given += chunk
        for other in given[len(done) : len(done) + speed]:
            done.add(other)
            assert found.parsed(other) is (other > path)  # what is read already is of no use
    assert len(given) == len(set(given))
    assert found.open == 0
    assert found.give() == []
    assert bool(given) is (speed > 0 and count > 1)


def test_workers_are_some_way_ahead_and_not_too_far() -> None:
    found = Queue(paths(10_000))
    first = found.give()
    assert first == paths(10_000)[queue._GAP : queue._GAP + len(first)]
    given = [*first, *(path for chunk in iter(found.give, []) for path in chunk)]
    assert len(given) <= queue._WINDOW
    for path in paths(10_000)[:100]:
        found.read(path)
    assert found.give() > given[-1:]


def test_the_last_files_are_given_from_the_end() -> None:
    found = Queue(paths(100))
    assert found.give() == paths(100)[:-17:-1]


def test_files_may_be_read_in_any_order() -> None:
    files = paths(3_000)
    found, given = Queue(files), list[str]()
    for path in random.Random(7).sample(files, len(files)):
        found.read(path)
        given += found.give()
    assert len(given) == len(set(given))
    assert found.open == 0


@pytest.mark.parametrize(
    ("path", "is_read", "is_wanted"),
    [
        pytest.param("00512.md", False, True, id="it was asked for"),
        pytest.param("00512.md", True, False, id="the reader was there before"),
        pytest.param("00001.md", False, False, id="nobody has asked for it"),
        pytest.param("other.md", False, False, id="nobody knows it"),
    ],
)
def test_what_is_delivered_is_wanted_once(path: str, is_read: bool, is_wanted: bool) -> None:
    found = Queue(paths(1_000))
    found.give()
    if is_read:
        found.read(path)
    assert found.parsed(path) is is_wanted
    assert found.parsed(path) is False
