"""A thousand VMs in one thread: one event loop answers what their scripts ask."""

import asyncio
from collections import deque

import luavm

ASK = "local id = ... local a = fetch(id) local b = fetch(a) return a + b"
SPIN = "while true do end"

requests = deque()
template = luavm.Template()


@template.function
async def fetch(n):
    answer = asyncio.get_running_loop().create_future()
    requests.append((answer, n))
    return await answer


async def serve():
    """Answers in order of arrival; how often it did."""
    answered = 0
    try:
        while True:
            while requests:
                answer, n = requests.popleft()
                answer.set_result(n + 1)
                answered += 1
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        return answered


async def script(i):
    with luavm.VM(template=template, fuel=1_000_000) as vm:
        function = vm.load(SPIN if i % 100 == 0 else ASK)
        try:
            return await function.call_async(i, slice_fuel=100_000)
        except luavm.FuelError:
            return None


async def main():
    server = asyncio.create_task(serve())
    results = await asyncio.gather(*map(script, range(1000)))
    server.cancel()
    done = [result for result in results if result is not None]
    print(f"{len(results)} VMs: {len(done)} done, {len(results) - len(done)} out of fuel")
    print(f"{await server} requests answered")
    print(f"sum of results: {sum(done)}")


asyncio.run(main())
