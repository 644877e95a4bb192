-- expect: ok; an error replaced by each of 190 closes keeps only the last
local n = 0 local m = {__close = function(_, e) n = n + 1 error(n, 0) end}
local function deep(k) local c <close> = setmetatable({}, m) if k > 0 then local r = deep(k - 1) return r end end
local ok, e = pcall(deep, 100) assert(not ok and e == 101) return "contained"
