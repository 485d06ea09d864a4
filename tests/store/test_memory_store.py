from __future__ import annotations

import pytest

from branchkit.core.ports import Store
from branchkit.testing.memory_store import MemoryStore

from .contract import MOMENT, StoreContract
from .figures_contract import FiguresContract
from .reading_contract import ReadingContract
from .session_contract import SessionContract


class TestMemoryStore(StoreContract, ReadingContract, SessionContract, FiguresContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore(lambda: MOMENT)

    @pytest.fixture
    def other(self, store: Store) -> Store:
        assert isinstance(store, MemoryStore)
        return store.session()
