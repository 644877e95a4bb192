-- expect: ok; alignment to everything, with X in odd places
for _, f in ipairs {"!1Xi16", "!16 i1 Xi16 i16", "X", "XX", "Xz", "Xs", "X ", "!0i4", "!17i4", "!5i4", "i16!i16", "!8Xi3", "!16Xd", "Xi17", "<!4Xi8", "!2Xb"} do
  local ok, r = pcall(string.pack, f, 1, 1, 1) local ok2, n = pcall(string.packsize, f) assert(not (ok and ok2) or #r == n)
end
return "contained"
