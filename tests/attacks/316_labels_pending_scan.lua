-- expect: ok|timeout|fuel|memory|runtime; 30000 gotos wait for one label while 30000 other labels go by
local l = {} for i = 1, 30000 do l[i] = "::l" .. i .. "::" end
return load(("goto e "):rep(30000) .. table.concat(l, " ") .. " ::e::") and "contained"
