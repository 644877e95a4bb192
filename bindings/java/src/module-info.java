/** Runs untrusted Lua 5.4 inside a Java program. */
module io.luavm {
    exports io.luavm;
}
