-- expect: ok|timeout|fuel|memory|runtime; a chain of 300000 elseif
return load("if a then " .. ("elseif a then "):rep(300000) .. "end") and "contained"
