"""One botocore session, and one client per service, made when first needed and kept while the container lives."""

from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import orjson
from botocore.config import Config
from botocore.loaders import JSONFileLoader

_CONFIG = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})


class _Loader(JSONFileLoader):
    """Reads what botocore knows of a service as infra/bundle.py has left it: plain JSON, by the quickest reader."""

    def load_file(self, file_path: str) -> Any:
        try:
            return orjson.loads(Path(f"{file_path}.json").read_bytes())
        except FileNotFoundError:
            return super().load_file(file_path)


@cache
def session() -> botocore.session.Session:
    made = botocore.session.get_session()
    made.get_component("data_loader").file_loader = _Loader()
    return made


@cache
def client(service: str) -> Any:
    return session().create_client(service, config=_CONFIG)
