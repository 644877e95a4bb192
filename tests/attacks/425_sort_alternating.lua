-- expect: ok|runtime|timeout|fuel; a comparator that is no order: alternating
n = 0 t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
pcall(table.sort, t, function() n = n + 1 return n % 3 == 1 end) return "contained"
