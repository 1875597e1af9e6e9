"""Counts what the product asks of AWS: calls by name, and DynamoDB's units by the sizes of items.

It listens to the product's own clients, and looks at what they write before and after with a client of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import units
from bench.units import Item
from chalicelib.aws import clients

Key = tuple[str, str, str]  # table, pk, sk


@dataclass(frozen=True)
class Call:
    """One call over the wire, such as dynamodb.Query, and its units."""

    name: str
    reads: float = 0
    writes: int = 0


class Meter:
    """To be made before the product's clients are; `peek` is a client for the same tables that nobody counts."""

    def __init__(self, peek: Any) -> None:
        self.calls: list[Call] = []
        self._peek = peek
        self._indexes = {name: units.indexes(name) for name in ("Reports", "Identities")}
        self._before: dict[Key, Item | None] = {}
        self._asked: Mapping[str, Any] = {}
        session: Any = clients.session()
        session.register("before-parameter-build.dynamodb", self._note)
        session.register("after-call", self._count)

    def taken(self) -> list[Call]:
        """The calls since the last time this was asked."""
        taken, self.calls = self.calls, []
        return taken

    def _note(self, params: Mapping[str, Any], **_: Any) -> None:
        self._asked = params
        self._before = {key: self._look(key) for key in _written(params)}

    def _count(self, event_name: str, parsed: Mapping[str, Any], **_: Any) -> None:
        service, operation = event_name.split(".")[1:]
        if service != "dynamodb":
            self.calls.append(Call(f"{service}.{operation}"))
        elif self._before:
            self.calls.append(Call(f"{service}.{operation}", writes=self._writes(operation)))
        else:
            found = parsed.get("Items") or [parsed[name] for name in ("Item",) if name in parsed]
            consistent = bool(self._asked.get("ConsistentRead"))
            self.calls.append(Call(f"{service}.{operation}", reads=units.read(found, consistent=consistent)))

    def _writes(self, operation: str) -> int:
        in_transaction = operation == "TransactWriteItems"
        return sum(
            units.write(old, self._look(key), self._indexes[key[0]], transaction=in_transaction)
            for key, old in self._before.items()
        )

    def _look(self, key: Key) -> Item | None:
        table, pk, sk = key
        key_values = {"pk": {"S": pk}, "sk": {"S": sk}}
        item: Item | None = self._peek.get_item(TableName=table, Key=key_values, ConsistentRead=True).get("Item")
        return item


def _written(params: Mapping[str, Any]) -> Iterator[Key]:
    """The keys of the items that a call writes."""
    for part in params.get("TransactItems", ()):
        yield from _written(next(iter(part.values())))
    if "Item" in params:
        yield _key(params, params["Item"])
    elif "UpdateExpression" in params:
        yield _key(params, params["Key"])


def _key(params: Mapping[str, Any], item: Item) -> Key:
    return params["TableName"], item["pk"]["S"], item["sk"]["S"]
