-- expect: ok|timeout|fuel|memory|runtime; a chain of 500000 'or' keeps one list of jumps
return load("return a" .. (" or a"):rep(400000)) and "contained"
