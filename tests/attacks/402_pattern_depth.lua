-- expect: ok|runtime|timeout|fuel; nested matching deeper than its limit
local ok, e = pcall(string.match, ("a"):rep(300000), ("(a)?"):rep(10) .. (".-"):rep(250) .. "b") return "contained"
