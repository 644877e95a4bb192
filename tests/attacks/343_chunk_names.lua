-- expect: ok; names of chunks with paths, control characters, zeros and all lengths are only names
for _, n in ipairs {"@/etc/passwd", "=(host)", "=", "@", "", "\0", "=a\0b", "@" .. ("x"):rep(1000), "=" .. ("\n"):rep(100), "\27[2J", "#!/bin/sh", "=[C]", "@\255\254"} do
  local f = load("error('e')", n) local ok, e = pcall(f)
  assert(not ok and #e < 100)
  local f, e = load("x = = 1", n) assert(not f and #e < 120)
end
return "contained"
