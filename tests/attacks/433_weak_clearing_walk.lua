-- expect: ok|timeout|fuel|memory|runtime; walking a weak table while collections empty it
while true do local t = setmetatable({}, {__mode = "kv"}) for i = 1, 2000 do t[{}] = {} t[i] = {} end for k, v in pairs(t) do collectgarbage("step") local x = {k, v} end end
