#!/usr/bin/env python3
"""The Node server that WebSocket is tested against, and its package from npm.

    node.py COMMAND [ARGUMENTS]    runs it with the server's port in LUAVM_WS_PORT
    node.py                        prints the port, and serves until its input ends

The package goes to $LUAVM_OUT/node, checked against package-lock.json. Where it
cannot be had, the tests fail and say so.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", HERE.parents[1] / "out")) / "node"


class Missing(AssertionError):
    pass


def version(of):
    try:
        return json.loads((of / "node_modules" / "ws" / "package.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        return None


def install():
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["ws"]
    if version(OUT) == wanted:
        return
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise Missing(f"{tool} is not on this machine; install it (Debian: nodejs npm)")
    OUT.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, OUT / name)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=OUT, timeout=300,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0 or version(OUT) != wanted:
        raise Missing(f"npm could not fetch ws {wanted}, which WebSocket is tested against:\n{done.stdout}")


class NodeServer:
    """server.cjs on a free port, while the context lasts."""

    def __enter__(self):
        install()
        self.process = subprocess.Popen(["node", HERE / "server.cjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=dict(os.environ, NODE_PATH=str(OUT / "node_modules")), text=True)
        said = self.process.stdout.readline()
        if not said.startswith("listening on "):
            self.process.kill()
            raise AssertionError(f"server.cjs did not start: {said!r}")
        self.port = int(said.split()[-1])
        self.url = f"ws://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


if __name__ == "__main__":
    with NodeServer() as server:
        if not sys.argv[1:]:
            print(server.port, flush=True)
            sys.stdin.read()
            sys.exit()
        environment = dict(os.environ, LUAVM_WS_PORT=str(server.port))
        sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
