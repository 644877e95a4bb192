"""What the examples need from outside: the server that they talk to, and where they are told of it."""
import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).resolve().parents[1] / "examples" / "server.py"


class Server:
    """examples/server.py on a free port, while the context lasts."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, SERVER, "0"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        if not said.startswith("listening on "):
            self.process.kill()
            raise AssertionError(f"examples/server.py did not start: {said!r}")
        self.port = int(said.split()[-1])
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def arguments(self, stem, folder):
        """The command line of the example of that name; folder: an empty one of its own."""
        base = f"127.0.0.1:{self.port}"
        return {"http": [f"http://{base}"], "policy": [f"http://{base}"], "websocket": [f"ws://{base}/ws"],
                "store": [str(Path(folder) / "visits.db")]}.get(stem, [])
