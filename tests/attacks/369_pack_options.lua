-- expect: ok; every option with sizes in and out of range
for c = 33, 126 do for _, n in ipairs {"", "0", "1", "2", "3", "7", "8", "15", "16", "17", "99999999999999999999", "2147483647"} do
  local f = string.char(c) .. n
  for _, p in ipairs {"", ">!16", "!3X"} do pcall(string.packsize, p .. f) pcall(string.pack, p .. f, 1) pcall(string.pack, p .. f, "s") pcall(string.unpack, p .. f, ("\255"):rep(40)) end
end end
return "contained"
