-- expect: ok|timeout|fuel|memory|runtime; a format of millions of conversions
return os.date(("%c"):rep(2000000)) and "contained"
