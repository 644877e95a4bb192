-- expect: ok; numbers that text has trouble with
return 0 / 0, -(0 / 0), 1 / 0, -1 / 0, -0.0, 5e-324, 1.7e308, math.mininteger, math.maxinteger, 2^63, 0.1, {[0.1] = 1, [1 / 0] = 2, [-1 / 0] = 3, [math.mininteger] = 4}
