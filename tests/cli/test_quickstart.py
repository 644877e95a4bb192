"""examples/lua/quickstart.lua prints and returns what the documentation shows."""
import unittest

from command import ROOT, luavm, run

QUICKSTART = ROOT / "examples" / "lua" / "quickstart.lua"
PRINTED = "apple   2.05\npear    1.50\ntotal   3.55\n"


class Quickstart(unittest.TestCase):
    def test_it_prints_a_report_and_returns_data(self):
        answer = run(QUICKSTART)
        self.assertEqual((answer["status"], answer["output"]), ("ok", PRINTED))
        self.assertEqual(answer["values"], [
            {"cents": {"apple": 205, "pear": 150}, "refused": ["plum   ? x 0.20"], "total": 355}])

    def test_people_see_output_result_and_what_it_spent(self):
        outcome = luavm("run", QUICKSTART)
        self.assertEqual(outcome.exit, 0)
        self.assertEqual(outcome.stdout.decode(), PRINTED +
                         '=> {"cents":{"apple":205,"pear":150},"refused":["plum   ? x 0.20"],"total":355}\n')
        self.assertIn(b"ok: spent ", outcome.stderr)

    def test_the_smallest_preset_is_enough(self):
        self.assertEqual(run(QUICKSTART, "--preset", "embedded")["status"], "ok")

    def test_it_is_short_enough_to_read(self):
        self.assertLessEqual(len(QUICKSTART.read_text(encoding="utf-8").splitlines()), 30)


if __name__ == "__main__":
    unittest.main()
