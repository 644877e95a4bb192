-- expect: ok|timeout|fuel|memory|runtime; every character replaced by thousands of captures
local s = ("a"):rep(1000) while true do s = s:gsub("%a+", ("%%0"):rep(50)) end
