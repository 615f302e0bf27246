"""Plugins made on the fly: well-behaved and otherwise, in the process or as installed distributions."""

from __future__ import annotations

import base64
import hashlib
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from core import hookspecs
from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.config import site
from core.documents.batches import Batches
from core.host.host import Host
from core.keyring.keyring import Keyring
from core.office import Home, Office
from core.sandbox.pool import Sandbox
from core.store.database import Store

SITE = '[office]\ncode = "H51.10.05"\nname = "UBND xã Long Phú"\n'


def plugin(hook: str, act: Callable[[], Any], name: str = "guest") -> ModuleType:
    """Return a plugin whose only hook, with the parameters of its specification, does `act`."""
    module = ModuleType(name)
    parameters = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)
    waits = "async " if inspect.iscoroutinefunction(act) else ""
    gives = "return await act()" if waits else "return act()"
    source = f"@hookimpl\n{waits}def {hook}({parameters}):\n    {gives}\n"
    exec(source, vars(module) | {"hookimpl": hookspecs.hookimpl, "act": act}, vars(module))
    return module


def office(folder: Path, host: Host) -> Office:
    """Return an office of closed parts: enough for plugins that only pass it on."""
    home = Home(folder / "etc", folder / "var", folder / "run")
    current, bell = site.parse(SITE, {}), Bell()
    return Office(
        home=home,
        boot="boot",
        clock=Clock(),
        store=Store(str(folder / "office.db")),
        blobs=Blobs(home.blobs, home.scratch),
        sandbox=Sandbox(),
        host=host,
        bell=bell,
        keyring=Keyring(),
        batches=Batches(bell),
        current=lambda: current,
    )


def install(folder: Path, name: str, code: str, *, version: str = "1.0") -> Path:
    """Put a distribution with one module and the entry point `name` into `folder`, as pip would."""
    module = name.replace(".", "_").replace("-", "_")
    about = folder / f"{module}-{version}.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    head = "from __future__ import annotations\nfrom core.hookspecs import hookimpl\n"
    files = {
        folder / f"{module}.py": head + textwrap.dedent(code),
        about / "METADATA": f"Metadata-Version: 2.1\nName: vanthu-{name}\nVersion: {version}\nSummary: Thử\n",
        about / "entry_points.txt": f"[{hookspecs.PROJECT}]\n{name} = {module}\n",
    }
    record = ""
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{file.relative_to(folder)},sha256={digest},{len(text.encode())}\n"
    (about / "RECORD").write_text(f"{record}{about.name}/RECORD,,\n", encoding="utf-8")
    return folder
