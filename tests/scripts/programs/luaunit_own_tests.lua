-- LuaUnit's own tests, as its package ships them: assertions, formatting, stack traces, runners. All must pass.
local lu = require "luaunit"
local file = assert(io.open "/usr/share/doc/lua-unit/examples/test_luaunit.lua")
local text = file:read "a"
file:close()
-- Some tests look for this very name in error messages.
assert(load(text, "@test/test_luaunit.lua"))()

local real_print = print
print = function() end
local runner = lu.LuaUnit.new()
runner:setOutputType "nil"
runner:runSuite()
print = real_print

local result = runner.result
for _, test in ipairs(result.allTests) do print(test.status, test.testName, test.msg or "") end
print(("luaunit: run %d, passed %d, failed %d, errors %d, skipped %d"):format(
  result.runCount, result.successCount, result.failureCount, result.errorCount, result.skippedCount))
