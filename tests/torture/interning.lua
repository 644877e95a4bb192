-- Short strings made by the hundred, so that the string table grows.
local all = {}
for i = 1, 700 do all['key' .. i] = 's' .. i * 3 end
local n = 0
for k, v in pairs(all) do if v == 's' .. tonumber(k:sub(4)) * 3 then n = n + 1 end end
return n
