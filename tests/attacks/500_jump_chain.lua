-- expect: ok|timeout|fuel|memory|runtime; each of 500000 jumps leads to the next: the compiler follows a hundred of them for every one
return load(("do goto a ::a:: end "):rep(500000)) and "contained"
