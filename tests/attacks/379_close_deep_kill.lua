-- expect: timeout|fuel|memory|runtime; a kill with pending closes on every level that each loop
local m = {__close = function() while true do end end}
local function deep(n) local c <close> = setmetatable({}, m) if n > 0 then local r = deep(n - 1) return r end while true do end end
deep(190)
