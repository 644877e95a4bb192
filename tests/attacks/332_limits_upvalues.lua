-- expect: ok; 256 upvalues are one too many, and say so
local s = {}
for i = 1, 3 do local l = {} for j = 1, 100 do l[j] = "a" .. i .. "_" .. j end s[i] = "local " .. table.concat(l, ",") .. " return function() " end
local u = {} for i = 1, 3 do for j = 1, 100 do u[#u + 1] = "a" .. i .. "_" .. j end end
local f, e = load(table.concat(s) .. "return function() return " .. table.concat(u, "+") .. " end end end end")
assert(f == nil and e:find("upvalues"), e) return "contained"
