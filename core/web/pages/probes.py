"""What machines ask the office: whether it is well, and its figures; answered on this machine only."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from peewee import fn
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.documents import states
from core.store.memory import JobRow
from core.store.papers import Document
from core.web.keys import OFFICE, STREAMS
from core.web.session import is_loopback

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@dataclass(frozen=True, eq=False, slots=True)
class Figures(Collector):
    """The office's figures at one moment, as Prometheus reads them."""

    jobs: Mapping[str, int]
    documents: Mapping[str, int]
    single: Mapping[str, tuple[str, float]]
    """Name → what it says and its value."""

    def collect(self) -> Iterable[Metric]:
        """Give every figure with its name and its meaning."""
        yield _labelled("vanthu_jobs", "Pieces of durable work, by state.", self.jobs)
        yield _labelled("vanthu_documents", "Documents that wait for somebody, by state.", self.documents)
        for name, (meaning, value) in self.single.items():
            yield GaugeMetricFamily(f"vanthu_{name}", meaning, value=value)


async def healthz(request: web.Request) -> web.StreamResponse:
    """Say that the office answers and its database can be read."""
    _demand_this_machine(request)
    await request.app[OFFICE].store.read(lambda: JobRow.select().limit(1).exists())
    return web.json_response({"ok": True})


async def metrics(request: web.Request) -> web.StreamResponse:
    """Give the figures in the text form of Prometheus."""
    _demand_this_machine(request)
    office = request.app[OFFICE]
    jobs, documents = await office.store.read(_count)
    space = await asyncio.to_thread(shutil.disk_usage, office.home.data)
    reading = office.clock.reading
    single = {
        "clock_trusted": ("1 while the clock is believed.", float(office.clock.trusted)),
        "clock_offset_seconds": ("Time servers minus box.", reading.offset if reading else float("nan")),
        "disk_free_bytes": ("Free space where the office keeps its things.", float(space.free)),
        "plugins": ("Plugins that were let in.", float(len(office.host.names))),
        "event_streams": ("Pages that listen for news.", float(len(request.app[STREAMS]))),
    }
    registry = CollectorRegistry()
    registry.register(Figures(jobs, documents, single))
    ProcessCollector(registry=registry)
    text = generate_latest(registry)
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


def _count() -> tuple[dict[str, int], dict[str, int]]:
    waiting: Any = JobRow.select(JobRow.state, fn.COUNT(JobRow.id)).where(JobRow.state != "done")
    owed: Any = Document.select(Document.state, fn.COUNT(Document.id)).where(
        Document.state.in_((*states.TRAY, *states.OPEN))
    )
    return (
        dict(waiting.group_by(JobRow.state).tuples()),
        dict(owed.group_by(Document.state).tuples()),
    )


def _labelled(name: str, meaning: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=["state"])
    for state, value in sorted(values.items()):
        family.add_metric([state], value)
    return family


def _demand_this_machine(request: web.Request) -> None:
    # A proxy on this machine comes from loopback too, but says for whom, or under which name it was called.
    try:
        called = urlsplit(f"//{request.host}").hostname or ""
    except ValueError as error:  # no name at all
        raise web.HTTPNotFound from error
    through = any(name in request.headers for name in FORWARDED)
    if through or not is_loopback(request.remote or "") or not is_loopback(called):
        raise web.HTTPNotFound


routes = (web.get("/healthz", healthz), web.get("/metrics", metrics))
