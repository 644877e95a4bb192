-- expect: ok|timeout|fuel|memory|runtime; __close that opens another scope with another __close, without end
local function scope(n) local c <close> = setmetatable({}, {__close = function() scope(n + 1) end}) end
scope(1)
