from __future__ import annotations

import pytest

from branchkit.core.ports import Store
from branchkit.testing.memory_store import MemoryStore

from .contract import MOMENT, StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore(lambda: MOMENT)
