"""The NuGet package that ./build.sh package has made, as somebody uses it who has
nothing but it: in a project of its own, restored from the folder it lies in."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from served import Server  # noqa: E402

OUT = Path(os.environ.get("LUAVM_OUT", ROOT / "out")).resolve()
SECONDS = 300
DIST = OUT / "dist"
CACHE = Path(os.environ.get("NUGET_PACKAGES", Path.home() / ".nuget" / "packages"))

# The second source is whatever the machine has.
FEED = """<configuration>
  <packageSources><add key="tested" value="{feed}" /></packageSources>
</configuration>
"""

# Tools are taken from the machine's cache, what is tested never: the fallback lacks it.
PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>{framework}</TargetFramework>
    <LuaVmAotFramework>{framework}</LuaVmAotFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <InvariantGlobalization>true</InvariantGlobalization>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NoWarn>$(NoWarn);NU1603</NoWarn>
    <WarningsNotAsErrors>NU1900;NU1901;NU1902;NU1903;NU1904</WarningsNotAsErrors>
    <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
    {properties}
  </PropertyGroup>
  <ItemGroup><PackageReference Include="LuaVm.Client" Version="{version}" /></ItemGroup>
  {imports}
</Project>
"""

PARTS = ["values", "threads under collections", "collections beside a script", "an error by its class",
         "functions and objects of the host under collections", "exceptions of the host through Lua",
         "answers that come later", "values in every form", "faults of the host",
         "services for the host under collections", "processes of the host"]

AOT = ("<PublishAot>true</PublishAot><RuntimeIdentifier>linux-x64</RuntimeIdentifier>"
       "<CppCompilerAndLinker>gcc</CppCompilerAndLinker>")


