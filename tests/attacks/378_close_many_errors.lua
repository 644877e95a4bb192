-- expect: ok|timeout|fuel|memory|runtime; 100000 pending closes, each replacing the error
local m = {__close = function(_, e) error(e or "e", 0) end}
local function deep(n) local c <close> = setmetatable({}, m) if n > 0 then local r = deep(n - 1) return r end error("first", 0) end
for i = 1, 1e9 do pcall(deep, 150) end
