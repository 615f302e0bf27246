"""Tests that mount disks run in a mount namespace of their own, whoever runs them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

INSIDE = "VANTHU_NAMESPACE"
"""Says to a test that it is there already."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "mounts: mounts file systems, in a namespace nobody else sees")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object | None:
    """Run a test that mounts in a process of its own: what it mounts goes with it, even if it is killed."""
    if pyfuncitem.get_closest_marker("mounts") is None or INSIDE in os.environ:
        return None
    root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", pyfuncitem.nodeid]
    ended = subprocess.run(
        ["unshare", *root, "--mount", *test],
        cwd=pyfuncitem.config.rootpath,
        env={**os.environ, INSIDE: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return True
