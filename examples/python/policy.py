"""One document says what scripts may use, here and in every other language. Start
examples/server.py first."""

import sys

import luavm

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765"
SCRIPTS = [
    # what the policy allows
    "return http.get(base .. '/hello').body",
    "return #http.get(base .. '/json'):json().langs .. ' languages'",
    "cache.set('greeting', {text = 'hi'}) return cache.get('greeting').text",
    # and what it does not
    "return http.post(base .. '/echo', 'x').body",
    "return http.get(base .. '/away').body",
    "return http.get('http://10.0.0.1/').body",
    "return store.open('secrets')",
    "while true do end",
]

policy = luavm.Policy(
    {
        "version": 1,
        "limits": {"memory": "8MiB", "wall": "1s", "fuel": 10_000_000},
        "http": {
            "hosts": [
                {
                    "host": "127.0.0.1",
                    "ports": [int(BASE.rpartition(":")[2])],
                    "schemes": ["http"],
                    "methods": ["GET"],
                }
            ],
            "addresses": {"allow": ["127.0.0.1/32"]},
        },
        "cache": {"tenant": "example", "share": "1MiB"},
        "stores": {},
    },
    name="example.json",
)

with policy, luavm.VM(policy=policy) as vm:
    vm.globals["base"] = BASE
    for source in SCRIPTS:
        result = vm.run(source)
        print(f"ok: {result.value}" if result.status == "ok" else result.status)
