"""The reference that Doxygen makes has every name of the header, and words about it."""
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

from support import HEADER, OUT, ROOT, SECONDS

for folder in ("bindings/generator", "bindings/c/reference"):
    sys.path.insert(0, str(ROOT / folder))
import filter as reference  # noqa: E402
import reader  # noqa: E402
from model import Alias, Constant, Enum, Function, Record  # noqa: E402

DOCS = OUT / "docs"
DOXYFILE = ROOT / "bindings" / "c" / "reference" / "Doxyfile"
KINDS = {Function: "function", Alias: "typedef", Enum: "enum", Constant: "define", Record: "struct"}


def words(node):
    """What a description says, with its markup taken away."""
    parts = (node.find(name) for name in ("briefdescription", "detaileddescription"))
    return " ".join(" ".join(part.itertext()) for part in parts if part is not None).split()


def described():
    """(kind, name) -> words, of everything in the XML; a member's name is dotted."""
    found = {}
    for file in (DOCS / "xml").glob("*.xml"):
        for compound in xml.parse(file).getroot().iter("compounddef"):
            name = compound.findtext("compoundname").replace("::", ".")
            kind = compound.get("kind")
            if kind in ("struct", "union"):
                found["struct", name] = words(compound)
            for member in compound.iter("memberdef"):
                one = member.findtext("name")
                found[member.get("kind"), f"{name}.{one}" if kind in ("struct", "union") else one] = words(member)
                for value in member.iter("enumvalue"):
                    found["enumvalue", value.findtext("name")] = words(value)
    return found


def declared():
    """(kind, name) of everything in the header, as the bindings' generator reads it."""
    for one in reader.read(HEADER, HEADER.name).declarations:
        name = getattr(one, "within", "").partition(".")[0] or one.name  # Doxygen makes no type of an unnamed union
        yield KINDS[type(one)], name
        if isinstance(one, Enum):
            yield from (("enumvalue", value.name) for value in one.values)
        if isinstance(one, Record):
            yield from (("variable", f"{name}.{field.name}") for field in one.fields or ())


class Reference(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.found = described()

    def test_everything_in_the_header_is_there_with_words_about_it(self):
        wanted = list(declared())
        self.assertGreater(len(wanted), 150)
        self.assertEqual([one for one in wanted if not self.found.get(one)], [])

    def test_nothing_else_is_there(self):
        wanted = set(declared())
        self.assertEqual([one for one in self.found if one not in wanted and one[0] != "page"], [])

    def test_every_word_of_a_comment_is_in_what_is_said_there(self):
        by_name = {name: Counter(re.findall(r"\w+", " ".join(text))) for (_, name), text in self.found.items()}
        for top in reference.Reference(HEADER.read_text(encoding="utf-8")).items:
            for one in top.all():
                name = f"{top.name}.{one.name}" if one.kind == "member" else one.name
                written = Counter(re.findall(r"\w+", one.comment or ""))
                with self.subTest(name):
                    self.assertEqual(list(written - by_name[name] - Counter({"Returns": 1})), [])

    def test_the_pages_are_there_to_read(self):
        index = (DOCS / "html" / "index.html").read_text(encoding="utf-8")
        self.assertIn("This header is the specification", index)
        self.assertIn("vm_eval", (DOCS / "html" / "luavm_8h.html").read_text(encoding="utf-8"))

    def test_making_them_gives_no_warning(self):
        self.assertEqual(self.doxygen(HEADER.read_text(encoding="utf-8")), "")

    def test_what_nothing_is_said_about_fails(self):
        header = HEADER.read_text(encoding="utf-8")
        for line in ("LUAVM_API luavm_status luavm_unsaid(void);", "#define LUAVM_UNSAID 1u",
                     "typedef int32_t luavm_unsaid;"):
            name = re.search("luavm_unsaid", line, re.I).group()
            with self.subTest(line), self.assertRaisesRegex(AssertionError, f"{name}.* is not documented"):
                self.doxygen(header.replace("\n#endif /* LUAVM_H */", f"\n{line}\n\n#endif"))

    def doxygen(self, header):
        """Doxygen over another text in the header's place; what it says."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "luavm.h").write_text(header, encoding="utf-8")
            settings = (f"@INCLUDE = {DOXYFILE}\nINPUT = {folder}/luavm.h\nOUTPUT_DIRECTORY = {folder}\n"
                        "PROJECT_NUMBER =\n")
            done = subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, capture_output=True, text=True,
                                  timeout=SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout + done.stderr


if __name__ == "__main__":
    unittest.main()
