-- expect: ok|memory; arrays that are mostly holes
local t = table.pack(table.unpack({}, 1, 200000)) t[1] = 1 t[100000] = 1 t[200000] = 1 return t
