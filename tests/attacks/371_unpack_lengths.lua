-- expect: ok; lengths in the data that point past its end and around
for _, f in ipairs {"s1", "s2", "s4", "s8", "<s16", ">s16", "s", "z", "c100", "c2147483647"} do
  assert(not pcall(string.unpack, f, ("\255"):rep(20))) for p = -40, 40 do pcall(string.unpack, f, ("\255"):rep(20) , p) end
end
for _, p in ipairs {0, math.mininteger, math.maxinteger, 22, -21} do assert(not pcall(string.unpack, "b", ("x"):rep(20), p) or p == 0 or p < 0) end
return "contained"
