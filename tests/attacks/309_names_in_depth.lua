-- expect: ok|timeout|fuel|memory|runtime; a global's name is looked for in 199 locals of each of 100 functions around it
local l = {} for i = 1, 190 do l[i] = "v" .. i end
local head = "return function() local " .. table.concat(l, ",") .. " "
return load(head:rep(90) .. ("x=x "):rep(400000) .. (" end"):rep(90)) and "contained"
