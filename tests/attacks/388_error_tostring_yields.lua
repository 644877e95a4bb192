-- expect: runtime; an error object whose __tostring yields
error(setmetatable({}, {__tostring = function() coroutine.yield(1) return "x" end}))