def run(*command, **options):
    """Runs a tool and returns what it printed; a failure shows that."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=SECONDS, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def aot_framework():
    text = (ROOT / "Directory.Build.props").read_text(encoding="utf-8")
    return os.environ.get("LuaVmAotFramework") or re.search(r"<LuaVmAotFramework [^>]*>([^<]+)<", text).group(1)


def typed(readme, heading):
    """The program that a README tells a newcomer to type."""
    text = readme.read_text(encoding="utf-8")
    return re.search(rf"^{heading}$.*?^```csharp\n(.*?)^```$", text, re.S | re.M).group(1)


def start():
    return typed(ROOT / "README.md", "## Start in C#")


def sample():
    """A program that does what could upset two runtimes in one process."""
    return (ROOT / "tests" / "csharp" / "sample" / "Program.cs").read_text(encoding="utf-8")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="luavm-package-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = cls.enterClassContext(Server())
        (cls.folder / "nuget.config").write_text(FEED.format(feed=DIST), encoding="utf-8")
        cls.package, = DIST.glob("LuaVm.Client.*.nupkg")
        cls.version = cls.package.stem.removeprefix("LuaVm.Client.")
        cls.cache = cls.folder / "cache"
        cls.cache.mkdir()
        for tool in CACHE.iterdir():
            if tool.name != "luavm.client":
                (cls.cache / tool.name).symlink_to(tool)
        cls.environment = dict(os.environ, NUGET_PACKAGES=str(cls.folder / "packages"))
        for name in ("LUAVM_LIBRARY", "LD_LIBRARY_PATH"):
            cls.environment.pop(name, None)

    def project(self, name, framework, program, properties="", imports=""):
        """A folder with one program and a project for it."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "Program.cs").write_text(program, encoding="utf-8")
        (folder / f"{name}.csproj").write_text(PROJECT.format(
            framework=framework, properties=properties, imports=imports, version=self.version, cache=self.cache),
            encoding="utf-8")
        return folder

    def run_program(self, *command, **more):
        return run(*command, cwd=self.folder, env=dict(self.environment, **more))

    def check_parts(self, *command):
        """Runs the sample, which talks to the server."""
        printed = self.run_program(*command, f"127.0.0.1:{self.server.port}")
        self.assertEqual(printed.splitlines(), [f"{part}: ok" for part in PARTS])

    def test_it_holds_the_library_and_all_frameworks(self):
        with zipfile.ZipFile(self.package) as package:
            names = set(package.namelist())
            library = package.read("runtimes/linux-x64/native/libluavm.so")
        self.assertEqual(library, (OUT / "lib" / "libluavm.so").read_bytes())
        for framework in ("net8.0", "net9.0", "net10.0"):
            self.assertIn(f"lib/{framework}/LuaVm.Client.dll", names)
            self.assertIn(f"lib/{framework}/LuaVm.Client.xml", names)
        self.assertFalse([name for name in names if name.startswith("content")])

    def built(self, name, program):
        """The program, built for the JIT runtime."""
        folder = self.project(name, "net10.0", program)
        self.run_program("dotnet", "build", folder, "-c", "Release")
        return folder / "bin" / "Release" / "net10.0" / f"{name}.dll"

    def test_the_start_in_the_readme_prints_what_it_says(self):
        lines = self.run_program("dotnet", self.built("start", start())).splitlines()
        self.assertEqual(lines[:3], ["2", "Ada knows 2 languages", "100"])
        self.assertTrue(lines[3].startswith("wall-time limit of 300 ms reached; "), lines[3])
        self.assertEqual(lines[-1], "still here")

    def test_the_program_in_the_packages_readme_prints_what_it_says(self):
        program = self.built("readme", typed(ROOT / "bindings" / "csharp" / "README.md", "# LuaVm.Client"))
        lines = self.run_program("dotnet", program).splitlines()
        self.assertEqual(lines[:3], ["2", "hello", "20"])
        self.assertTrue(lines[3].startswith("wall-time limit of 500 ms reached; "), lines[3])
        self.assertEqual(lines[4:], ["still here"])

    def test_every_example_prints_what_it_should(self):
        examples = sorted((ROOT / "examples" / "csharp").glob("*.cs"))
        self.assertTrue(examples)
        for path in examples:
            # The directives are for running it in the repository.
            source = re.sub(r"^#:.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
            with self.subTest(path.stem):
                expected = ROOT / "examples" / "expected" / f"{path.stem}.txt"
                program = self.built(f"Example{path.stem}", source)
                self.assertEqual(self.run_program("dotnet", program, *self.server.arguments(path.stem, program.parent)),
                                 expected.read_text(encoding="utf-8"))

    def test_it_runs_on_the_jit_runtime_and_says_what_to_do_without_its_library(self):
        program = self.built("jit", sample())
        self.check_parts("dotnet", program)
        (program.parent / "runtimes" / "linux-x64" / "native" / "libluavm.so").unlink()
        with self.assertRaisesRegex(AssertionError, "DllNotFoundException: libluavm was not found.*LUAVM_LIBRARY"):
            self.run_program("dotnet", program)

    def test_it_runs_compiled_ahead_of_time(self):
        folder = self.project("aot", aot_framework(), sample(), AOT,
                              f'<Import Project="{ROOT / "Directory.Build.targets"}" />')
        self.run_program("dotnet", "publish", folder, "-c", "Release", "-o", folder / "published")
        self.assertFalse(list((folder / "published").glob("*.dll")))
        self.check_parts(folder / "published" / "aot")

    def test_a_library_of_another_generation_is_refused(self):
        program = self.built("other", start())
        folder = self.folder / "other"
        for source, message in (("unsigned luavm_abi_version(void) { return 9; }", "is of ABI generation 9.*needs 1"),
                                ("int nothing;", "is not libluavm"),
                                (None, "was not found or could not be loaded")):
            library = folder / "libother.so"
            library.unlink(missing_ok=True)
            if source:
                (folder / "other.c").write_text(source, encoding="utf-8")
                run("gcc", "-shared", "-fPIC", folder / "other.c", "-o", library)
            with self.subTest(message), self.assertRaisesRegex(AssertionError, f"DllNotFoundException: .*{message}"):
                self.run_program("dotnet", program, LUAVM_LIBRARY=str(library))


if __name__ == "__main__":
    unittest.main()
