-- expect: ok|timeout|fuel|memory|runtime; a needle whose first character is everywhere and whose second is not
while true do (("a"):rep(1 << 20)):find("ab", 1, true) end
