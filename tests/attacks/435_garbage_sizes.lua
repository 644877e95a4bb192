-- expect: ok|timeout|fuel|memory|runtime; one block of each size class kept out of every page
local keep, n = {}, 0 while true do for i = 1, 400 do local s = ("x"):rep(i + 40) .. n n = n + 1 if n % 97 == 0 then keep[#keep + 1] = s end end end
