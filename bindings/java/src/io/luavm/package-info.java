/**
 * Runs untrusted Lua 5.4 inside a Java program, over the native library {@code libluavm}.
 *
 * <pre>{@code
 * try (LuaVm vm = LuaVm.builder().memoryLimit(8 << 20).timeout(Duration.ofMillis(500)).build()) {
 *     Object two = vm.eval("return 1 + 1");                  // 2L
 *     String said = vm.run("print('hello')").output();       // "hello\n"
 *     vm.eval("while true do end");                          // throws LuaTimeoutException
 * }
 * }</pre>
 *
 * <p>What becomes what:
 * <table>
 * <caption>Lua values in Java, and what may go in beside them</caption>
 * <tr><th>Lua</th><th>Java</th><th>goes in as well</th></tr>
 * <tr><td>nil, boolean</td><td>{@code null}, {@link java.lang.Boolean}</td><td></td></tr>
 * <tr><td>integer, float</td><td>{@link java.lang.Long}, {@link java.lang.Double}, to the last bit</td><td>every boxed
 * number, {@link java.math.BigInteger} within 64 bits</td></tr>
 * <tr><td>string</td><td>{@link java.lang.String}; {@code byte[]} when it is not valid UTF-8</td><td>{@link
 * java.lang.CharSequence}</td></tr>
 * <tr><td>table with the keys 1..n and no other, n &gt; 0</td><td>{@link io.luavm.LuaList}</td><td>{@link
 * java.util.Collection}, {@code Object[]}, {@code long[]}, {@code double[]}, {@code int[]}, {@code float[]}</td></tr>
 * <tr><td>any other table</td><td>{@link io.luavm.LuaTable}, or {@link io.luavm.LuaTableView}</td><td>{@link
 * java.util.Map}</td></tr>
 * <tr><td>function</td><td>{@link io.luavm.LuaFunction}</td><td>{@link io.luavm.HostFunction}</td></tr>
 * <tr><td>coroutine, userdata</td><td>{@link io.luavm.LuaReference}</td><td></td></tr>
 * <tr><td>host object</td><td>the object itself, of a class known by {@link io.luavm.LuaClass}</td><td></td></tr>
 * </table>
 *
 * <p>One table is one object: what is shared stays shared, and cycles stay cycles. No depth of nesting overflows a
 * stack. As UTF-8 is decoded strictly (no surrogates, nothing beyond U+10FFFF), a {@code String} encodes to the bytes
 * that it came from: {@link io.luavm.LuaResult#bytes} and {@link io.luavm.LuaTable#bytes} give those for both kinds.
 */
package io.luavm;
