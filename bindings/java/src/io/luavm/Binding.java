package io.luavm;

/** What the library calls by a number of {@link HostTable}. */
@FunctionalInterface
interface Binding {
    /**
     * Runs it.
     *
     * @param vm who calls
     * @param arguments what the script gave; for methods the object first
     * @return as {@link HostFunction#call} does
     */
    Object invoke(LuaVm vm, Object[] arguments) throws Exception;
}
