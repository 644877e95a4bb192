-- expect: ok|runtime|timeout|fuel; a comparator that is no order: nil result
n = 0 t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
pcall(table.sort, t, function() end) return "contained"
