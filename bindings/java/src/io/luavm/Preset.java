package io.luavm;

/** A set of limits. What is given to the builder beside it goes before. */
public enum Preset {
    /** 16 MiB, soft limit 12 MiB, 5 s, output 1 MiB. */
    DEFAULT(0),
    /** 1 MiB, soft limit 768 KiB, 1 s, output 64 KiB. */
    EMBEDDED(1),
    /** 10 MiB, soft limit 8 MiB, 5 s, output 1 MiB. */
    PRODUCTION(2),
    /** 100 MiB, soft limit 80 MiB, 60 s, output 16 MiB. */
    DEVELOPMENT(3);

    final int number;

    Preset(int number) {
        this.number = number;
    }
}
