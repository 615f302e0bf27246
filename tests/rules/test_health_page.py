"""The page System health shows what is wrong, which plugin it concerns, and each thing once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.hookspecs import hookimpl
from core.office import Office
from core.values import Issue, Severity
from core.web.pages import health
from tests.parts.bureau import ADMIN, Bureau
from tests.parts.pages import SITE, open_site

LOST = Issue(
    "VT-9001", Severity.ERROR, "Mất thư mục {folder}.", "Cắm lại dây.", "may-quet-1", {"folder": "/quet"}
)
OLDER = Issue(
    "VT-9002", Severity.ERROR, "Đang chạy với thế hệ {number}.", "Sửa site.toml.", "config", {"number": 7}
)


class Sources:
    """A plugin with several sources, one of which is lost."""

    @hookimpl
    def check_health(self, office: Office) -> list[Issue]:
        """Tell of the source, not of the plugin."""
        return [LOST, LOST]


async def test_an_issue_marks_the_plugin_that_tells_it(tmp_path: Path) -> None:
    """A source is lost: the issue bears its name, and the plugin that watches it is marked."""
    text = f"{SITE}[plugins.sources]\n[plugins.other]\nenabled = false\n"
    async with open_site(tmp_path, {"sources": Sources()}, text) as site:
        found = await health.look(site.office)
        assert health.told(found) == [LOST]
        marked = {part.name: (part.tone, part.reason) for part in health.parts(site.office, found)}
        assert marked == {"sources": ("amber", "Mất thư mục /quet."), "other": ("", "")}


async def test_what_concerns_the_office_as_a_whole_is_shown_too(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        office = replace(site.office, issues=lambda: [OLDER])
        assert health.told(await health.look(office)) == [OLDER]


async def test_the_page_says_it_in_a_sentence_with_its_remedy(tmp_path: Path) -> None:
    text = f"{SITE}[plugins.sources]\n"
    async with (
        open_site(tmp_path, {"sources": Sources()}, text, two_factors=True) as site,
        Bureau(site).at_desk(ADMIN) as administrator,
    ):
        page = await administrator.get("/health")
        assert page.count("Mất thư mục /quet.") == 2, "once among the issues, once beside the plugin"
        assert "Cắm lại dây." in page and "may-quet-1" in page
