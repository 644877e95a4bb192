-- expect: ok|timeout|fuel|memory|runtime; a call chain of 300000 links on one value
local f = load("return ...)" .. (":a()"):rep(300000)) or load("local x = ... return x" .. (":a()"):rep(300000))
local o = {} function o:a() return self end
return f(o) == o and "contained"
