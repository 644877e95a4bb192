"""out/dist holds what it should, whole, and the same however often it is made."""
import os
import shutil
import subprocess
import time
import unittest

from support import ARCHIVE, DIST, OUT, ROOT, SECONDS, VERSION, Elsewhere, attempt, run


def names():
    return sorted(path.name for path in DIST.iterdir())


def package(**environment):
    """`./build.sh package` by somebody with other habits."""
    done = subprocess.run([ROOT / "build.sh", "package"], env=dict(os.environ, **environment), umask=0o077,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)


class Checksums(Elsewhere):
    def test_there_is_one_package_of_each_kind_and_nothing_else(self):
        self.assertEqual([name for name in names() if not name.endswith(".whl")], [
            f"LuaVm.Client.{VERSION}.nupkg", "SHA256SUMS", f"luavm-{VERSION}-javadoc.jar", f"{ARCHIVE}.tar.gz",
            f"luavm-{VERSION}-sources.jar", f"luavm-{VERSION}.jar"])
        self.assertEqual(len([name for name in names() if name.endswith(".whl")]), 1)

    def test_every_file_is_listed_and_is_what_the_list_says(self):
        listed = [line.split("  ")[1] for line in (DIST / "SHA256SUMS").read_text(encoding="ascii").splitlines()]
        self.assertEqual(listed, [name for name in names() if name != "SHA256SUMS"])
        run("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", cwd=DIST)

    def test_a_file_with_one_other_bit_is_found_out(self):
        copy = shutil.copytree(DIST, self.folder / "copy")
        jar = copy / f"luavm-{VERSION}.jar"
        content = bytearray(jar.read_bytes())
        content[len(content) // 2] ^= 1
        jar.write_bytes(content)
        done = attempt("sha256sum", "--check", "SHA256SUMS", cwd=copy)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{jar.name}: FAILED", done.stdout)

    def test_made_again_by_another_user_at_another_time_it_is_the_same_bytes(self):
        before = {name: (DIST / name).read_bytes() for name in names()}
        self.addCleanup(lambda: [(DIST / name).write_bytes(content) for name, content in before.items()])
        shutil.rmtree(OUT / "java")
        shutil.rmtree(OUT / "obj" / "java")
        (OUT / "lib" / "libluavm_jni.so").unlink()
        for path in DIST.iterdir():
            path.unlink()
        # A time of making would show: archives count whole seconds, jars every second one.
        time.sleep(2)
        package(TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
        self.assertEqual(names(), sorted(before))
        self.assertEqual([name for name in names() if (DIST / name).read_bytes() != before[name]], [])


if __name__ == "__main__":
    unittest.main()
