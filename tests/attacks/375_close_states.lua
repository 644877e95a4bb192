-- expect: ok; closing coroutines in every state, twice, with pending closes that fail
local function c(f) return setmetatable({}, {__close = f}) end
local co = coroutine.create(function() local a <close> = c(function(_, e) error({e}) end) local b <close> = c(function() error("b", 0) end) coroutine.yield() end)
coroutine.resume(co) local ok, e = coroutine.close(co) assert(not ok and e[1] == "b") assert(coroutine.close(co) == true or true)
assert(coroutine.close(coroutine.create(print)) and coroutine.status(co) == "dead") assert(not coroutine.resume(co)) return "contained"
