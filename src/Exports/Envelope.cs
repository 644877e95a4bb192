using LuaVm.Core;

namespace LuaVm.Exports;

/// <summary>The parts that all option structs share: size, flags, reserved fields, (pointer, length) pairs.</summary>
internal static unsafe class Envelope
{
    internal static void CheckSize(uint given, int known, string type)
    {
        if (given == known) return;
        throw new LuaFault(Status.Argument,
            $"{type}.struct_size is {given}, this library knows {known}; set it to sizeof({type}) of its own header");
    }

    /// <summary>A struct that has grown, with 0 for what a caller of an earlier header does not have.</summary>
    /// <param name="from">Begins with its size.</param>
    /// <param name="first">Its size at first.</param>
    /// <param name="type">Its name.</param>
    internal static T Grown<T>(T* from, int first, string type)
        where T : unmanaged
    {
        var size = *(uint*)from;
        if (size != first) CheckSize(size, sizeof(T), type);
        T read = default;
        new ReadOnlySpan<byte>(from, (int)size).CopyTo(new Span<byte>(&read, (int)size));
        return read;
    }

    internal static void CheckFlags(uint given, uint known, string type)
    {
        if ((given & ~known) == 0) return;
        throw new LuaFault(Status.Argument, $"{type}.flags has unknown bits 0x{given & ~known:x}; leave them 0");
    }

    internal static void CheckReserved(uint given, string field)
    {
        if (given != 0) throw new LuaFault(Status.Argument, $"{field} must be 0, it is {given}");
    }

    internal static void CheckBytes(void* data, nuint length, nuint most, string name)
    {
        if (length > most)
        {
            throw new LuaFault(Status.Argument,
                $"{name} is {Quantity.Bytes(length)} long, the most is {Quantity.Bytes(most)}");
        }
        if (data == null && length != 0)
            throw new LuaFault(Status.Argument, $"{name} is NULL but its length is {length}");
    }

    /// <summary>Most arguments of a call: LUAVM_ARGUMENT_MAX.</summary>
    private const nuint ValuesMaximum = 10_000;

    internal static void CheckValue(void* value, string name)
    {
        if (value == null) throw new LuaFault(Status.Argument, $"{name} is NULL; pass a luavm_value");
    }

    internal static void CheckValues(void* values, nuint count, string name)
    {
        if (count > ValuesMaximum)
        {
            throw new LuaFault(Status.Argument,
                $"{name} are {Quantity.Count(count)}, the most is {Quantity.Count(ValuesMaximum)}; pass a table");
        }
        if (values == null && count != 0) throw new LuaFault(Status.Argument, $"{name} is NULL but there are {count}");
    }
}
