"""Nobody is kept waiting by a client that does not send its body, nor by a text that takes long."""

import io
import threading
from typing import Any

import pytest

from api.errors import ProblemError
from api.middleware.body_reader import BodyReadLimiter, ConcurrencyLimit


class Silent:
    """The body of a client that sends nothing until it is told to."""

    def __init__(self) -> None:
        self.asked, self.told = threading.Event(), threading.Event()

    def read(self, size: int, /) -> bytes:
        self.asked.set()
        assert self.told.wait(20)
        return b"late"[:size]


def admitted(reception: BodyReadLimiter, stream: Any) -> Any:
    environ = {"wsgi.input": stream}
    reception.wrap_input(environ)
    return environ["wsgi.input"]


@pytest.fixture
def reception() -> BodyReadLimiter:
    return BodyReadLimiter(1, patience=0.01)


def test_who_finds_all_places_taken_is_told_to_come_again(reception: BodyReadLimiter) -> None:
    silent, read = Silent(), []
    waiting = threading.Thread(target=lambda: read.append(admitted(reception, silent).read(4)))
    waiting.start()
    assert silent.asked.wait(20)
    assert reception.turns.taken == 1

    other = admitted(reception, Silent())
    for _ in range(2):
        with pytest.raises(ProblemError) as refused:
            other.read(4)
        assert (refused.value.status, refused.value.code) == (503, "busy")

    silent.told.set()
    waiting.join(20)
    assert read == [b"late"]
    assert reception.turns.taken == 0


def test_a_body_that_is_there_is_left_as_it_is(reception: BodyReadLimiter) -> None:
    body = io.BytesIO(b"all of it")
    assert admitted(reception, body) is body


def test_a_body_is_read_to_its_end_in_pieces(reception: BodyReadLimiter) -> None:
    pieces = [b"ab", b"c", b""]

    class Pieces:
        def read(self, size: int, /) -> bytes:
            return pieces.pop(0)

    assert admitted(reception, Pieces()).read() == b"abc"


def test_a_turn_is_given_back_whatever_happens() -> None:
    turns = ConcurrencyLimit(1, "things are done", patience=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.take():
            _ = 1 / 0
    assert turns.taken == 0
