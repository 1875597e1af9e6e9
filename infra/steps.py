"""What a tool says while it works: one line per step, with what is going on and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_WIDTH = 60


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say `text`, and how long what follows took."""
    started = time.monotonic()
    print(f"  {text} ...", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    done = f"{time.monotonic() - started:.1f} s"
    print(f"\r  {text} ... {done}".ljust(_WIDTH) if sys.stdout.isatty() else f" {done}", flush=True)


def progress(text: str) -> None:
    """How far the present step is; on a terminal only, where it can be overwritten."""
    if sys.stdout.isatty():
        print(f"\r  {text}".ljust(_WIDTH), end="", flush=True)
