"""What DynamoDB charges, counted from the sizes of items: its own counts in emulators are not to be trusted.

Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
Writes are counted per 1 KB of the larger of old and new item, twice in a transaction, and once per entry of an index
that changes (indexes are written after the transaction, so not twice).
Reads are counted per 4 KB, half if they need not be consistent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from infra.package import STACK, load

Item = Mapping[str, Mapping[str, Any]]

WRITE = 1024  # bytes of a unit
READ = 4096


@dataclass(frozen=True)
class Index:
    """A secondary index: its keys, and every attribute that it holds."""

    name: str
    keys: tuple[str, ...]
    held: frozenset[str]

    def entry(self, item: Item | None) -> dict[str, Any] | None:
        """What the index holds of an item; None where a key is absent."""
        if item is None or not all(key in item for key in self.keys):
            return None
        return {name: value for name, value in item.items() if name in self.held}


def indexes(table: str) -> tuple[Index, ...]:
    """The indexes of a table of infra/stack.yaml."""
    properties = load(STACK)["Resources"][table]["Properties"]
    return tuple(_index(each, properties) for each in properties.get("GlobalSecondaryIndexes", ()))


def size(item: Item) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def read(items: Iterable[Item], *, consistent: bool = False) -> float:
    """Read units of one GetItem or one page of a Query; nothing found costs as much as something small."""
    return max(ceil(sum(map(size, items)) / READ), 1) * (1 if consistent else 0.5)


def write(old: Item | None, new: Item | None, indexes: Iterable[Index], *, transaction: bool) -> int:
    """Write units of turning `old` into `new`, with the indexes'."""
    base = _writes(max(size(each) for each in (old, new) if each is not None))
    return base * (2 if transaction else 1) + sum(
        _index_writes(index.entry(old), index.entry(new), index) for index in indexes
    )


def _index_writes(old: Item | None, new: Item | None, index: Index) -> int:
    if old == new:
        return 0
    if old and new and all(old[key] == new[key] for key in index.keys):
        return _writes(max(size(old), size(new)))
    return sum(_writes(size(each)) for each in (old, new) if each)  # out of the old place, into the new one


def _writes(size: int) -> int:
    return max(ceil(size / WRITE), 1)


def _index(index: Mapping[str, Any], table: Mapping[str, Any]) -> Index:
    keys = tuple(key["AttributeName"] for key in index["KeySchema"])
    kept = index["Projection"].get("NonKeyAttributes", ())
    of_the_table = (key["AttributeName"] for key in table["KeySchema"])
    return Index(index["IndexName"], keys, frozenset((*keys, *kept, *of_the_table)))


def _value(value: Mapping[str, Any]) -> int:
    [(kind, held)] = value.items()
    digits = str(held).lstrip("-").replace(".", "").strip("0") or "0"
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return ceil(len(digits) / 2) + 1 + str(held).startswith("-")
        case "B":
            return len(held)
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"no item of ours holds the type {kind}")
