-- expect: ok|runtime; next with keys that are not there, after erasing and inserting
local t = {1, 2, 3, a = 1, b = 2} for k in pairs(t) do t[k] = nil end
for _, k in ipairs {"zz", 0.5, {}, 10, -1, math.maxinteger, print} do pcall(next, t, k) end assert(not pcall(next)) assert(not pcall(next, {}, 1))
for k in pairs(t) do t[k .. "x"] = 1 end return "contained"
