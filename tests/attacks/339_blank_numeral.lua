-- expect: ok|timeout|fuel|memory|runtime; megabytes of blanks before a numeral
local s = (" "):rep(14 << 20) .. "1"
while true do local r = tonumber(s) end
