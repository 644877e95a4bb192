-- expect: syntax|ok|runtime|timeout|fuel|memory; a right-associative chain longer than the compiler's depth
for _, op in ipairs {"..", "^"} do
  local f, e = load("return a" .. (op .. "a"):rep(100000))
  assert(not f and e:find("overflow") or e:find("levels") or e:find("register"), e)
end
return "contained"
