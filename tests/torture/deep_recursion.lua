-- A deep Lua stack, and one too deep for the limit of C calls.
local function down(n, ...)
  if n == 0 then return select('#', ...) end
  return (down(n - 1, n, ...)) + 1
end
local function plain(n) return n == 0 and 0 or 1 + plain(n - 1) end
local function through(n) return n == 0 and 0 or select(2, pcall(through, n - 1)) + 1 end
local patterned = ('x'):rep(100):gsub('x', function() return plain(3) end)
return down(40), plain(3000), through(100), patterned
