"""What a host asks of an HTTP server. Start examples/server.py first."""

import sys

import luavm

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765"


def show(url, **options):
    try:
        response = luavm.http.request(url, **options)
        print(f"{response.code}: {response.text}")
    except luavm.Error as error:  # its message says why
        print(error.status)


show(f"{BASE}/hello")
show(f"{BASE}/nowhere")  # 404 is an answer like any other
show(f"{BASE}/echo", method="POST", headers={"content-type": "text/plain"}, body="posted", timeout=5)
show(f"{BASE}/big/1000000", max_bytes=1000)  # a body over its cap is not taken in
show("http://127.0.0.1:1/")  # nobody listens there
