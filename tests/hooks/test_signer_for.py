"""The tokens plugin gives each person the key that is his, and says what ails the tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pluggy
import pytest

from core import hookspecs
from core.clock import Clock
from core.config import site
from core.errors import Misconfigured, Trouble
from core.values import Actor, Role, Severity
from plugins.tokens import plugin
from plugins.tokens.plugin import check_health, self_test, signer_for
from plugins.tokens.settings import Settings, Token
from signing.values import Purpose
from tests.parts import hsm as softhsm
from tests.parts.desk import desk
from tests.parts.drivers import built
from tests.parts.hsm import LEADER, ORGANISATION, PIN, Hsm, settled
from tests.parts.pki import Authority

CLERK = Actor("vanthu", "Nguyễn Thị Mai", frozenset({Role.CLERK}), 1)
LEADING = Actor("chutich", "Trần Văn Bình", frozenset({Role.LEADER}), 2)
OTHER = Actor("phochutich", "Lê Thị Sáu", frozenset({Role.LEADER}), 3)
SEALS = (Purpose.ORGANISATION, Purpose.ANNEX, Purpose.COPY)
OWN = (Purpose.LEADER, Purpose.INITIAL)


@pytest.fixture
def tokens(hsm: Hsm) -> Settings:
    seal = settled(hsm, ORGANISATION)
    return Settings(
        {
            "coquan": seal,
            "du-phong": replace(seal, label="TOKEN-DU-PHONG"),
            "chutich": settled(hsm, LEADER, user="chutich"),
        }
    )


def at(moment: str) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC)


async def health(folder: Path, settings: Settings, moment: str = "2026-11-22") -> list[tuple[str, Severity]]:
    with desk(folder, settings, Clock(at(moment))) as office:
        return [(issue.code, issue.severity) for issue in await check_health(office)]


def test_every_hook_fits_its_specification() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    callers = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    assert callers == {"settings", "self_test", "signer_for", "check_health"}


@pytest.mark.parametrize("purpose", SEALS)
def test_the_organisations_key_is_given_to_a_clerk_alone(
    tmp_path: Path, tokens: Settings, purpose: Purpose
) -> None:
    """Decree 30/2020, art. 32.2.c; of several tokens the first of the file is meant."""
    with desk(tmp_path, tokens) as office:
        recipe = signer_for(office, CLERK, purpose)
        assert recipe is not None and recipe.label == ORGANISATION and not recipe.demonstration
        assert signer_for(office, LEADING, purpose) is None


@pytest.mark.parametrize("purpose", OWN)
def test_a_leaders_key_is_given_to_its_owner_alone(
    tmp_path: Path, tokens: Settings, purpose: Purpose
) -> None:
    """Decree 30/2020, art. 32.3; that the clerk knows where it is plugged in changes nothing."""
    with desk(tmp_path, tokens) as office:
        recipe = signer_for(office, LEADING, purpose)
        assert recipe is not None and recipe.label == LEADER
        assert signer_for(office, OTHER, purpose) is None
        assert signer_for(office, CLERK, purpose) is None


def test_without_tokens_there_is_no_key(tmp_path: Path) -> None:
    with desk(tmp_path, Settings()) as office:
        assert signer_for(office, CLERK, Purpose.ORGANISATION) is None


def test_recipes_of_one_token_share_one_session(tmp_path: Path, tokens: Settings) -> None:
    with desk(tmp_path, tokens) as office:
        first, second = (signer_for(office, CLERK, purpose) for purpose in SEALS[:2])
        own = signer_for(office, LEADING, Purpose.LEADER)
    assert first and second and own
    assert first.identity == second.identity != own.identity


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('label = "A"\norganisation = true', "đúng một trong hai mục module và pkcs12"),
        ('module = "/a.so"\npkcs12 = "/a.p12"\nlabel = "A"\norganisation = true', "module và pkcs12"),
        ('module = "/a.so"\norganisation = true', "nhãn (label) hoặc số sê-ri"),
        ('module = "/a.so"\nlabel = "A"', "organisation = true, hoặc user"),
        ('module = "/a.so"\nlabel = "A"\norganisation = true\nuser = "chutich"', "hoặc user"),
    ],
)
def test_a_table_that_leaves_a_doubt_is_refused(table: str, told: str) -> None:
    text = f'[office]\ncode = "H51.10.05"\nname = "UBND"\n[plugins.tokens.tokens.coquan]\n{table}\n'
    with pytest.raises(Misconfigured) as caught:
        site.parse(text, {"tokens": Settings})
    assert told in caught.value.message


def test_a_table_is_read_as_it_is_written() -> None:
    text = (
        '[office]\ncode = "H51.10.05"\nname = "UBND"\n[plugins.tokens.tokens.coquan]\n'
        'module = "/usr/lib/libeTPkcs11.so"\nlabel = "TOKEN"\norganisation = true\nidle_minutes = 5\n'
        'environment = { SOFTHSM2_CONF = "/etc/softhsm2.conf" }\nwrites = ["/var/lib/softhsm"]\n'
    )
    token = site.parse(text, {"tokens": Settings}).settings(Settings).tokens["coquan"]
    assert token == Token(
        Path("/usr/lib/libeTPkcs11.so"),
        "TOKEN",
        organisation=True,
        idle_minutes=5.0,
        environment={"SOFTHSM2_CONF": "/etc/softhsm2.conf"},
        writes=(Path("/var/lib/softhsm"),),
    )


def test_the_self_test_asks_every_token_and_minds_no_absent_one(hsm: Hsm, tokens: Settings) -> None:
    """A leader takes his token home; a driver that is missing or answers nonsense is another matter."""
    self_test(tokens)
    with pytest.raises(Misconfigured, match="VT-4350"):
        self_test(Settings({"coquan": settled(hsm, ORGANISATION, module=Path("/usr/lib/none.so"))}))


def test_the_self_test_finds_a_driver_that_hangs(tmp_path: Path, hsm: Hsm) -> None:
    driver = built(tmp_path / "driver", hsm)
    driver.begin("C_GetSlotList hangs")
    with pytest.raises(Trouble, match="VT-4303"):
        self_test(Settings({"coquan": driver.settings(ORGANISATION, patience=2.0)}))


async def test_sound_tokens_ail_nothing(tmp_path: Path, tokens: Settings) -> None:
    """The spare one, which is not plugged in, neither."""
    assert await health(tmp_path, tokens) == []


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2033-11-30", []),
        ("2033-12-10", [("VT-4374", Severity.WARNING)]),
        ("2033-12-27", [("VT-4374", Severity.ERROR)]),
        ("2034-01-02", [("VT-4373", Severity.ERROR)]),
    ],
)
async def test_a_certificate_that_runs_out_is_told_in_time(
    tmp_path: Path, hsm: Hsm, moment: str, expected: list[tuple[str, Severity]]
) -> None:
    settings = Settings({"coquan": settled(hsm, ORGANISATION)})
    assert await health(tmp_path, settings, moment) == expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("C_GetTokenInfo flags 0x40000", [("VT-4371", Severity.ERROR)]),
        ("C_GetTokenInfo flags 0x20000", [("VT-4372", Severity.WARNING)]),
        ("C_GetSlotList crashes", [("VT-4304", Severity.ERROR)]),
        ("C_GetSlotList empties", []),
    ],
)
async def test_what_ails_a_token_is_told(
    tmp_path: Path, pki: Authority, fault: str, expected: list[tuple[str, Severity]]
) -> None:
    own = softhsm.opened(tmp_path / "hsm")
    own.token("TOKEN-HONG", PIN, pki, ("org",))
    driver = built(tmp_path / "driver", own)
    driver.begin(fault)
    assert await health(tmp_path, Settings({"coquan": driver.settings("TOKEN-HONG")})) == expected


async def test_a_missing_driver_and_a_key_file_are_told(tmp_path: Path, hsm: Hsm, pki: Authority) -> None:
    settings = Settings(
        {
            "coquan": settled(hsm, ORGANISATION, module=Path("/usr/lib/none.so")),
            "thu": Token(pkcs12=pki.pkcs12("leader", "mật khẩu"), user="chutich"),
        }
    )
    assert await health(tmp_path, settings) == [
        ("VT-4350", Severity.ERROR),
        ("VT-4375", Severity.WARNING),
    ]
