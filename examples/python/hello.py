"""A number out of Lua, and what it prints."""

import luavm

with luavm.VM() as vm:
    print(vm.eval("return 1 + 1"))
    print(vm.run('print("hello from Lua")').output, end="")
