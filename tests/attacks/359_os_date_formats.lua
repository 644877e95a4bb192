-- expect: ok; every conversion, known or not, and lengths
for c = 1, 255 do pcall(os.date, "%" .. string.char(c)) pcall(os.date, "!%E" .. string.char(c)) pcall(os.date, "%O" .. string.char(c)) end
assert(not pcall(os.date, "%")) assert(not pcall(os.date, "%E")) assert(#os.date(("%%"):rep(50000)) == 50000) assert(#os.date(("x"):rep(1 << 20)) == 1 << 20)
assert(os.date("*t").year and os.date("!*t").year and os.date("") == "") return "contained"
