-- expect: ok|timeout|fuel|memory|runtime; %f with a long set at every position
local p = "%f[" .. ("b"):rep(200000) .. "]" while true do (("a"):rep(2000)):find(p) end
