-- expect: ok|timeout|fuel|memory|runtime; nested optional repetition by many items
return (("a"):rep(40)):find(("a?"):rep(40) .. ("a"):rep(40))
