-- expect: ok|timeout|fuel|memory|runtime; %b from every position, never balanced
return (("("):rep(300000)):find("%b()")
