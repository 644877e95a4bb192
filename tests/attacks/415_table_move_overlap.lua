-- expect: ok|timeout|fuel|memory|runtime; moves whose target runs around the end of integers
for _, r in ipairs {{1, math.maxinteger, 2}, {math.mininteger, math.maxinteger, 1}, {math.maxinteger - 1, math.maxinteger, math.maxinteger}, {-5, 5, math.mininteger}, {1, 2, math.maxinteger}} do pcall(table.move, {1, 2, 3}, table.unpack(r)) end
table.move({}, math.mininteger, -2, 1)
