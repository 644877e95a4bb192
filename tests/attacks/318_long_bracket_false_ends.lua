-- expect: ok|timeout|fuel|memory|runtime; a long string full of almost-ends
local e = ("="):rep(2000)
return load("return [" .. e .. "[" .. ("]" .. e):rep(4000) .. "]" .. e .. "]") and "contained"
