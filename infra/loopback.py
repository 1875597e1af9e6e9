"""What this machine's processes listen on, so that `make run` can promise loopback and nothing else. Linux only."""

import os
from collections.abc import Iterator
from pathlib import Path

_LISTENING = "0A"
_IPV4 = 8  # hexadecimal digits; the last two are the first byte, 127 of loopback
_LOOPBACK6 = frozenset({"00000000000000000000000001000000", "0000000000000000FFFF00000100007F"})


def open_to_others(session: int) -> list[str]:
    """Ports that a process of ours, or of the session of that leader, opens on any address but loopback."""
    ours = {inode for process in _processes({session, os.getsid(0)}) for inode in _sockets(process)}
    return sorted({port for inode, address, port in _listening() if inode in ours and not _is_loopback(address)})


def _is_loopback(address: str) -> bool:
    return address in _LOOPBACK6 or (len(address) == _IPV4 and address.endswith("7F"))


def _listening() -> Iterator[tuple[str, str, str]]:
    """Inode, address as the kernel writes it (hexadecimal, little-endian words) and port of each listening socket."""
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.is_file() else []:
            fields = line.split()
            if fields[3] == _LISTENING:
                address, _, port = fields[1].partition(":")
                yield fields[9], address, str(int(port, 16))


def _processes(sessions: set[int]) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(process.name)) in sessions:
                yield process
        except (ProcessLookupError, PermissionError):
            continue


def _sockets(process: Path) -> Iterator[str]:
    try:
        for descriptor in (process / "fd").iterdir():
            target = os.readlink(descriptor)  # noqa: PTH115 not a path but "socket:[inode]"
            if target.startswith("socket:["):
                yield target.removeprefix("socket:[").removesuffix("]")
    except (FileNotFoundError, PermissionError):
        return
