-- expect: ok|timeout|fuel|memory|runtime; plain search with the worst of needles
return (("a"):rep(1 << 20)):find(("a"):rep(1 << 19) .. "b", 1, true)
