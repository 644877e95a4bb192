"""Two VMs of one tenant share what they worked out; another tenant sees none of it."""

import luavm

SCRIPT = """
local square = cache.get('square of 12')
if square then return 'found ' .. square end
cache.set('square of 12', 12 * 12, {ttl = 60})   -- gone after a minute
return 'worked out ' .. 12 * 12
"""

for tenant in ("ada", "ada", "bob"):
    with luavm.Policy({"version": 1, "cache": {"tenant": tenant, "share": "1MiB"}}) as policy:
        with luavm.VM(policy=policy) as vm:
            print(f"{tenant}: {vm.eval(SCRIPT)}")

# The host has the same keys.
ada = luavm.Cache("ada")
print(f"host: {ada.get('square of 12')}")
ada.put("square of 12", None)
print(f"host: {ada.stats().entry_count} left")
