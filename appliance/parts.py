"""The built-in plugins, by name: the only file that knows them."""

from __future__ import annotations

from types import ModuleType

import plugins.antivirus.plugin
import plugins.scanner.plugin
import plugins.timesync.plugin
import plugins.tokens.plugin

BUILT_IN: dict[str, ModuleType] = {
    "scanner": plugins.scanner.plugin,
    "antivirus": plugins.antivirus.plugin,
    "timesync": plugins.timesync.plugin,
    "tokens": plugins.tokens.plugin,
}
