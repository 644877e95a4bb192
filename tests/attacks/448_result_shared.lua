-- expect: ok|memory; one table shared a hundred thousand times
local s, t = {("x"):rep(100)}, {} for i = 1, 100000 do t[i] = s end return t, t, {t}, {[t] = t}
