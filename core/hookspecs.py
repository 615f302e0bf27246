"""What the office asks its plugins; the whole surface a plugin may implement."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    # Named in signatures only: whoever looks at the hooks need not wait for the web server.
    import click
    from aiohttp import web
    from peewee import Model

    from core.office import Office
    from core.values import (
        Actor,
        Blob,
        ClockReading,
        Finding,
        Issue,
        JobKind,
        MenuEntry,
        Move,
        Notice,
        SignerRecipe,
    )
    from signing.values import Purpose

PROJECT = "vanthu"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

LIMITS: dict[str, float] = {
    "settings": 5,
    "tables": 5,
    "job_kinds": 5,
    "routes": 5,
    "menu": 2,
    "commands": 5,
    "self_test": 30,
    "running": 20,
    "inspect_file": 600,
    "read_text": 600,
    "signer_for": 20,
    "document_moved": 30,
    "notice_given": 30,
    "measure_clock": 60,
    "check_health": 20,
}
"""Seconds a plugin may take to answer each hook; for `running`, to start and again to stop."""


# Before the office opens.


@hookspec
def settings() -> type[Any]:
    """Return the frozen dataclass that is read from the plugin's own table in site.toml."""
    raise NotImplementedError


@hookspec
def tables() -> Sequence[type[Model]]:
    """Return the plugin's own tables; they are created when missing."""
    raise NotImplementedError


@hookspec
def job_kinds() -> Sequence[JobKind]:
    """Return the kinds of durable work the plugin does."""
    raise NotImplementedError


@hookspec
def routes(office: Office) -> Sequence[web.RouteDef]:
    """Return pages the plugin serves, under /plugins/NAME/."""
    raise NotImplementedError


@hookspec
def menu(office: Office, user: Actor) -> Sequence[MenuEntry]:
    """Return what the plugin adds to the menu of `user`."""
    raise NotImplementedError


@hookspec
def commands() -> Sequence[click.Command]:
    """Return commands the plugin adds to `vanthu`."""
    raise NotImplementedError


@hookspec
def self_test(settings: Any) -> None:
    """Raise a sentence unless what the plugin needs is there (a daemon, a folder), before it is enabled."""
    raise NotImplementedError


# While it is open.


@hookspec
def running(office: Office) -> AbstractAsyncContextManager[None]:
    """Return the context in which the plugin lives: entered when the office opens, left when it closes."""
    raise NotImplementedError


# A document comes in.


@hookspec
def inspect_file(office: Office, file: Blob) -> Finding | None:
    """Return what was found in `file`, or None when it was not examined; raise Trouble to make it wait.

    Any threat quarantines; a document is cleared only when at least one inspector examined it and
    every inspector that raised was none: silence of all, or one that could not answer, makes it wait.
    """
    raise NotImplementedError


@hookspec
def read_text(office: Office, file: Blob) -> str | None:
    """Return the text of `file`, or None when this plugin cannot read it."""
    raise NotImplementedError


# A document goes out.


@hookspec
def signer_for(office: Office, user: Actor, purpose: Purpose) -> SignerRecipe | None:
    """Return how `user` reaches the key for `purpose`; None when this plugin knows no such key.

    Only the organisation's clerk is given the organisation's key (Decree 30/2020, art. 32.2.c), only its
    owner a leader's (art. 32.3). The PIN is never part of it.
    """
    raise NotImplementedError


# Told afterwards.


@hookspec
def document_moved(office: Office, move: Move) -> None:
    """Take note that a document moved; told after the commit, at least once while the office lives."""
    raise NotImplementedError


@hookspec
def notice_given(office: Office, notice: Notice) -> None:
    """Carry a notice to its person by another way (SMS, mail)."""
    raise NotImplementedError


# The box.


@hookspec
def measure_clock(office: Office) -> ClockReading | None:
    """Return how far the box's clock is from sound time servers."""
    raise NotImplementedError


@hookspec
def check_health(office: Office) -> Sequence[Issue]:
    """Return what the IT officer should know; empty when all is well."""
    raise NotImplementedError
