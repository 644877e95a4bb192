-- expect: ok|timeout|fuel|memory|runtime|sandbox; every function with each of many kinds of nonsense
local V = {{}, {print}, {"", "", ""}, {0, 0, 0}, {-1, -1, -1}, {{}, {}, {}}, {"%", "%", "%"}, {"a", math.mininteger, math.maxinteger}, {1 / 0, 0 / 0}, {setmetatable({}, {}), "k", 1}}
for _, t in pairs {_G, string, table, math, utf8, os, coroutine} do for k, f in pairs(t) do if type(f) == "function" then for _, v in ipairs(V) do pcall(f, table.unpack(v)) pcall(f, f, table.unpack(v)) pcall(f, "x", table.unpack(v)) end end end end
return "contained"
