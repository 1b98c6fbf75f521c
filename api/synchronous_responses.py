"""Lets granian send short responses at once, in the thread that has read the request.

Granian schedules an asyncio task for each request and wakes the event loop, which takes 20 µs; a cached response takes
5. Granian has no public hook before that, so this replaces the function that schedules. With a version of granian that
has no such function, or another task implementation, every request takes the usual way.
"""

import logging
from collections.abc import Callable
from typing import Any

from granian import _futures

_NAME = "_cbsched_aioschedule"

Response = tuple[int, list[tuple[str, str]], Any]
"""Status, headers and body."""

Schedule = Callable[[Any], None]
"""Granian's function that schedules a request; its argument has the attributes ``scope`` and ``proto``."""


def send_synchronously(respond: Callable[[Any], Response | None], send: Callable[..., None]) -> bool:
    """Let ``respond`` handle requests before they are scheduled; call this before granian starts to serve.

    Args:
        respond: Returns the response to an RSGI scope, or ``None`` if the request must be scheduled. Called in
            granian's thread, which reads no other request meanwhile.
        send: Sends a response: called with the RSGI protocol, status, headers and body.

    Returns:
        Whether this version of granian supports it.
    """
    schedule_function = getattr(_futures, _NAME, None)
    if schedule_function is None:
        return False

    def make_schedule(*arguments: Any) -> Schedule:
        schedule: Schedule = schedule_function(*arguments)

        def respond_or_schedule(request: Any) -> None:
            try:
                response = respond(request.scope)
            except Exception:  # the usual way has the handlers of errors
                logging.getLogger(__name__).exception("a request could not be answered at once")
                response = None
            if response is None:
                schedule(request)
                return
            send(request.proto, *response)
            request.done()

        return respond_or_schedule

    setattr(_futures, _NAME, make_schedule)
    return True
