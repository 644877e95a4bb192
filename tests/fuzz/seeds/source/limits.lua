local kept = {}
pcall(function() for i = 1, 100 do kept[i] = ("x"):rep(i * 100) .. i end end)
local ok, e = pcall(string.rep, "x", 1 << 40)
local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end
return #kept, ok, e, pcall(deep, 1e7), pcall(string.find, ("a"):rep(100), (".-"):rep(30) .. "b"), print(kept[3])
