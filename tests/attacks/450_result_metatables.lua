-- expect: ok; results with metatables that would loop if anyone asked them
local m = {} for _, e in ipairs {"__index", "__len", "__pairs", "__tostring", "__eq", "__call", "__name", "__close", "__metatable"} do m[e] = function() while true do end end end
return setmetatable({1, a = setmetatable({}, m)}, m)
