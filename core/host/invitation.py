"""Looks at a plugin at the door: does it implement hooks that exist, with facts the office tells?"""

from __future__ import annotations

import pluggy

from core import hookspecs
from core.host import failures


def examine(name: str, plugin: object) -> frozenset[str]:
    """Return the names of the hooks a plugin implements; raise Rejected when one can never be asked."""
    known = pluggy.PluginManager(hookspecs.PROJECT)
    known.add_hookspecs(hookspecs)
    offered = pluggy.PluginManager(hookspecs.PROJECT)
    try:
        hash(plugin)
        offered.register(plugin, name)
        callers = offered.get_hookcallers(plugin) or []
    except (TypeError, ValueError, pluggy.PluginValidationError) as error:
        raise failures.invalid(name, failures.told(error)) from error
    hooks = set()
    for caller in callers:
        (implementation,) = caller.get_hookimpls()
        spec = getattr(known.hook, caller.name, None)
        if spec is None or spec.spec is None:
            if implementation.optionalhook:
                continue
            raise failures.unknown_hook(name, caller.name, _names(known))
        strange = set(implementation.argnames) - set(spec.spec.argnames)
        if strange:
            raise failures.unknown_argument(name, caller.name, strange, spec.spec.argnames)
        hooks.add(caller.name)
    if not hooks:
        raise failures.empty(name)
    return frozenset(hooks)


def _names(manager: pluggy.PluginManager) -> list[str]:
    return [name for name in vars(manager.hook) if not name.startswith("_")]
