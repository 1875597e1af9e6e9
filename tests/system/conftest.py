"""The running stacks: Banda Aceh for journeys, the training region for clocks that run in minutes."""

from collections.abc import Iterator

import pytest

from tests.system.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running("banda-aceh", tmp_path_factory.mktemp("banda-aceh")) as started:
        yield started


@pytest.fixture(scope="session")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running("latihan", tmp_path_factory.mktemp("latihan")) as started:
        yield started
