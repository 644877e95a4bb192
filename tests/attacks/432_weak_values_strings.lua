-- expect: ok; strings are values, not objects, in weak tables
local t = setmetatable({}, {__mode = "v"}) for i = 1, 1000 do t[i] = "s" .. i end collectgarbage() for i = 1, 1000 do assert(t[i] == "s" .. i) end return "contained"
