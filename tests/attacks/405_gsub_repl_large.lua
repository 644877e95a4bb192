-- expect: ok|timeout|fuel|memory|runtime; every character replaced by a megabyte
return #("a"):rep(1000):gsub("a", ("x"):rep(1 << 20))
