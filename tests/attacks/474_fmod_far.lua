-- expect: ok|timeout|fuel|memory|runtime; floats with exponents as far apart as can be
local f, a, b = math.fmod, 1.7e308, 5e-324 while true do f(a, b) f(a, b) f(a, b) f(a, b) end
