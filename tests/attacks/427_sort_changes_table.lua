-- expect: ok|runtime|timeout|fuel; a comparator that is no order: changes table
n = 0 t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
pcall(table.sort, t, function(a, b) t[n % 900 + 1] = n n = n + 1 return a < b end) return "contained"
