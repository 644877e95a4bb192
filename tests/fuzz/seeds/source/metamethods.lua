local log, mt = {}, {}
for _, name in ipairs {"add", "concat", "len", "unm", "call", "index", "lt", "le", "eq", "close", "idiv", "bnot"} do
  mt["__" .. name] = function(x, y) log[#log + 1] = name return name == "len" and 3 or y end
end
mt.__newindex = function(t, k, v) rawset(t, k, v) end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
do local c <close> = a end
local _ = a + 1, a .. "x", #a, -a, a(2), a.k, a < b, a <= b, a == b, a // 2, ~a
a.new = 1
return log, rawlen(a), tostring(setmetatable({}, {__tostring = function() return "own" end}))
