"""A WebSocket connection of the host's. Start examples/server.py first: it echoes."""

import sys

import luavm

URL = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8765/ws"

with luavm.WebSocket(URL) as socket:
    for message in ("one", "two", "three"):
        socket.send(message)
    for _ in range(3):
        print(socket.receive(timeout=5))
    try:
        socket.receive(timeout=0.01)
    except luavm.TimeoutError as error:  # nothing more comes; the connection goes on
        print(error.status)
    socket.close(1000, "done")
    print("ok")
