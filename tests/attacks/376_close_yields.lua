-- expect: ok|timeout|fuel|memory|runtime; __close that yields for ever while its coroutine is closed
local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function() while true do coroutine.yield() end end}) error("x") end)
for i = 1, 1e9 do if not coroutine.resume(co) then return "contained" end end
