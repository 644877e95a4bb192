-- expect: ok|timeout|fuel|memory|runtime; every block that ends moves 30000 waiting gotos out
return load(("do "):rep(150) .. ("if y then goto e end "):rep(30000) .. ("end "):rep(150) .. "::e::") and "contained"
