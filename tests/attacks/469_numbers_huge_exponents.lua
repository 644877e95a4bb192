-- expect: ok; exponents of thousands of digits
for _, s in ipairs {"1e" .. ("9"):rep(5000), "1e-" .. ("9"):rep(5000), "0x1p" .. ("9"):rep(5000), "0x1p-" .. ("9"):rep(5000), "0x." .. ("0"):rep(5000) .. "1p20000", ("1"):rep(5000), "0." .. ("0"):rep(5000) .. "1", "0x" .. ("f"):rep(5000)} do tonumber(s) load("return " .. s)() end return "contained"
