"""`luavm store check`, and stores that are read where nobody may write."""
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from command import LUAVM, SECONDS, Outcome, luavm, strict_json

NOBODY = 65534
FILL = "local s = store.open('s') for i = 1, {count} do s['k' .. i] = ('v'):rep({length}) end return #s"


class Store(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "s.db"

    def policy(self, **more):
        """The path of a policy with the store s; it lies beside its file."""
        path = self.folder / "p.json"
        path.write_text(json.dumps({"version": 1, "stores": {"s": {"url": "sqlite:s.db", **more}}}), encoding="utf-8")
        return str(path)

    def fill(self, count=3, length=10):
        done = luavm("eval", "--quiet", FILL.format(count=count, length=length), "--policy", self.policy())
        self.assertEqual((done.exit, done.stdout.strip()), (0, f"=> {count}".encode()), done)

    def fill_and_die(self):
        """The same by a process that is killed, and leaves its log."""
        script = f"(function() {FILL.format(count=3, length=10)} end)() print('filled' .. (' '):rep(1 << 18)) while true do end"
        with subprocess.Popen([LUAVM, "eval", script, "--policy", self.policy(), "--timeout", "10min"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            try:
                self.assertEqual(process.stdout.read(6), b"filled")
            finally:
                process.kill()
        self.assertEqual(sorted(p.name for p in self.folder.glob("s.db*")), ["s.db", "s.db-shm", "s.db-wal"])

    def check(self, *files):
        """What check says to people, and that it says the same to programs."""
        outcome = luavm("store", "check", *files)
        said = luavm("store", "check", "--json", *files)
        self.assertEqual((said.exit, said.stderr), (outcome.exit, b""))
        stores = strict_json(said.stdout)["stores"]
        self.assertEqual([s["name"] for s in stores], [str(f) for f in files])
        for store in stores:
            if store["status"] != "ok":
                self.assertIn(f"luavm: {store['message']}\n", outcome.stderr.decode())
        return outcome, stores

    def test_a_sound_file_is_said_to_be_with_what_it_has(self):
        self.fill()
        outcome, stores = self.check(self.file)
        text = f"{self.file}: a store in order\n  main         3 keys, 45 bytes\n"
        self.assertEqual(outcome, (0, text.encode(), b""))
        self.assertEqual(stores, [{"name": str(self.file), "status": "ok",
                                   "tables": [{"name": "main", "keys": 3, "bytes": 45}]}])

    def test_damage_in_a_large_file_is_found_and_the_file_is_left(self):
        self.fill(2500, 4000)
        good = self.file.read_bytes()
        self.assertGreater(len(good), 8 << 20)
        at = good.rindex(b"v" * 1000)
        bad = good[:at] + b"w" + good[at + 1:]
        self.file.write_bytes(bad)
        opened = luavm("eval", "return store.open('s').k1 ~= nil", "--policy", self.policy())
        self.assertEqual(opened.exit, 0, "its opening does not look that far")
        outcome, stores = self.check(self.file)
        self.assertEqual((outcome.exit, outcome.stdout), (1, b""))
        self.assertEqual(stores[0]["status"], "runtime")
        self.assertIn("is damaged (an entry is not as it was written)", stores[0]["message"])
        self.assertEqual(self.file.read_bytes(), bad)

    def test_an_index_that_is_not_of_its_table_is_damage(self):
        done = luavm("eval", "--quiet", "store.open('s'):set('k', 1, {ttl = 60})", "--policy", self.policy())
        self.assertEqual(done.exit, 0, done)
        index = self.alter("SELECT * FROM sqlite_schema WHERE name = 'expiring'")
        self.alter("DELETE FROM sqlite_schema WHERE name = 'expiring'")
        self.alter("UPDATE entries SET expires = expires + 1")
        self.alter("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", index)
        outcome, stores = self.check(self.file)
        self.assertEqual(outcome.exit, 1)
        self.assertIn("index expiring", stores[0]["message"])

    def alter(self, statement, values=()):
        """Changes the file as another program could, and gives the first row of the answer."""
        connection = sqlite3.connect(self.file)
        try:
            connection.execute("PRAGMA writable_schema = ON")
            row = connection.execute(statement, values).fetchone()
            connection.commit()
            return row
        finally:
            connection.close()

    def test_a_run_leaves_nothing_beside_the_file_of_its_store(self):
        self.fill()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["p.json", "s.db"])

    def test_all_files_are_checked_and_the_worst_is_the_exit_code(self):
        self.fill()
        (self.folder / "text").write_text("no store " * 1000, encoding="utf-8")
        sqlite3.connect(self.folder / "other.db").execute("CREATE TABLE t (x)").connection.close()
        (self.folder / "empty.db").touch()
        outcome, stores = self.check(self.folder / "text", self.file, self.folder / "other.db", self.folder / "empty.db")
        self.assertEqual(outcome.exit, 1)
        self.assertEqual([s["status"] for s in stores], ["runtime", "ok", "runtime", "runtime"])
        self.assertIn("is damaged", stores[0]["message"])
        self.assertIn("is no store: another program has made it", stores[2]["message"])
        self.assertIn("is empty", stores[3]["message"])
        outcome, stores = self.check(self.file, self.folder / "none.db", self.folder)
        self.assertEqual(outcome.exit, 2)
        self.assertIn("does not exist", stores[1]["message"])
        self.assertIn("is a directory", stores[2]["message"])
        self.assertFalse((self.folder / "none.db").exists())

    def test_a_command_without_a_file_is_refused(self):
        self.assertEqual(luavm("store", "check").exit, 2)
        self.assertEqual(luavm("store").exit, 2)

    def test_a_file_in_use_is_checked_with_its_last_writes(self):
        self.fill()
        writer = sqlite3.connect(self.file)  # in its log, which a process that was killed leaves as well
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("DELETE FROM entries")
        writer.commit()
        outcome, stores = self.check(self.file)
        self.assertEqual(outcome.exit, 1)
        self.assertIn("a table's size is not what was noted", stores[0]["message"])
        writer.close()

    def as_reader(self, *words):
        """The command, run by somebody who may not write to the folder."""
        command = shutil.copy(LUAVM, tempfile.mkdtemp(dir=self.folder))
        for path in (self.folder, Path(command).parent):
            path.chmod(0o555)
        self.addCleanup(self.folder.chmod, 0o755)
        self.addCleanup(Path(command).parent.chmod, 0o755)
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run([command, *words], capture_output=True, timeout=SECONDS, check=False, cwd="/", **who)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def test_a_store_is_read_where_nobody_may_write(self):
        self.fill()
        policy = self.policy(access="read-only")
        script = """
            local s, n = store.open('s'), 0
            for _ in pairs(s) do n = n + 1 end
            local ok, why = pcall(function() s.k1 = 1 end)
            return s.k2, n, #s, store.transaction(function() return s.k3 end), ok, why"""
        outcome = self.as_reader("eval", "--json", script, "--policy", policy)
        self.assertEqual(outcome.exit, 0, outcome)
        self.assertEqual(outcome.answer["values"][:5], ["v" * 10, 3, 3, "v" * 10, False])
        self.assertEqual(sorted(p.name for p in self.folder.glob("s.db*")), ["s.db"])

    def test_it_is_read_there_with_what_a_log_has_that_others_have_left(self):
        self.fill_and_die()
        outcome = self.as_reader("eval", "return store.open('s').k2", "--quiet", "--policy", self.policy(access="read-only"))
        self.assertEqual((outcome.exit, outcome.stdout), (0, b'=> "vvvvvvvvvv"\n'), outcome)

    def test_a_file_is_checked_where_nobody_may_write(self):
        self.fill()
        outcome = self.as_reader("store", "check", str(self.file))
        self.assertEqual((outcome.exit, outcome.stderr), (0, b""), outcome)

    def test_what_cannot_be_read_there_is_an_error_that_says_why(self):
        self.fill()
        writer = sqlite3.connect(self.file)
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("UPDATE versions SET made = made + 1")
        writer.commit()
        for name in ("s.db", "s.db-wal"):
            shutil.copy(self.folder / name, self.folder / name.replace("s.", "left."))
        writer.close()
        outcome = self.as_reader("store", "check", str(self.folder / "left.db"))
        self.assertEqual(outcome.exit, 1, outcome)
        self.assertIn(b"open it once where it may be written to", outcome.stderr)

    def test_it_says_that_it_may_not_be_written_to_where_it_is_to_be(self):
        self.fill()
        outcome = self.as_reader("eval", "store.open('s').k1 = 1", "--policy", self.policy())
        self.assertEqual(outcome.exit, 1, outcome)
        self.assertIn(b"cannot be written to; check who may write to it and to its folder", outcome.stderr)

    def test_a_file_that_somebody_may_not_read_is_an_error(self):
        self.fill()
        self.file.chmod(0)
        outcome = self.as_reader("store", "check", str(self.file))
        self.assertEqual(outcome.exit, 1, outcome)
        self.assertIn(b"Permission denied", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
