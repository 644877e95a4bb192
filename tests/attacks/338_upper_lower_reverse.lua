-- expect: ok|timeout|fuel|memory|runtime; whole-string functions on megabytes
local s = ("x"):rep(6 << 20)
while true do local r = s:upper() r = s:lower() r = s:reverse() end
