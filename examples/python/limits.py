"""Three scripts that would never end well, and a fourth in the same VM."""

import luavm

CASES = [
    ("while true do end", {"timeout": 0.1}),
    ('local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end', {"timeout": 60}),
    ("for i = 1, 1e9 do end", {"fuel": 1_000_000}),
    ("return 'still here'", {}),
]

with luavm.VM(memory_limit=8 << 20) as vm:
    for source, limits in CASES:
        print(f"{vm.run(source, **limits).status}: {source}")
