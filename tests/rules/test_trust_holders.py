"""Whose certificate is whose, how long it lasts, and where the lists about it are fetched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import trust
from core.clock import wall
from core.errors import Forbidden, OfficeError, Trouble
from core.store.memory import JobRow
from core.store.seals import Certified, TrustItem
from core.trust import ailments, holders, refreshing
from core.trust.holders import Ownership
from core.values import BOX, Job, Moment
from signing.values import Role
from tests.parts.office import Desk
from tests.parts.pages import SITE, open_site
from tests.parts.pki import Authority
from tests.parts.published import believing, list_of_revocations


@pytest.fixture
def now() -> Moment:
    return Moment(wall())


@pytest.fixture
def believed(desk: Desk, pki: Authority, now: Moment) -> Desk:
    """An office that believes the authority of the tests, with fresh lists."""
    return believing(desk, pki, now)


def test_the_directory_says_whose_a_certificate_is(believed: Desk, pki: Authority, now: Moment) -> None:
    """A name that nobody typed is the certificate's own."""
    owner = Ownership(Role.LEADER, user=believed.leader.user_id)
    common_name = "Nguyễn Văn Thử"
    number = believed.do(holders.enter, pki.der("leader"), owner, believed.clerk, now)
    seal = Ownership(Role.ORGANISATION, "UBND xã Đường Cong", agency="H51.10.06")
    believed.do(holders.enter, pki.der("orgec"), seal, believed.clerk, now)
    known = {(one.role, one.name) for one in believed.see(trust.directory)}
    assert known == {(Role.LEADER, common_name), (Role.ORGANISATION, "UBND xã Đường Cong")}
    (line,) = believed.see(holders.listing, now.utc, ours=True)
    assert (line.person, line.ends_in, line.tone) == (believed.leader.name, "root", "good")
    believed.do(holders.remove, number, believed.clerk, now)
    assert {one.role for one in believed.see(trust.directory)} == {Role.ORGANISATION}
    believed.do(holders.enter, pki.der("leader"), owner, believed.clerk, now)
    assert len(believed.see(trust.directory)) == 2


def test_a_certificate_that_ends_soon_is_an_issue(believed: Desk, pki: Authority, now: Moment) -> None:
    """Thirty days before its end a warning, seven days an error; another agency's is theirs to renew."""
    believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.clerk, now)
    believed.do(
        holders.enter, pki.der("org"), Ownership(Role.ORGANISATION, agency="H51"), believed.clerk, now
    )
    end = datetime(2034, 1, 1, tzinfo=UTC)
    for days, severity in ((40, []), (29, ["warning"]), (6, ["error"]), (-1, ["error"])):
        found = believed.see(ailments.issues, end - timedelta(days=days))
        assert [str(one.severity) for one in found if one.code == "VT-4115"] == severity, days


def test_a_certificate_without_an_owner_or_an_authority_s_own_is_refused(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    wrong: list[tuple[bytes, Ownership, str]] = [
        (pki.der("interm"), Ownership(Role.LEADER), "VT-4106"),
        (pki.der("leader"), Ownership(Role.UNKNOWN), "VT-4107"),
        (pki.der("leader"), Ownership(Role.LEADER, user=999), "VT-4108"),
    ]
    for data, owner, code in wrong:
        with pytest.raises(OfficeError) as refused:
            believed.do(holders.enter, data, owner, believed.clerk, now)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.officer, now)
    assert believed.see(Certified.select().count) == 0


def test_lists_are_fetched_where_the_certificates_say(believed: Desk, pki: Authority, now: Moment) -> None:
    """Those of every certificate held; one that is young is not fetched again before half of its life."""
    believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.clerk, now)
    wanted = believed.see(refreshing.due, now.utc)
    assert [address.split("/crls/")[1].split("/")[0] for address in wanted] == ["interm", "root"]
    for address in wanted:
        name = address.split("/crls/")[1].split("/")[0]
        made = list_of_revocations(pki, name, now.utc - timedelta(minutes=1))
        believed.do(lambda: TrustItem.delete().where(TrustItem.kind == "crl").execute())
        believed.do(trust.import_, made, None, believed.clerk, now, address=address)
        assert address not in believed.see(refreshing.due, now.utc)
        assert address in believed.see(refreshing.due, now.utc + timedelta(days=2))


async def test_lists_are_fetched_only_where_the_office_allows_it(tmp_path: Path, pki: Authority) -> None:
    """What is fetched is checked like a file somebody brings; an hour later it is looked at again."""
    job = Job(1, refreshing.KIND.name, "now", {}, 1)
    for online in (False, True):
        text = f"{SITE}[trust]\nonline = {str(online).lower()}\n"
        async with open_site(tmp_path / str(online), text=text) as site:
            office = site.office
            for data in (pki.der("root"), pki.der("interm")):
                await office.store.write(trust.import_, data, "root", BOX, office.clock.now())
            owner = Ownership(Role.LEADER)
            await office.store.write(holders.enter, pki.der("leader"), owner, BOX, office.clock.now())
            ending = await refreshing.refresh(office, job)
            held = await office.store.read(trust.current, office.clock.utc())
            assert len(held.crls) == (2 if online else 0)
            assert (ending is not None) is online
            if ending is None:
                continue
            await office.store.write(ending)
            assert await office.store.read(asked_at) > office.clock.utc() + timedelta(minutes=55)


async def test_an_address_that_gives_no_list_is_named_and_asked_again(tmp_path: Path, pki: Authority) -> None:
    """The lists of the others are kept all the same."""
    job = Job(1, refreshing.KIND.name, "now", {}, 1)
    async with open_site(tmp_path, text=f"{SITE}[trust]\nonline = true\n") as site:
        office = site.office
        for data in (pki.der("root"), pki.der("interm")):
            await office.store.write(trust.import_, data, "root", BOX, office.clock.now())
        made = list_of_revocations(pki, "interm", office.clock.utc() - timedelta(days=8))
        nowhere = "http://127.0.0.1:9/crl"
        await office.store.write(trust.import_, made, None, BOX, office.clock.now(), address=nowhere)
        with pytest.raises(Trouble) as wrong:
            await refreshing.refresh(office, job)
        assert wrong.value.code == "VT-4121" and nowhere in wrong.value.message
        held = await office.store.read(trust.current, office.clock.utc())
        assert pki.crl("root") in held.crls


def asked_at() -> datetime:
    """Return when lists are to be fetched next."""
    row = JobRow.select().where(JobRow.kind == refreshing.KIND.name).get()
    moment: datetime = row.ready_at
    return moment
