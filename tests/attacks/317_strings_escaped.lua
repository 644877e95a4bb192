-- expect: ok|timeout|fuel|memory|runtime; a literal of megabytes of escapes of each kind
return load("return '" .. ("\\x41\\65\\u{7FFFFFFF}\\z  \\\n"):rep(400000) .. "'") and "contained"
