-- string.rep: small, large, with separators, and too large.
local out = {}
for i = 0, 60 do out[#out + 1] = #('ab'):rep(i, ', ') end
for i = 1, 12 do out[#out + 1] = #('x'):rep(1 << i) end
out[#out + 1] = #('0123456789'):rep(20000)
local ok, message = pcall(string.rep, 'x', 1 << 62, 'y')
return out, ok, message
