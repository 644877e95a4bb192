-- Ends with a runtime error far down, with a long message and traceback.
local function describe(n) return ('a long story, part ' .. n .. '; '):rep(40) end
local function inner(n)
  if n == 0 then error(describe(n)) end
  local kept = describe(n)
  inner(n - 1)
  return kept
end
local function outer() inner(30) end
outer()
