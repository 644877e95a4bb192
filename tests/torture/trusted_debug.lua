-- profile: trusted
-- The debug library: hooks, info, locals, upvalues, tracebacks.
local lines = {}
local function work(n)
  local a, b = n, { n }
  for i = 1, n do a = a + i end
  return a + b[1]
end
debug.sethook(function(event, line) lines[#lines + 1] = event .. (line or '') end, 'crl')
local sum = work(5) + work(6)
debug.sethook()
local info = debug.getinfo(work, 'SlnutL')
local name, value = debug.getlocal(work, 1), debug.getupvalue(work, 1)
local trace
local function deep(n)
  if n == 0 then trace = debug.traceback('here', 1) return end
  deep(n - 1)
  return nil
end
deep(30)
debug.setmetatable(1, { __index = function(n, k) return k .. n end })
local by_number = (5).field
debug.setmetatable(1, nil)
return sum, #lines, info.what, info.linedefined, name, value, trace, by_number
