-- expect: ok|memory; tables as keys of tables as keys
local t = {} for i = 1, 20000 do t = {[t] = t, [{}] = {}} end return t
