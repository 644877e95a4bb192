-- expect: ok|timeout|fuel|memory|runtime; as many characters as the stack holds
local t = {} for i = 1, 200000 do t[i] = 0x7fffffff end
while true do local s = utf8.char(table.unpack(t)) end
