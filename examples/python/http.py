"""HTTP: what a host asks of a server, and what its scripts may. Start
examples/server.py first."""

import sys

import luavm

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765"


def show(method, url, **options):
    try:
        response = luavm.http.request(method, url, **options)
        print(f"{response.status}: {response.text()}")
    except luavm.LuaVmError as error:  # its message says why
        print(error.status)


def script(vm, source):
    try:
        print("script:", vm.eval(source))
    except luavm.LuaVmError as error:
        print("script:", error.status)


show("GET", f"{BASE}/hello")
show("GET", f"{BASE}/nowhere")  # 404 is an answer like any other
show("POST", f"{BASE}/echo", headers={"content-type": "text/plain"}, body="posted", timeout=5)
show("GET", f"{BASE}/big/1000000", max_bytes=1000)  # a body over its cap is not taken in
show("GET", "http://127.0.0.1:1/")  # nobody listens there

# The module `http`, for scripts whose policy names the hosts.
document = {
    "version": 1,
    "json": True,
    "http": {
        "hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [int(BASE.rpartition(":")[2])]}],
        "addresses": {"allow": ["127.0.0.1"]},
    },
}
with luavm.Policy(document) as policy, luavm.VM(policy=policy) as vm:
    script(vm, f"return http.get('{BASE}/json'):json().name")
    script(vm, f"return http.get('{BASE}/away').body")  # redirects to an address that is not allowed
