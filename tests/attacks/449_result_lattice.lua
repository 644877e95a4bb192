-- expect: ok|memory; 60 levels that each hold the one below twice
local t = {} for i = 1, 60 do t = {t, t, [t] = t} end return t
