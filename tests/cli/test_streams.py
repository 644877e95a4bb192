"""Order and purity of standard output, and what happens where it cannot be written."""
import os
import tempfile
import unittest

from command import luavm

TRUSTED = ("--profile", "trusted", "--quiet")


class Streams(unittest.TestCase):
    def test_print_and_io_write_come_in_the_order_of_the_script(self):
        code = "for i = 1, 1000 do print(i) io.write('w', i, '\\n') io.stdout:write('s', i, '\\n') end return 'end'"
        expected = "".join(f"{i}\nw{i}\ns{i}\n" for i in range(1, 1001)) + '=> "end"\n'
        self.assertEqual(luavm("eval", code, *TRUSTED).stdout.decode(), expected)

    def test_the_order_is_kept_in_a_file_too(self):
        with tempfile.TemporaryFile() as file:
            code = "print '1' io.write '2\\n' print(('3'):rep(100000)) io.write '4\\n' return 5"
            self.assertEqual(luavm("eval", code, *TRUSTED, stdout=file).exit, 0)
            file.seek(0)
            self.assertEqual(file.read(), b"1\n2\n" + b"3" * 100_000 + b"\n4\n=> 5\n")

    def test_output_of_a_process_comes_where_the_script_flushes(self):
        code = "print '1' io.flush() os.execute 'echo 2' print '3'"
        self.assertEqual(luavm("eval", code, *TRUSTED).stdout, b"1\n2\n3\n")

    def test_json_stays_alone_on_standard_output_whatever_a_trusted_script_writes(self):
        code = "io.write 'a' print 'b' io.stdout:write 'c' os.execute 'echo d' io.stderr:write 'e' return 1"
        outcome = luavm("eval", code, "--profile", "trusted", "--json")
        answer = outcome.answer
        self.assertEqual((answer["values"], answer["output"]), ([1], "b\n"))
        self.assertEqual(sorted(outcome.stderr.replace(b"\n", b"")), sorted(b"acde"))

    def test_json_stays_alone_where_a_trusted_script_fails_after_writing(self):
        for code, status in (("io.write 'a' error 'x'", "runtime"), ("io.write 'a' while true do end", "fuel")):
            with self.subTest(code):
                outcome = luavm("eval", code, "--profile", "trusted", "--json", "--fuel", "10000")
                self.assertEqual((outcome.answer["status"], outcome.stderr), (status, b"a"))

    def test_a_trusted_script_reads_standard_input(self):
        outcome = luavm("eval", "return io.read 'l', io.read 'n', io.read 'a'", "--profile", "trusted", "--json",
                        stdin=b"line\n42 rest")
        self.assertEqual(outcome.answer["values"], ["line", 42, " rest"])

    def test_a_full_disk_is_said_in_one_line(self):
        for words in (("return 1",), ("print(1)",), ("print(('x'):rep(100000))",), ("return 1", "--json"), ("return 1", "--json", "--unheard-of")):
            with self.subTest(words), open("/dev/full", "wb") as full:
                outcome = luavm("eval", *words, stdout=full)
                self.assertEqual(outcome.exit, 2)
                self.assertEqual(outcome.stderr.decode(),
                                 "luavm: standard output cannot be written: No space left on device\n")

    def test_a_closed_standard_output_is_said_in_one_line(self):
        outcome = luavm("eval", "return 1", stdout=None, preexec_fn=lambda: os.close(1))
        self.assertEqual(outcome.exit, 2)
        self.assertEqual(outcome.stderr.decode(),
                         "luavm: standard output cannot be written: Bad file descriptor\n")

    def test_a_standard_error_that_takes_nothing_does_not_change_the_exit_code(self):
        for code, exit_code, stdout in (("return 1", 0, b"=> 1\n"), ("error 'x'", 1, b""), ("x =", 3, b"")):
            with self.subTest(code), open("/dev/full", "wb") as full:
                self.assertEqual(luavm("eval", code, stderr=full)[:2], (exit_code, stdout))
                self.assertEqual(luavm("eval", code, preexec_fn=lambda: os.close(2))[:2], (exit_code, stdout))

    def test_a_reader_that_went_away_ends_nothing_badly(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as gone:
            outcome = luavm("eval", "print(('x'):rep(100000)) return 1", "--quiet", stdout=gone)
        self.assertEqual((outcome.exit, outcome.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
