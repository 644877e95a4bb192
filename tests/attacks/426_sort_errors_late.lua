-- expect: ok|runtime|timeout|fuel; a comparator that is no order: errors late
n = 0 t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
pcall(table.sort, t, function(a, b) n = n + 1 if n > 5000 then error('late') end return a < b end) return "contained"
