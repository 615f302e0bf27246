"""What every test may ask for: an empty database of either kind, and a desk with people at it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.store.database import Store
from core.store.schema import migrate
from tests.parts.office import Desk, furnish
from tests.parts.postgres import running_postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server for the whole run."""
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "office.db")
    server: str = request.getfixturevalue("postgres")
    name = f"office_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An open store with all tables in it."""
    migrate(address)
    opened = Store(address)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    """People, two units and a register opened at 152."""
    return furnish(store)
