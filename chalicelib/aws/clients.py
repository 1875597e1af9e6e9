"""One botocore session, and one client per service, made when first needed and kept while the container lives."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.loaders import JSONFileLoader
from botocore.parsers import JSONParser, ResponseParserFactory

# A name of our own, for botocore makes up its long one anew for each call; and what is sent is what our tests sent.
_EVERY = Config(user_agent="tuntas", parameter_validation=False)
_CONFIG = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
_AS_IT_CAME = frozenset({"S", "N", "BOOL", "NULL"})  # a type whose values JSON holds as they are


class _Loader(JSONFileLoader):
    """Reads what botocore knows of a service as infra/bundle.py leaves it: plain JSON, read into plain dicts."""

    def load_file(self, file_path: str) -> Any:
        try:
            return json.loads(Path(f"{file_path}.json").read_bytes())
        except FileNotFoundError:
            return super().load_file(file_path)


class _Parser(JSONParser):
    """Leaves the values of items as they came: botocore tries ten types on each, a quarter of following a report."""

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name != "AttributeValue":
            return super()._handle_map(shape, value)  # type: ignore[misc] # botocore's own, which its stubs leave out
        parse: Any = self._parse_shape  # type: ignore[attr-defined]
        inner = shape.value
        return {name: each if _AS_IT_CAME.issuperset(each) else parse(inner, each) for name, each in value.items()}


class _Parsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        return _Parser() if protocol_name == "json" else super().create_parser(protocol_name)


@cache
def session() -> botocore.session.Session:
    made = botocore.session.get_session()
    made.register_component("response_parser_factory", _Parsers())
    made.set_default_client_config(_EVERY)
    made.get_component("data_loader").file_loader = _Loader()
    return made


@cache
def client(service: str) -> Any:
    return session().create_client(service, config=_CONFIG)
