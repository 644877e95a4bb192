-- expect: ok|timeout|fuel|memory|runtime; an impossible request is an ordinary error, but a traceback is written for each: 100000 frames deep, over and over
local function deep(n) if n > 0 then local r = deep(n - 1) return r end for i = 1, 1e9 do pcall(string.rep, "x", 1 << 30) end end
deep(100000)
