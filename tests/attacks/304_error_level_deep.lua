-- expect: ok|timeout|fuel|memory|runtime; error with a level looks 100000 frames down
local function deep(n) if n > 0 then local r = deep(n - 1) return r end for i = 1, 1e9 do pcall(error, "e", 90000) end end
deep(100000)
