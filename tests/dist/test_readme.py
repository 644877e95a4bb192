"""What README.md says of installing holds in a folder with the packages alone."""
import re
import shutil
import unittest

from support import DIST, ROOT, Elsewhere, environment, run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(name):
    return re.search(rf"^## {name}$(.*?)^## ", README, re.S | re.M).group(1)


def block(text, language):
    return re.search(rf"^```{language}\n(.*?)^```$", text, re.S | re.M).group(1)


class Readme(Elsewhere):
    def test_its_table_names_the_packages(self):
        named = re.findall(r"^\| `([^`]+)` \|", section("Install"), re.M)
        beside = {path.name for kind in ("sources", "javadoc") for path in DIST.glob(f"*-{kind}.jar")}
        self.assertEqual(set(named), {path.name for path in DIST.iterdir()} - beside)

    def test_its_commands_install_and_run(self):
        for path in DIST.iterdir():
            shutil.copy(path, self.folder)
        (self.folder / "Start.java").write_text(block(section("Start in Java"), "java"), encoding="utf-8")
        lines = run("sh", "-ec", block(section("Install"), "sh"), cwd=self.folder,
                    env=environment(PIP_NO_INDEX="1")).splitlines()
        self.assertIn("luavm-0.1.0.jar: OK", lines)
        self.assertIn("=> 2", lines)
        self.assertEqual(lines.count("2"), 2)
        self.assertEqual(lines[-1], "still here")


if __name__ == "__main__":
    unittest.main()
