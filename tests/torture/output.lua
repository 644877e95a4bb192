-- Printed output that grows in many steps and in large ones.
for i = 1, 150 do print('line', i, i / 2, i % 2 == 0, nil) end
print(('wide '):rep(1000))
for i = 1, 20 do print() end
print(('x'):rep(20000))
return 'printed'
