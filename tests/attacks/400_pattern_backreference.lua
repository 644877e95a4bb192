-- expect: ok|timeout|fuel|memory|runtime; a back-reference to a long capture at every position
return (("a"):rep(60000)):find("(.-)%1b")
