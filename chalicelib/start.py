"""The start of a function: what makes it quick. To be imported before anything else; `over()` when all is there.

While modules are loaded nothing becomes garbage, so none is looked for: that alone is a tenth of a cold start.
"""

import gc
import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any

gc.disable()


def later(name: str) -> Any:
    """The module of that name, loaded when something of it is first used."""
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    loader = spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    loader.exec_module(module)
    return module


def over() -> None:
    """Look for garbage again, but never among what was loaded."""
    gc.enable()
    gc.freeze()
