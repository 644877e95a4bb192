-- expect: ok|timeout|fuel|memory|runtime; a float loop whose step is lost in its counter
for i = 2.0^53, 2.0^53 + 2, 1.0 do end for i = 1e300, 1e308, 1 do end
