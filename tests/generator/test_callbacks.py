"""A library with callbacks, unions and opaque types, used through what is generated for Python."""
import ctypes
import tempfile
import unittest
from pathlib import Path

from support import HERE, SAMPLE, python_tables, run, written


class Callbacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        library = Path(folder.name, "sample.so")
        run("gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", HERE / "sample.c", "-o", library)
        written(SAMPLE, folder.name)
        cls.abi = python_tables(folder.name, "callbacks")
        cls.library = ctypes.CDLL(str(library))
        for name, (returns, takes) in cls.abi["PROTOTYPES"].items():
            function = getattr(cls.library, name)
            function.restype, function.argtypes = returns, takes

    def test_a_struct_of_callbacks_is_called_back_with_whole_bytes_and_answers_in_a_union(self):
        seen = []

        def handler(user, call, reply, name, length):
            seen.append((user, bool(call), ctypes.string_at(name, length)))
            reply.contents.kind = 1
            getattr(reply.contents, "as").integer = -(2**62)
            return self.abi["LUAVM_LAST"]

        service_type = self.abi["luavm_service"]
        types = dict(service_type._fields_)
        callbacks = [types["handler"](handler), types["notify"](lambda user, code: seen.append((user, code))),
                     types["release"](seen.append)]
        service = service_type(ctypes.sizeof(service_type), *callbacks, 77, b"xyz", 3)
        reply = self.abi["luavm_reply"]()
        status = self.library.thing_serve(2**63, ctypes.byref(service), ctypes.byref(reply))
        self.assertEqual(status, self.abi["LUAVM_LAST"])
        self.assertEqual(seen, [(77, True, b"a\0b"), (77, ord("z")), 77])
        self.assertEqual((reply.kind, getattr(reply, "as").integer), (1, -(2**62)))
        self.assertEqual(reply.more.both.lock, ctypes.addressof(reply))

    def test_a_callback_is_passed_by_itself(self):
        handler = self.abi["luavm_handler"](lambda user, call, reply, name, length: length)
        self.assertEqual(self.library.thing_each(handler, None, 5), 10)

    def test_a_function_may_return_nothing(self):
        seen = []
        self.assertIsNone(self.library.thing_end(1, self.abi["luavm_release"](seen.append), 9))
        self.assertEqual(seen, [9])


if __name__ == "__main__":
    unittest.main()
