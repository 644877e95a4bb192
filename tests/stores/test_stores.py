"""Stores in files when the process, the disk or the power fails."""
import errno
import hashlib
import random
import tempfile
import unittest
from pathlib import Path

import counting
import power
import sweep


def setUpModule():
    counting.build()


class Stores(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="luavm-stores-")
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def test_a_process_killed_anywhere_loses_nothing_acknowledged(self):
        points, acknowledged = sweep.sweep(60, seed=20)
        self.assertEqual(points, 60)
        self.assertGreater(acknowledged, 0)

    def fails(self, at, count, code, durable):
        counting.clear(self.folder)
        first, sums, errors = counting.run(self.folder, durable, 12, at=at, **{"for": count, "errno": code})
        where = f"at {at}, {count} times, {errno.errorcode[code]}, durable {durable}"
        for message in errors:
            self.assertIn(self.folder, message, where)
        last = sums[-1] if sums else 0
        # One that was not acknowledged may have come as far as the file.
        self.assertEqual(sorted(set(sums)), sums, where)
        try:
            counting.has(self.folder, last, last + 1)
            counting.check(self.folder)
        except counting.Lost as lost:
            self.fail(f"{where}: {lost}; first {first}, {sums}, {errors}")
        return len(errors)

    def test_writes_and_syncs_that_fail_are_errors_and_lose_nothing_acknowledged(self):
        failed = 0
        for at in range(1, 60, 2):
            failed += self.fails(at, 1, errno.EIO if at % 4 == 1 else errno.ENOSPC, durable=at % 3 != 0)
        self.assertGreater(failed, 10)

    def test_a_disk_that_has_failed_for_good_loses_nothing_acknowledged(self):
        failed = 0
        for at in range(1, 60, 6):
            failed += self.fails(at, 0, errno.ENOSPC if at % 4 == 1 else errno.EIO, durable=at % 12 == 1)
        self.assertGreater(failed, 10)

    def test_a_full_disk_is_named(self):
        _, _, errors = counting.run(self.folder, False, 3, at=20, **{"for": 0, "errno": errno.ENOSPC})
        self.assertRegex(errors[-1], "the disk is full|No space left")

    def test_a_loss_of_power_loses_nothing_acknowledged_by_a_durable_store(self):
        trace = Path(self.folder) / "trace"
        counting.run(self.folder, True, 400, trace=trace)
        steps = power.read(trace)
        self.assertGreater(sum(step[0] == "s" for step in steps), 400)
        self.assertEqual(power.acknowledged(steps), 400)
        chance = random.Random(7)
        rest = Path(self.folder) / "rest"
        # The first steps make the file; whoever loses power there has nothing acknowledged yet.
        for cut in [len(steps), *(chance.randrange(len(steps)) for _ in range(40))]:
            counting.clear(rest)
            power.lose(steps[:cut], rest, chance)
            sums = power.acknowledged(steps[:cut])
            try:
                counting.has(rest, sums, sums + 1)
                counting.check(rest)
            except counting.Lost as lost:
                self.fail(f"cut at {cut} of {len(steps)}: {lost}")

    def test_a_loss_of_power_takes_from_other_stores_the_last_writes_at_most(self):
        trace = Path(self.folder) / "trace"
        counting.run(self.folder, False, 200, trace=trace)
        steps = power.read(trace)
        chance = random.Random(8)
        rest = Path(self.folder) / "rest"
        lost = 0
        for cut in [len(steps) * 3 // 4, *(chance.randrange(len(steps)) for _ in range(20))]:
            counting.clear(rest)
            power.lose(steps[:cut], rest, chance)
            sums = power.acknowledged(steps[:cut])
            lost += sums > counting.has(rest, 0, sums + 1)
            counting.check(rest)
        self.assertGreater(lost, 0, "what is played is a loss of power")

    def test_processes_that_count_in_one_store_lose_no_increment(self):
        each, count = 150, 3
        counting.run(self.folder, False, 0)
        processes = [counting.start(self.folder, i == 0, each) for i in range(count)]
        sums = []
        for process in processes:
            text, problem = process.communicate(timeout=counting.SECONDS)
            self.assertEqual(process.returncode, 0, problem)
            _, own, errors = counting.read(text.decode())
            self.assertEqual((len(own), errors), (each, []))
            sums += own
        self.assertEqual(sorted(sums), list(range(1, each * count + 1)))
        counting.has(self.folder, each * count, each * count)
        counting.check(self.folder)

    def test_a_damaged_file_is_an_error_and_is_left_as_it_is(self):
        counting.run(self.folder, False, 60)
        file = Path(self.folder) / "n.db"
        good = file.read_bytes()
        chance = random.Random(3)
        found = 0
        for at in [3, 18, 100, *(chance.randrange(len(good)) for _ in range(20))]:
            bad = bytearray(good)
            bad[at] ^= 0xff
            file.write_bytes(bad)
            before = hashlib.sha256(bad).digest()
            first, _, errors = counting.run(self.folder, False, 0)
            if errors:
                self.assertIn(str(file), errors[0])
                found += 1
            else:
                self.assertEqual(first, 60, f"byte {at}")
            self.assertEqual(hashlib.sha256(file.read_bytes()).digest(), before, f"byte {at}")
        self.assertGreater(found, 10)


if __name__ == "__main__":
    unittest.main()
