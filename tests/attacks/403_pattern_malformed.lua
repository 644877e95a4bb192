-- expect: ok; patterns that end too early
for _, p in ipairs {"%", "[", "[^", "[%", "[]", "[^]", "[a-", "%b", "%b(", "%f", "%fa", "(", ")", "(()", "%", "[a-%", "[[:", "%f[", "a**", "^*", "-", "%9", "[]]", "[^]]", "$$", "%f[%"} do
  pcall(string.find, "a]b-^$", p) pcall(string.gsub, "a]b", p, "%0") pcall(string.gmatch("ab", p)) for i = 0, 255 do pcall(string.match, string.char(i), p) end end
return "contained"
