-- expect: ok|timeout|fuel|memory|runtime; 32000 breaks of one loop are resolved at its end, each moving the rest of the list
return load("while x do " .. ("if y then break end "):rep(32000) .. "end") and "contained"
