-- expect: ok|timeout|fuel|memory|runtime; 32000 gotos resolved by one label, in twenty functions
return load(("function f() " .. ("if y then goto l end "):rep(32000) .. "::l:: end "):rep(10)) and "contained"
