-- expect: ok; math functions of every edge
for k, f in pairs(math) do if type(f) == "function" and k ~= "randomseed" then for _, v in ipairs {0, -0.0, 1 / 0, -1 / 0, 0 / 0, math.mininteger, math.maxinteger, 5e-324, 1.7e308, "10", "x", {}, true} do pcall(f, v) pcall(f, v, v) pcall(f, v, -1) pcall(f, v, 0) end end end return "contained"
