-- expect: runtime|memory|timeout; an error object whose text is most of the heap
error(setmetatable({}, {__tostring = function() return ("x"):rep(12 << 20) end}))
