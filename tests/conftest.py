"""What every test may ask for: an empty database, a desk with people at it, an authority and its tokens."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.store.database import Store
from core.store.schema import migrate
from tests.parts import hsm as softhsm
from tests.parts.hsm import Hsm
from tests.parts.office import Desk, furnish
from tests.parts.pki import Authority, authority
from tests.parts.postgres import running_postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server for the whole run."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """An authority for the whole run: keys, certificates, and live TSA, OCSP and CRL."""
    with authority(tmp_path_factory.mktemp("authority") / "vn") as made:
        yield made


@pytest.fixture(scope="session")
def hsm(tmp_path_factory: pytest.TempPathFactory, pki: Authority) -> Hsm:
    """Tokens of a leader, of the organisation and one with a curved key; nobody may break them."""
    made = softhsm.opened(tmp_path_factory.mktemp("hsm"))
    made.token(softhsm.LEADER, softhsm.PIN, pki, ("leader",))
    made.token(softhsm.ORGANISATION, softhsm.PIN, pki, ("org",))
    made.token(softhsm.CURVED, softhsm.PIN, pki, ("orgec",))
    return made


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
