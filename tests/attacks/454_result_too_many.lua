-- expect: ok|runtime|memory; as many values as the stack holds
return table.unpack({}, 1, 200000)
