"""How items are stored: one shared connection to DynamoDB, a lean model, and deadlines as an attribute.

All models share one connection: each alone would make a client of its own, 60 ms at a cold start.
"""

import os
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from botocore.session import Session
from pynamodb.attributes import Attribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import AttributeNullError, TableError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from chalicelib.aws import clients
from chalicelib.rules.clocks import Clock, Deadline, Unit


class _Connection(Connection):
    @property
    def session(self) -> Session:
        return clients.session()


@cache
def connection() -> Connection:
    """The one connection to DynamoDB that all models share."""
    return _Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=2)


class Stored(Model):
    """A model whose table is named by the environment, read when first used.

    It is made, and read and written, of what is there: PynamoDB looks for each attribute that a model could have,
    which took a fifth of following a report.
    """

    class Meta:
        table_name = ""
        variable = ""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        cls.Meta.table_name = os.environ[cls.Meta.variable]
        table = super()._get_connection()
        if table.connection is not connection():
            _share(table)
        return table

    def __init__(self, pk: str, sk: str, **values: Any) -> None:
        if unknown := values.keys() - self.get_attributes().keys():
            raise ValueError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        self.attribute_values = {"pk": pk, "sk": sk, **values}
        self._set_discriminator()

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Any:
        kind = cls._get_discriminator_class(data) or cls
        known = kind.get_attributes()
        made: Any = object.__new__(kind)
        made.attribute_values = {
            name: known[name].deserialize(known[name].get_value(value)) for name, value in data.items() if name in known
        }
        return made

    def serialize(self, null_check: bool = True) -> dict[str, dict[str, Any]]:  # noqa: FBT001, FBT002 PynamoDB's own
        """Raises AttributeNullError where something that is needed is missing."""
        known, there = self.get_attributes(), {k: v for k, v in self.attribute_values.items() if v is not None}
        for name in _needed(type(self)) - there.keys() if null_check else ():
            raise AttributeNullError(name)
        return {name: {known[name].attr_type: known[name].serialize(value)} for name, value in there.items()}

    def get_save_kwargs_from_instance(
        self, condition: Condition | None = None, return_values_on_condition_failure: str | None = None
    ) -> dict[str, Any]:
        """The put of a transaction."""
        names, values = dict[str, str](), dict[str, Any]()
        parts = {
            "TableName": os.environ[self.Meta.variable],
            "Item": self.serialize(),
            "ConditionExpression": condition.serialize(names, values) if condition is not None else None,
            "ExpressionAttributeNames": {placeholder: name for name, placeholder in names.items()},
            "ExpressionAttributeValues": values,
            "ReturnValuesOnConditionCheckFailure": return_values_on_condition_failure,
        }
        return {name: part for name, part in parts.items() if part}


@cache
def _needed(kind: type[Model]) -> frozenset[str]:
    return frozenset(name for name, attribute in kind.get_attributes().items() if not attribute.null)


def _share(table: TableConnection) -> None:
    """Let `table` use the one connection, which knows each table once."""
    meta, shared = table.get_meta_table(), connection()
    try:
        shared.get_meta_table(table.table_name)
    except TableError:
        shared.add_meta_table(meta)
    table.connection = shared


class DeadlinesAttribute(Attribute[tuple[Deadline, ...]]):
    """Deadlines as one compact JSON text: a row each, its values in the order of Deadline's fields."""

    attr_type = "S"
    _rows = msgspec.json.Decoder(
        list[
            tuple[
                Clock,
                datetime,
                datetime,
                int,
                Unit,
                str,
                tuple[date, ...],
                datetime | None,
                datetime | None,
                datetime | None,
            ]
        ]
    )

    def serialize(self, value: Iterable[Deadline]) -> str:
        rows = [[getattr(deadline, name) for name in Deadline.__dataclass_fields__] for deadline in value]
        return msgspec.json.encode(rows).decode()

    def deserialize(self, value: str) -> tuple[Deadline, ...]:
        return tuple(Deadline(*row) for row in self._rows.decode(value))
