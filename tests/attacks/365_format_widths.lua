-- expect: ok; widths and precisions past two digits, and every flag twice
for _, f in ipairs {"%100d", "%.100f", "%-----------d", "%+ #0-20d", "%  d", "%00000000001d", "%.", "%", "%5", "%l", "%5$d", "%n", "%*d", "%.*f", "%hd", "%ld", "%\0d", "%y", "%-", "%.3", "%.3p", "%#q", "%5q", "%0s", "%+s", "%#s", "%.20c", "%#p"} do
  local ok, e = pcall(string.format, f, 1, 1, 1) assert(ok or #e < 200)
end
for _, n in ipairs {1.7e308, -1.7e308, 5e-324, 1 / 0, -1 / 0, 0 / 0} do for _, f in ipairs {"%.99f", "%99.99f", "%-99.99e", "%+99.99g", "%#99.99a", "%q"} do assert(#string.format(f, n) < 520) end end
return "contained"
