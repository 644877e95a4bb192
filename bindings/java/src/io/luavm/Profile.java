package io.luavm;

/** What a script may reach. */
public enum Profile {
    /** Computation alone: base, string, table, math, utf8; no clock, randomness, load, coroutines or print. */
    LOCKED(1),
    /** And print (captured), load (text), coroutine, math.random, os.time, clock, date and difftime. */
    STANDARD(2),
    /** Reserved: {@link UnsupportedException} in this version. */
    REDIS(3),
    /** All of Lua, files and processes included, for the host's own scripts; limits still hold. */
    TRUSTED(4);

    final int number;

    Profile(int number) {
        this.number = number;
    }
}
