"""Scripts on an asyncio event loop."""

import asyncio
import gc
import unittest

import luavm


class Async(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.vm = luavm.VM(timeout=60)
        self.addCleanup(self.vm.close)

        @self.vm.function
        async def after(turns, value):
            for _ in range(turns):
                await asyncio.sleep(0)
            return value

        @self.vm.function
        async def fail(message):
            await asyncio.sleep(0)
            raise LookupError(message)

    async def asyncSetUp(self):
        asyncio.get_running_loop().slow_callback_duration = 60  # or it says how slow this is

    async def test_a_script_waits_for_an_async_function(self):
        found = await self.vm.eval_async("return after(3, 'a') .. after(1, 'b')")
        self.assertEqual(found, "ab")

    async def test_functions_and_paths_are_called(self):
        function = self.vm.load("return after(1, ...)")
        self.assertEqual(await function.call_async(5), 5)
        self.assertEqual(await self.vm.call_async(function, 6), 6)
        self.assertEqual(await self.vm.call_async("after", 1, 7), 7)

    async def test_several_results_are_a_tuple(self):
        async def pair():
            return 1, [2]

        self.vm.register("pair", pair)
        self.assertEqual(await self.vm.eval_async("return pair()"), (1, [2]))

    async def test_an_exception_comes_out_as_the_same(self):
        error = KeyError("k")

        async def fail():
            await asyncio.sleep(0)
            raise error

        self.vm.register("fail", fail)
        with self.assertRaises(KeyError) as caught:
            await self.vm.eval_async("fail()")
        self.assertIs(caught.exception, error)
        self.assertEqual(
            await self.vm.eval_async("return tostring(select(2, pcall(fail)))"), "'k'"
        )

    async def test_a_future_may_be_the_answer(self):
        future = asyncio.get_running_loop().create_future()
        self.vm.register("ask", lambda: future)
        asyncio.get_running_loop().call_soon(future.set_result, 9)
        self.assertEqual(await self.vm.eval_async("return ask()"), 9)

    async def test_a_long_script_leaves_the_loop_its_turns(self):
        turns = 0

        async def count():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        counter = asyncio.create_task(count())
        await self.vm.eval_async("for i = 1, 100000 do end", slice_fuel=1000)
        counter.cancel()
        self.assertGreaterEqual(turns, 90)

    async def test_without_slices_it_does_not(self):
        turns = []
        asyncio.get_running_loop().call_soon(turns.append, 1)
        run = self.vm.eval_async("for i = 1, 100000 do end", slice_fuel=luavm.UNLIMITED)
        await run
        self.assertEqual(turns, [])

    async def test_two_scripts_take_turns(self):
        order = []
        with luavm.VM() as other:
            for vm in (self.vm, other):
                vm.register("mark", order.append)
            source = "for i = 1, 3 do mark('{0}') for j = 1, 2000 do end end"
            await asyncio.gather(
                self.vm.eval_async(source.format("a"), slice_fuel=1000),
                other.eval_async(source.format("b"), slice_fuel=1000),
            )
        self.assertNotEqual(order, sorted(order))
        self.assertEqual(sorted(order), list("aaabbb"))

    async def cancelled(self, source, **options):
        task = asyncio.create_task(self.vm.eval_async(source, **options))
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(self.vm.eval("return 1"), 1)

    async def test_cancelling_the_task_ends_a_script_that_runs(self):
        await self.cancelled("while true do pcall(error) end", slice_fuel=1000)

    async def test_cancelling_the_task_ends_a_script_that_waits(self):
        ended = []

        async def forever():
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                ended.append(True)

        self.vm.register("forever", forever)
        await self.cancelled("while true do pcall(forever) end")
        self.assertEqual(ended, [True])

    async def test_wait_for_is_a_limit(self):
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(self.vm.eval_async("while true do end"), 0.05)
        self.assertEqual(self.vm.eval("return 1"), 1)

    async def test_a_limit_of_the_VM_holds(self):
        with self.assertRaises(luavm.FuelError):
            await self.vm.eval_async("while true do after(0, 1) end", fuel=10_000)

    async def test_a_second_script_finds_the_VM_busy(self):
        task = asyncio.create_task(self.vm.eval_async("return after(5, 1)"))
        await asyncio.sleep(0)
        with self.assertRaises(luavm.BusyError):
            await self.vm.eval_async("return 2")
        self.assertEqual(await task, 1)

    async def test_an_eval_cannot_wait_and_leaves_no_coroutine(self):
        with self.assertRaisesRegex(luavm.UnsupportedError, "eval_async"):
            self.vm.eval("return after(1, 1)")
        gc.collect()  # a coroutine that was never awaited would warn

    async def test_where_Lua_cannot_wait_the_script_gets_an_error(self):
        with self.assertRaises(luavm.LuaRuntimeError):
            await self.vm.eval_async("table.sort({1, 2}, function() return after(1, true) end)")
        gc.collect()
        self.assertEqual(await self.vm.eval_async("return after(1, 2)"), 2)

    async def test_a_result_without_a_form_is_an_error_of_the_function(self):
        async def odd():
            return object()

        self.vm.register("odd", odd)
        with self.assertRaisesRegex(TypeError, "value 1 is of type object"):
            await self.vm.eval_async("odd()")
        message = await self.vm.eval_async("return tostring(select(2, pcall(odd)))")
        self.assertIn("is of type object", message)

    async def test_Pending_needs_somebody_to_answer(self):
        self.vm.register("ask", luavm.Pending)
        with self.assertRaisesRegex(TypeError, "VM.start"):
            await self.vm.eval_async("ask()")

    async def test_closing_the_VM_ends_a_script_that_waits(self):
        task = asyncio.create_task(self.vm.eval_async("return after(5, 1)"))
        await asyncio.sleep(0)
        self.vm.close()
        with self.assertRaises(luavm.ClosedError):
            await task

    async def test_a_thousand_VMs_share_a_loop(self):
        template = luavm.Template()

        @template.function
        async def later(value):
            await asyncio.sleep(0)
            return value + 1

        async def one(number):
            with luavm.VM(template=template) as vm:
                return await vm.load("return later(later(...))").call_async(number)

        found = await asyncio.gather(*map(one, range(900)))
        self.assertEqual(found, [number + 2 for number in range(900)])
        self.assertEqual(luavm.stats().block_count, 0)


if __name__ == "__main__":
    unittest.main()
