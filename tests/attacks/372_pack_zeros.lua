-- expect: ok|timeout|fuel|memory|runtime; fixed-size strings of millions of zeros
while true do local s = string.pack("c20000000", "") end
