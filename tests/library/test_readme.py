"""What the READMEs tell a newcomer to type works as it stands there."""
import re
import sys
import tempfile
import unittest
from pathlib import Path

from published import OUT, ROOT, build, environment, run

CPP_README = ROOT / "bindings" / "cpp" / "README.md"
JAVA_README = ROOT / "bindings" / "java" / "README.md"
PYTHON_README = ROOT / "bindings" / "python" / "README.md"


def blocks(section):
    """The code blocks of a section of README.md: language -> text."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    body = re.search(rf"^## {section}$(.*?)^## ", text, re.S | re.M).group(1)
    return dict(re.findall(r"^```(\w+)\n(.*?)^```$", body, re.S | re.M))


def start(section, language, file):
    """Saves a start as `file` and types its commands, in a folder with `out` in it."""
    found = blocks(section)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "out").symlink_to(OUT)
        Path(folder, file).write_text(found[language], encoding="utf-8")
        return run("sh", "-ec", found["sh"], cwd=folder).splitlines()


class Readme(unittest.TestCase):
    def test_the_start_in_c(self):
        self.assertEqual(start("Start in C", "c", "start.c"), ["55"])

    def test_the_start_in_cpp(self):
        lines = start("Start in C\\+\\+", "cpp", "start.cpp")
        shown = lines[next(i for i, line in enumerate(lines) if line == "2"):]  # CMake talks first
        self.assertEqual(shown[:4], ["2", "lua", "c", "40"])
        self.assertTrue(shown[4].startswith("wall-time limit of 300 ms reached; "), shown[4])
        self.assertTrue(shown[5].startswith("script:1"), shown[5])
        self.assertEqual(shown[-1], "runtime")

    def test_the_code_of_the_cpp_binding(self):
        text = CPP_README.read_text(encoding="utf-8")
        parts = re.findall(r"^```cpp\n(.*?)^```$", text, re.S | re.M)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "parts.cpp")
            source.write_text("#include <luavm.hpp>\n#include <iostream>\n#include <memory>\n#include <stdexcept>\n"
                              "#include <string>\n" + parts[0] + "int main() {\n" +
                              "".join(f"{{\n{part}}}\n" for part in parts[1:]) + "}\n", encoding="utf-8")
            build("g++", "c++17", source, Path(folder, "parts"))
            self.assertEqual(run(Path(folder, "parts")).splitlines(),
                             ["42", "no such player: Bob", "Ada has 10 points", "9", "42", "done after 11 slices",
                              "visits: 2", "refused", "sandbox"])

    def test_the_start_in_python(self):
        lines = start("Start in Python", "python", "start.py")
        self.assertEqual(lines[0], "2")
        self.assertIn(lines[1], ("{'name': 'Ada', 'langs': ['lua', 'c']}",
                                 "{'langs': ['lua', 'c'], 'name': 'Ada'}"))
        self.assertTrue(lines[2].startswith("wall-time limit of 300 ms reached; "), lines[2])
        self.assertEqual(lines[-2:], ["still here", "42"])

    def test_services(self):
        source = blocks("Services")["python"]
        with tempfile.TemporaryDirectory() as folder:
            for visits in ("1", "2"):
                lines = run(sys.executable, "-c", source, cwd=folder,
                            env=environment(PYTHONPATH=str(OUT / "python"))).splitlines()
                self.assertEqual(lines, [visits, "http.get: the policy refuses it: 169.254.169.254 is not allowed: it is link-local"])

    def test_the_start_in_java(self):
        lines = start("Start in Java", "java", "Start.java")
        self.assertEqual(lines[0], "2")
        self.assertEqual(lines[1:3], ["Ada knows [lua, java]", "142"])
        self.assertTrue(lines[3].startswith("wall-time limit of 300 ms reached; "), lines[3])
        self.assertEqual(lines[-1], "still here")

    def test_the_start_of_the_java_package(self):
        text = JAVA_README.read_text(encoding="utf-8")
        statements = re.search(r"^```java\n(.*?)^```$", text, re.S | re.M).group(1)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "Start.java")
            source.write_text("import io.luavm.*;\nimport java.time.Duration;\nclass Start {\n"
                              f"public static void main(String[] arguments) {{\n{statements}}}\n}}\n", encoding="utf-8")
            printed = run("java", "-cp", OUT / "java" / "luavm.jar", source)
        self.assertTrue(printed.startswith("wall-time limit of 500 ms reached; "), printed)

    def test_the_start_of_the_python_package(self):
        text = PYTHON_README.read_text(encoding="utf-8")
        source = re.search(r"^```python\n(.*?)^```$", text, re.S | re.M).group(1)
        printed = run(sys.executable, "-c", source, env=environment(PYTHONPATH=str(OUT / "python")))
        self.assertTrue(printed.startswith("wall-time limit of 500 ms reached; "), printed)


if __name__ == "__main__":
    unittest.main()
