namespace LuaVm.Client;

/// <summary>What a script may reach.</summary>
public enum LuaProfile
{
    /// <summary><see cref="Standard"/>.</summary>
    Default = 0,

    /// <summary>Computation alone: base, string, table, math, utf8; no clock, no randomness, no load, no coroutines,
    /// no print.</summary>
    Locked = 1,

    /// <summary>And print (captured), load (text), coroutine, math.random, os.time/clock/date/difftime.</summary>
    Standard = 2,

    /// <summary>Reserved: <see cref="UnsupportedException"/> in this version.</summary>
    Redis = 3,

    /// <summary>All of Lua, files and processes included, for the host's own scripts; limits still hold.</summary>
    Trusted = 4,
}
